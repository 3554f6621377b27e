import { AnlamError } from './errors.js'

/** A longer line is taken for a file without line ends, and would have to be held in memory whole. */
export const MAX_LINE_CHARACTERS = 64 << 20

export interface Line {
  text: string
  /** 1-based. */
  number: number
}

/**
 * Splits decoded text into lines (`\n`, `\r\n` or `\r`), holding one at a time; a byte order mark is dropped.
 * @throws AnlamError `invalid-input` for a line of more than 64 Mi characters
 */
export async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let held: string[] = []
  let size = 0
  let number = 0
  let first = true
  let afterReturn = false
  for await (const piece of chunks) {
    const chunk: string = first ? piece.replace(/^\ufeff/, '') : piece
    first = false
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at)
      if (code === 10 && afterReturn) {
        afterReturn = false
        start = at + 1
        continue
      }
      afterReturn = code === 13
      if (code !== 10 && code !== 13) continue
      held.push(chunk.slice(start, at))
      yield { text: held.join(''), number: ++number }
      held = []
      size = 0
      start = at + 1
    }
    held.push(chunk.slice(start))
    size += chunk.length - start
    if (size > MAX_LINE_CHARACTERS) {
      throw new AnlamError(
        'invalid-input',
        `line ${number + 1} is longer than ${MAX_LINE_CHARACTERS} characters`,
      )
    }
  }
  const last = held.join('')
  if (last) yield { text: last, number: number + 1 }
}

import { AnlamError } from '../errors.js'
import { MAX_TEXT } from './bounds.js'

/** A longer line is taken for a file without line ends; it would be held in memory as a whole. */
export const MAX_LINE_CHARACTERS = MAX_TEXT

export interface Line {
  text: string
  /** 1-based. */
  number: number
}

/** A line that is too long; its text is not kept. */
export class LongLine {
  constructor(
    /** 1-based. */
    readonly number: number,
    readonly most: number,
  ) {}

  get message(): string {
    return `the line is longer than ${this.most} characters`
  }
}

/**
 * Splits decoded text into lines (`\n`, `\r\n` or `\r`), holding one at a time; a byte order mark is dropped.
 * @throws AnlamError `invalid-input` for a line of more than 64 Mi characters
 */
export async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  for await (const line of cutLines(chunks, MAX_LINE_CHARACTERS)) {
    if (!(line instanceof LongLine)) yield line
    else throw new AnlamError('invalid-input', `line ${line.number} is longer than ${line.most} characters`)
  }
}

/** The same, but yields a `LongLine` for a line of more than `most` characters, and goes on. */
export async function* cutLines(
  chunks: AsyncIterable<string>,
  most: number,
): AsyncGenerator<Line | LongLine> {
  let held: string[] = []
  let size = 0
  let number = 0
  let first = true
  let afterReturn = false
  const hold = (piece: string): void => {
    size += piece.length
    if (size <= most) held.push(piece)
    else held = []
  }
  const take = (): Line | LongLine => {
    const line = size > most ? new LongLine(++number, most) : { text: held.join(''), number: ++number }
    held = []
    size = 0
    return line
  }
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
      hold(chunk.slice(start, at))
      yield take()
      start = at + 1
    }
    hold(chunk.slice(start))
  }
  if (size > 0) yield take()
}

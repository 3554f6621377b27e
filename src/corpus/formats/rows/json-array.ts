import { MAX_LINE_CHARACTERS } from '../../../basics/lines.js'

/** Text of an element of a JSON array, and the line in which it begins. */
export interface Element {
  /** Undefined if it is longer than a line may be. */
  text: string | undefined
  /** 1-based. */
  line: number
}

const [QUOTE, BACKSLASH, COMMA, CLOSE, LINE_FEED] = [34, 92, 44, 93, 10]

/**
 * Cuts the elements out of a JSON array, holding one at a time. They are not checked to be JSON.
 * @param chunks begin with the array's bracket, or white space before it
 * @throws Error if the array is not closed, after yielding the elements before
 */
export async function* arrayElements(chunks: AsyncIterable<string>): AsyncGenerator<Element> {
  let line = 1
  let first = 0
  let depth = 0
  let inString = false
  let escaped = false
  let pieces: string[] = []
  let size = 0
  const take = (): Element => {
    const text = size > MAX_LINE_CHARACTERS ? undefined : pieces.join('')
    const element = { text, line: first }
    pieces = []
    size = 0
    first = 0
    return element
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at)
      if (code === LINE_FEED) line++
      if (inString) {
        if (escaped) escaped = false
        else if (code === BACKSLASH) escaped = true
        else if (code === QUOTE) inString = false
        continue
      }
      if (code <= 32) continue
      if (depth === 0) {
        // The bracket of the array itself.
        depth = 1
        start = at + 1
        continue
      }
      if (depth === 1 && (code === COMMA || code === CLOSE)) {
        hold(chunk.slice(start, at))
        if (first > 0) yield take()
        else pieces = []
        start = at + 1
        if (code === CLOSE) return
        continue
      }
      if (first === 0) first = line
      if (code === QUOTE) inString = true
      else if (code === 0x7b || code === 0x5b) depth++
      else if (code === 0x7d || code === CLOSE) depth--
    }
    hold(chunk.slice(start))
  }
  throw new Error('it ends too early')

  function hold(piece: string): void {
    size += piece.length
    if (size <= MAX_LINE_CHARACTERS) pieces.push(piece)
    else pieces = []
  }
}

import { splitLines } from '../../basics/lines.js'
import type { RawRecord } from '../types.js'
import { unwrap } from './wrapped-lines.js'

/**
 * A longer file is split into several documents between paragraphs, so that it never has to be in memory as a whole.
 */
const MAX_PART_CHARACTERS = 4 << 20

/**
 * Reads a text file as one document (several if it is very large). Lines that were wrapped become paragraphs.
 */
export async function* readProse(chunks: AsyncIterable<string>): AsyncGenerator<RawRecord> {
  let lines: string[] = []
  let size = 0
  let firstLine = 1
  let part = 0
  const flush = (last: boolean): RawRecord => {
    part++
    const record: RawRecord = {
      text: unwrap(lines),
      metadata: {},
      line: firstLine,
      part: last && part === 1 ? '' : `~${part}`,
    }
    lines = []
    size = 0
    return record
  }
  for await (const { text, number } of splitLines(chunks)) {
    const full = size > MAX_PART_CHARACTERS && (text.trim() === '' || size > 2 * MAX_PART_CHARACTERS)
    if (full) {
      yield flush(false)
      firstLine = number
    }
    lines.push(text)
    size += text.length + 1
  }
  if (lines.length > 0) yield flush(true)
}

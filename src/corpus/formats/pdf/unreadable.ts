import type { LeftOut } from '../../types.js'
import type { Line } from './lines.js'

/** Codes that are no letters: controls, private use, and what pdf.js could not name. */
const CODES = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]/g
/** A line of which so much is codes is not read at all. */
const TOO_MANY = 0.1
const LEAST_CHARACTERS = 10

/**
 * Leaves out what nobody can read, and counts its words. In words that can be read in part, the other signs become
 * U+FFFD.
 */
export function withoutUnreadable(
  lines: readonly Line[],
  leftOut: LeftOut,
): { lines: Line[]; hasUnreadable: boolean } {
  const kept: Line[] = []
  let hasUnreadable = false
  for (const line of lines) {
    const codes = line.text.match(CODES)?.length ?? 0
    if (codes === 0) {
      kept.push(line)
      continue
    }
    hasUnreadable = true
    const words = line.text.split(/\s+/)
    const isLost = line.text.length >= LEAST_CHARACTERS && codes > TOO_MANY * line.text.length
    const lost = words.filter(word => isLost || !/[\p{L}\p{N}]/u.test(word.replaceAll(CODES, '')))
    const unread = lost.filter(word => word.search(CODES) >= 0 || isLost).length
    leftOut.unreadable = (leftOut.unreadable ?? 0) + unread
    const text = words
      .filter(word => !isLost && (word.search(CODES) < 0 || /[\p{L}\p{N}]/u.test(word.replaceAll(CODES, ''))))
      .join(' ')
      .replaceAll(CODES, '\ufffd')
    if (text !== '') kept.push({ ...line, text, cells: [{ ...line.cells[0]!, text }] })
  }
  return { lines: kept, hasUnreadable }
}

import { type Line, toRows } from './lines.js'
import { isListItem } from './list-items.js'

/** A vertical gap between texts, in points from the left of the page. */
export interface Gutter {
  left: number
  right: number
}

/** A gutter is at least so wide, in letter heights. */
const GUTTER = 0.8
/** On each side of a gutter stand at least so many lines; */
const LEAST_LINES = 3
/** fewer will do where it is so wide, in letter heights. */
const WIDE_GUTTER = 2
/** At most this part of the lines at a gutter cross it. */
const CROSSING = 0.34
/** Where so many rows of a side have text on the other, and less of the lines has so many words, it is a table. */
const NEIGHBOURED = 0.6
const PROSE = 0.5
const WORDS_OF_A_LINE = 4
/** Where the right half of a slide begins, as a part of its width: such halves are columns, however short their lines. */
const HALF = { from: 0.45, to: 0.6 }
/** So many of the best gutters are looked at. */
const TRIED = 4

/** The widest vertical gap that few lines cross, with text on both of its sides; undefined if there is none. */
export function findGutter(pieces: readonly Line[], pageWidth: number): Gutter | undefined {
  const heights = pieces.map(({ size }) => size).sort((a, b) => a - b)
  const height = heights[heights.length >> 1]!
  const edges = [...pieces.map(({ right }) => right), ...pieces.map(({ left }) => left)].sort((a, b) => a - b)
  const lefts = pieces.map(({ left }) => left).sort((a, b) => a - b)
  const rights = pieces.map(({ right }) => right).sort((a, b) => a - b)
  const found: (Gutter & { worth: number })[] = []
  let begun = 0
  let ended = 0
  for (let i = 0; i + 1 < edges.length; i++) {
    const from = edges[i]!
    const to = edges[i + 1]!
    while (begun < lefts.length && lefts[begun]! <= from) begun++
    while (ended < rights.length && rights[ended]! <= from) ended++
    // Text ends on its left and begins on its right; what crosses it may do so anywhere.
    if (to - from < GUTTER * height || rights[ended - 1] !== from || lefts[begun] !== to) continue
    const crossing = begun - ended
    const beside = Math.min(ended, pieces.length - begun)
    const least = to - from < WIDE_GUTTER * height ? LEAST_LINES : 2
    if (beside < least || crossing > CROSSING * (pieces.length - crossing)) continue
    const worth = (to - from) * (beside - crossing)
    if (worth > 0) found.push({ left: from, right: to, worth })
  }
  found.sort((a, b) => b.worth - a.worth)
  return found.slice(0, TRIED).find(gutter => {
    const begins = gutter.right / pageWidth
    const isWide = gutter.right - gutter.left > WIDE_GUTTER * height
    const isHalves = isWide && begins > HALF.from && begins < HALF.to
    return isHalves ? !hasNumbers(pieces, gutter) : !isTable(pieces, gutter)
  })
}

/** Whether most of what stands right of a gutter are numbers. */
export function hasNumbers(pieces: readonly Line[], { right }: Gutter): boolean {
  const after = pieces.filter(piece => piece.left >= right)
  return after.filter(({ text }) => !/\p{L}{2}/u.test(text)).length > after.length / 2
}

/** Whether what stands on both sides of a gutter are cells of rows rather than lines of columns. */
function isTable(pieces: readonly Line[], { left, right }: Gutter): boolean {
  const before: Line[] = []
  const after: Line[] = []
  let rowsBefore = 0
  let rowsAfter = 0
  let neighboured = 0
  for (const row of toRows(pieces)) {
    const ends = row.filter(piece => piece.right <= left)
    const begins = row.filter(piece => piece.left >= right)
    if (ends.length + begins.length < row.length) continue
    if (ends.length > 0) rowsBefore++
    if (begins.length > 0) rowsAfter++
    if (ends.length > 0 && begins.length > 0) neighboured++
    before.push(...ends)
    after.push(...begins)
  }
  return neighboured >= NEIGHBOURED * Math.min(rowsBefore, rowsAfter) && !(isProse(before) && isProse(after))
}

function isProse(pieces: readonly Line[]): boolean {
  const lines = pieces.filter(({ text }) => isListItem(text) || text.split(' ').length >= WORDS_OF_A_LINE)
  return lines.length >= PROSE * pieces.length
}

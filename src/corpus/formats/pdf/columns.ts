import { type Line, toLines, toRows } from './lines.js'
import { isListItem } from './list-items.js'

export interface Column {
  /** From top to bottom. */
  lines: Line[]
  /** Lines could run so far, in points from the left of the page. */
  room: number
}

/** A gutter is at least so wide, in letter heights. */
const GUTTER = 0.8
/** On each side of a gutter stand at least so many lines; */
const LEAST_LINES = 3
/** fewer will do where it is so wide, in letter heights. */
const WIDE_GUTTER = 2
/** At most this part of the lines at a gutter cross it. */
const CROSSING = 0.34
/** Columns of columns of columns are enough. */
const MAX_DEPTH = 3
/** Where so many rows of a side have text on the other, and less of the lines has so many words, it is a table. */
const NEIGHBOURED = 0.6
const PROSE = 0.5
const WORDS_OF_A_LINE = 4
/** Where the right half of a slide begins, as a part of its width: such halves are columns, however short their lines. */
const HALF = { from: 0.45, to: 0.6 }
/** So many of the best gutters are looked at. */
const TRIED = 4

interface Gutter {
  left: number
  right: number
}

/**
 * Puts the pieces of a page into reading order: columns from left to right, between lines that run across them. Rows
 * of a table stay together. Takes n log n time.
 */
export function toColumns(pieces: readonly Line[], pageWidth: number): Column[] {
  const margin = pieces.reduce((least, { left }) => Math.min(least, left), pageWidth)
  return split(pieces, { pageWidth, room: pageWidth - margin, depth: 0 })
}

interface Place {
  pageWidth: number
  room: number
  depth: number
}

function split(pieces: readonly Line[], { pageWidth, room, depth }: Place): Column[] {
  if (pieces.length === 0) return []
  const gutter = depth < MAX_DEPTH ? findGutter(pieces, pageWidth) : undefined
  if (!gutter) return [{ lines: toLines(pieces), room }]
  const middle = (gutter.left + gutter.right) / 2
  const inner = { pageWidth, room, depth: depth + 1 }
  const columns: Column[] = []
  let left: Line[] = []
  let right: Line[] = []
  let across: Line[] = []
  const flushSides = (): void => {
    columns.push(...split(left, { ...inner, room: gutter.right - pieces[0]!.size }), ...split(right, inner))
    left = []
    right = []
  }
  const flushAcross = (): void => {
    columns.push(...split(across, inner))
    across = []
  }
  for (const row of toRows(pieces)) {
    if (row.some(piece => piece.left < middle && piece.right > middle)) {
      flushSides()
      across.push(...row)
    } else {
      flushAcross()
      for (const piece of row) (piece.right <= middle ? left : right).push(piece)
    }
  }
  flushSides()
  flushAcross()
  return columns
}

/** The widest vertical gap that few lines cross, with text on both of its sides; undefined if there is none. */
function findGutter(pieces: readonly Line[], pageWidth: number): Gutter | undefined {
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
    if (to - from < GUTTER * height) continue
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
function hasNumbers(pieces: readonly Line[], { right }: Gutter): boolean {
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

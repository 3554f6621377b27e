import { toBands } from './bands.js'
import { findGutter, type Gutter } from './gutters.js'
import { type Line, toLines, toRows } from './lines.js'

export interface Column {
  /** From top to bottom. */
  lines: Line[]
  /** Lines could run so far, in points from the left of the page. */
  room: number
}

/** Columns of columns of columns are enough. */
const MAX_DEPTH = 3

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

function split(pieces: readonly Line[], place: Place): Column[] {
  if (pieces.length === 0) return []
  if (place.depth >= MAX_DEPTH) return [{ lines: toLines(pieces), room: place.room }]
  const gutter = findGutter(pieces, place.pageWidth)
  const bands = toBands(pieces)
  const others = bands.filter(band => band.gutter && !(gutter && overlap(gutter, band.gutter)))
  if (gutter && others.length === 0) return splitAt(pieces, gutter, place)
  if (others.length === 0) return [{ lines: toLines(pieces), room: place.room }]
  const inner = { ...place, depth: place.depth + 1 }
  return bands.flatMap(band =>
    band.gutter ? splitAt(band.pieces, band.gutter, place) : split(band.pieces, inner),
  )
}

/** Whether gaps are parts of one. */
function overlap(a: Gutter, b: Gutter): boolean {
  return a.left < b.right && b.left < a.right
}

function splitAt(pieces: readonly Line[], gutter: Gutter, { pageWidth, room, depth }: Place): Column[] {
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

import { type Gutter, hasNumbers } from './gutters.js'
import { type Line, toRows } from './lines.js'
import { isListItem } from './list-items.js'
import { isEnded } from './paragraphs.js'

/** Part of a page, from top to bottom. */
export interface Band {
  pieces: Line[]
  /** Between two columns; absent where it has none. */
  gutter?: Gutter
}

/** So many of the widest gaps are looked at. */
const TRIED = 3
/** A gap is so wide at least, in letter heights: what is closer and not drawn in one go stands apart for a reason. */
const GAP = 0.5
/** Lines on each side, at least. */
const LEAST_LINES = 2
/** Lines of a side below each other, of which so many go on with a sentence: cells of a table do not. */
const FLOWING = 0.5
/** Lines of one side follow each other within so many letter heights, */
const NEAR = 1.7
/** in letters of about the same size, */
const SAME_SIZE = 0.1
/** and most of those right of a gap begin at the same place, to so many letter heights. */
const ALIGNED = 0.3

interface Open {
  from: number
  gaps: Gutter[]
}

/**
 * Cuts the pieces of a page at bands of columns between lines that cross them, such as two boxes side by side on a slide, or a
 * note beside a paragraph. Sentences must go on from line to line on both sides, which tells them from a table. Takes
 * n log n time.
 */
export function toBands(pieces: readonly Line[]): Band[] {
  const rows = toRows(pieces)
  const bands: Band[] = []
  let taken = 0
  const add = (to: number, gutter?: Gutter): void => {
    if (to > taken) bands.push({ pieces: rows.slice(taken, to).flat(), ...(gutter ? { gutter } : {}) })
    taken = to
  }
  let open: Open | undefined
  for (let i = 0; i <= rows.length; i++) {
    const row = rows[i]
    const gaps = row && open ? stillFree(open.gaps, row) : []
    if (open && gaps.length > 0) {
      open.gaps = gaps
      continue
    }
    const found = open && columnsOf(rows, open, i, taken)
    if (found) {
      add(found.from)
      add(found.to, found.gutter)
    }
    const free = row ? gapsOf(row) : []
    open = free.length > 0 ? { from: i, gaps: free } : undefined
  }
  add(rows.length)
  return bands
}

function gapsOf(row: readonly Line[]): Gutter[] {
  return row.slice(1).flatMap((piece, i) => {
    const gap = { left: row[i]!.right, right: piece.left }
    return isWide(gap, piece.size) ? [gap] : []
  })
}

function isWide({ left, right }: Gutter, size: number): boolean {
  return right - left >= GAP * size
}

/** What is left of gaps beside the pieces of another row. */
function stillFree(gaps: readonly Gutter[], row: readonly Line[]): Gutter[] {
  return gaps.flatMap(({ left, right }) => {
    const middle = (left + right) / 2
    const free = { left, right }
    for (const piece of row) {
      if (piece.right <= middle) free.left = Math.max(free.left, piece.right)
      else if (piece.left >= middle) free.right = Math.min(free.right, piece.left)
      else return []
    }
    return isWide(free, row[0]!.size) ? [free] : []
  })
}

interface Columns {
  gutter: Gutter
  from: number
  to: number
}

function columnsOf(
  rows: readonly Line[][],
  { from, gaps }: Open,
  end: number,
  taken: number,
): Columns | undefined {
  const widest = [...gaps].sort((a, b) => b.right - b.left - (a.right - a.left)).slice(0, TRIED)
  for (const gutter of widest) {
    const columns = {
      gutter,
      from: withHead(rows, gutter, from, taken),
      to: withoutTail(rows, gutter, from, end),
    }
    if (areColumns(rows.slice(columns.from, columns.to), gutter)) return columns
  }
  return undefined
}

/** Above the first row with text on both sides, lines of one of them may stand. */
function withHead(rows: readonly Line[][], gutter: Gutter, from: number, taken: number): number {
  const nearest: (Line | undefined)[] = sides(rows[from]!, gutter).map(side => side[0])
  let start = from
  while (start > taken && joins(rows[start - 1]!, gutter, nearest, (above, below) => areNear(above, below)))
    start--
  return start
}

/** Below, rows belong to it as long as they go on at one of its sides. */
function withoutTail(rows: readonly Line[][], gutter: Gutter, from: number, end: number): number {
  const nearest: (Line | undefined)[] = sides(rows[from]!, gutter).map(side => side[0])
  let to = from + 1
  while (to < end && joins(rows[to]!, gutter, nearest, (below, above) => areNear(above, below))) to++
  return to
}

/** Whether a row crosses no gap, and follows on a line of one side; these lines are then its own. */
function joins(
  row: readonly Line[],
  gutter: Gutter,
  nearest: (Line | undefined)[],
  follows: (line: Line, nearest: Line) => boolean,
): boolean {
  const [before, after] = sides(row, gutter)
  if (before.length + after.length < row.length) return false
  const own = [before[0], after[0]]
  const isNext = own.some((line, side) => line && nearest[side] && follows(line, nearest[side]))
  if (!isNext) return own.every(line => line !== undefined)
  for (const [side, line] of own.entries()) if (line) nearest[side] = line
  return true
}

function sides(row: readonly Line[], { left, right }: Gutter): [before: Line[], after: Line[]] {
  return [row.filter(piece => piece.right <= left), row.filter(piece => piece.left >= right)]
}

function areNear(above: Line, below: Line): boolean {
  const size = Math.max(above.size, below.size)
  return below.y - above.y < NEAR * size && Math.abs(above.size - below.size) < SAME_SIZE * size
}

function areColumns(rows: readonly Line[][], gutter: Gutter): boolean {
  const all = rows.flat()
  const lines = rows.map(row => sides(row, gutter))
  const areBoth = [0, 1].every(side => lines.filter(row => row[side]!.length > 0).length >= LEAST_LINES)
  if (!areBoth || hasNumbers(all, gutter)) return false
  const places = new Map<number, number>()
  let begun = 0
  for (const [, [first]] of lines) {
    if (!first) continue
    const place = Math.round(first.left / (ALIGNED * first.size))
    places.set(place, (places.get(place) ?? 0) + 1)
    begun++
  }
  const areAligned = Math.max(...places.values()) > begun / 2
  return areAligned && [0, 1].every(side => flows(lines.map(row => row[side]!)))
}

/** Whether sentences go on from line to line. */
function flows(lines: readonly (readonly Line[])[]): boolean {
  let last: Line | undefined
  let below = 0
  let going = 0
  for (const line of lines) {
    const [first] = line
    if (!first) continue
    if (last && areNear(last, first) && !isListItem(first.text)) {
      below++
      if (!isEnded(last.text) && /^\p{Ll}{2}/u.test(first.text)) going++
    }
    last = line.at(-1)
  }
  return going > 0 && going >= FLOWING * below
}

import {
  type Cells,
  DELIMITERS,
  type Delimiter,
  type Dialect,
  isRegular,
  Misquoted,
  readCells,
} from './cells.js'

/** A line `sep=;` before the header, as Excel reads and writes it. */
const SEPARATOR = /^sep=([\t;,|])(?:\r\n?|\n|$)/i

export interface Found {
  dialect: Dialect
  /** Position of the header in the head, and the number of lines before it. */
  start: number
  skipped: number
}

interface Reading {
  dialect: Dialect
  columns: number
  /** Share of rows that fill the columns. */
  regular: number
}

/**
 * Finds how a table is written: of all delimiters, and of quotation marks that quote or are characters, those by which
 * most rows fill the columns of the first row. Costs a few readings of the head.
 *
 * @param head the beginning of the table, cut anywhere unless `isEnd`
 * @param preferred delimiter where nothing decides
 */
export function findDialect(head: string, preferred: ',' | '\t', isEnd: boolean): Found {
  const named = SEPARATOR.exec(head)
  const start = named ? named[0].length : 0
  const candidates: readonly Delimiter[] = named ? [named[1] as Delimiter] : [preferred, ...DELIMITERS]
  const readings = candidates
    .map(delimiter => judge(head, start, delimiter, isEnd))
    .filter(({ columns }) => columns > 1)
    .sort((a, b) => b.regular - a.regular || b.columns - a.columns)
  const best = readings[0] ?? judge(head, start, undefined, isEnd)
  return { dialect: best.dialect, start, skipped: named ? 1 : 0 }
}

function judge(head: string, start: number, delimiter: Delimiter, isEnd: boolean): Reading {
  const plain = { delimiter, quoted: false, trusted: false }
  const quoted = { delimiter, quoted: true, trusted: false }
  const first = readCells(head, start, quoted, undefined, isEnd)
  const columns = first instanceof Misquoted || first === undefined ? 0 : filled(first.cells)
  let sound = 0
  let stray = 0
  let trusted = false
  const regular = shareOf(head, start, quoted, columns, isEnd, row => {
    if (row instanceof Misquoted || row.stray) stray++
    else if (row.quotes > 0) sound++
    trusted ||= !(row instanceof Misquoted) && row.needed
  })
  if (stray > sound) return { dialect: plain, columns, regular: shareOf(head, start, plain, columns, isEnd) }
  return { dialect: { ...quoted, trusted }, columns, regular }
}

/** Number of columns up to the last one with a name: spreadsheets may write empty ones behind it. */
export function filled(cells: readonly string[]): number {
  return cells.findLastIndex(cell => cell.trim() !== '') + 1
}

function shareOf(
  head: string,
  start: number,
  dialect: Dialect,
  columns: number,
  isEnd: boolean,
  onRow: (row: Cells | Misquoted) => void = () => undefined,
): number {
  let rows = 0
  let regular = 0
  for (let at = start; at < head.length; ) {
    const row = readCells(head, at, dialect, columns, isEnd)
    if (row === undefined) break
    onRow(row)
    at = row.end
    if (!(row instanceof Misquoted) && row.cells.every(cell => cell === '')) continue
    rows++
    if (!(row instanceof Misquoted) && isRegular(row.cells, columns)) regular++
  }
  return rows === 0 ? 1 : regular / rows
}

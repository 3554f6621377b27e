import { countWords } from '../../left-out.js'
import { BadRow, type RawRecord, Remark } from '../../types.js'
import { toRecords } from '../rows/records.js'
import type { ReadRow } from '../rows/row.js'
import type { Wanted } from '../rows/shape.js'
import { columnNames } from './header.js'
import { type Cell, MAX_CELLS, type SheetRow, type Workbook } from './workbook.js'

/** Rows at the top of a sheet among which the header is looked for, below titles of one cell. */
const TOP = 20

/**
 * Records of all sheets of a workbook, each with a header of its own. Sheets without a text are left out,
 * named and counted, unless no sheet has one: then the first says why. With several, the name of the sheet is part of
 * ids and metadata.
 * @throws Error if a sheet has too many cells
 */
export async function* readSheets(
  { sheets, leftOut }: Workbook,
  wanted: Wanted,
): AsyncGenerator<RawRecord | BadRow | Remark> {
  const refused: { name: string; problem: BadRow; words: number }[] = []
  let read = 0
  for (const sheet of sheets) {
    const rows = sheet.rows()
    if (rows.length === 0) continue
    let isFirst = true
    for await (const record of toRecords(sheetRows(sheet.name, rows, sheets.length > 1), wanted, true)) {
      if (isFirst && record instanceof BadRow) {
        refused.push({ name: sheet.name, problem: record, words: wordsOf(rows) })
        break
      }
      isFirst = false
      yield record
    }
    if (!isFirst) read++
  }
  if (read === 0 && refused[0]) yield refused[0].problem
  else
    for (const { name, problem, words } of refused)
      yield new Remark({ table: words }, `the sheet "${name}" was left out: ${problem.reason}`)
  yield new Remark(leftOut)
}

/** Rows of all sheets, as they stand. */
export async function* sheetsRows({ sheets }: Workbook): AsyncGenerator<ReadRow> {
  for (const sheet of sheets) {
    const rows = sheet.rows()
    if (rows.length > 0) yield* sheetRows(sheet.name, rows, sheets.length > 1)
  }
}

async function* sheetRows(
  sheet: string,
  rows: readonly SheetRow[],
  areSeveral: boolean,
): AsyncGenerator<ReadRow> {
  const header = headerOf(rows)
  const { number, cells } = rows[header]!
  const width = rows.reduce((most, row) => Math.max(most, row.cells.length), 0)
  if (rows.length * width > MAX_CELLS)
    throw new Error(`the sheet "${sheet}" has ${rows.length} rows of ${width} columns; save it as CSV`)
  const names = columnNames(Array.from(cells, cell => String(cell ?? '')))
  if (typeof names === 'string') {
    yield new BadRow(number, names)
    return
  }
  for (let i = names.length; i < width; i++) names.push(`column ${i + 1}`)
  if (areSeveral && !names.includes('sheet')) names.push('sheet')
  const above = wordsOf(rows.slice(0, header))
  for (const row of rows.slice(header + 1)) {
    const values: (Cell | undefined)[] = Array.from({ length: width }, (_, i) => row.cells[i])
    const part = `${areSeveral ? `~${sheet}` : ''}:${row.number}`
    yield { line: row.number, part, names, values: areSeveral ? [...values, sheet] : values }
  }
  if (above > 0)
    yield new Remark({ table: above }, `what stands above the header (row ${number}) was left out`)
}

/** Position of the first row with several cells near the top, or of the first row. */
function headerOf(rows: readonly SheetRow[]): number {
  const several = rows
    .slice(0, TOP)
    .findIndex(({ cells }) => cells.filter(cell => cell !== undefined).length > 1)
  return Math.max(0, several)
}

function wordsOf(rows: readonly SheetRow[]): number {
  return rows.reduce(
    (sum, { cells }) =>
      sum +
      cells.reduce<number>((words, cell) => words + (cell === undefined ? 0 : countWords(String(cell))), 0),
    0,
  )
}

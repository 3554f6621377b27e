import { guardCell } from '../basics/csv.js'
import { asText, type Cell, type Row, type Table } from './table.js'

/** So that spreadsheets detect UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff'

/**
 * A line of CSV (RFC 4180). Texts are guarded, so that no spreadsheet runs them as formulas; numbers are none, even if
 * negative. Line ends, commas, semicolons and tabs are quoted, so that it reads the same whatever separates.
 */
export function csvLine(cells: readonly Cell[], separator = ','): string {
  return `${cells.map(csvCell).join(separator)}\r\n`
}

function csvCell(cell: Cell): string {
  if (typeof cell === 'number' || cell === null || cell === undefined) return String(cell ?? '')
  const text = guardCell(asText(cell))
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A table as CSV. @param excel with semicolons and a byte order mark */
export async function* csvPieces({ columns, rows }: Table, excel: boolean): AsyncGenerator<string> {
  const separator = excel ? ';' : ','
  const names = columns.map(({ name }) => name)
  yield (excel ? BYTE_ORDER_MARK : '') + csvLine(names, separator)
  for await (const row of rows as AsyncIterable<Row>)
    yield csvLine(
      names.map(name => own(row, name)),
      separator,
    )
}

function own(row: Row, name: string): Cell {
  return Object.hasOwn(row, name) ? row[name] : undefined
}

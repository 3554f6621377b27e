import { isGuarded, unguardCell } from '../../../basics/csv.js'
import { MAX_LINE_CHARACTERS } from '../../../basics/lines.js'
import { BadRow, Remark } from '../../types.js'
import type { ReadRow, Row } from '../rows/row.js'
import { type Cells, type Dialect, Misquoted, readCells } from './cells.js'
import { filled, findDialect } from './dialect.js'
import { columnNames, isHeaderless } from './header.js'
import { Input } from './input.js'
import { OddRows } from './odd-rows.js'

/** Characters by which it is judged how a table is written. */
const HEAD = 1 << 20
/** Rows after the first by which it is judged whether that is a header. */
const SAMPLE = 20

/**
 * Reads a table whose cells are separated by commas, semicolons, tabs or bars, row by row. How it is written is
 * judged by its first megabyte. Rows of another width than the header are kept, counted, and said at the end. A row
 * that is out of bounds or quoted in no way that fits is a `BadRow`, and so is a header with the same name twice,
 * after which nothing follows.
 *
 * @throws what the chunks throw, after yielding all complete rows before
 */
export async function* readSeparated(
  chunks: AsyncIterable<string>,
  format: 'csv' | 'tsv',
): AsyncGenerator<ReadRow> {
  const input = new Input(chunks)
  await input.fill(HEAD)
  const { dialect, start, skipped } = findDialect(input.text, format === 'tsv' ? '\t' : ',', input.isEnd)
  input.at = start
  const odd = new OddRows()
  let table: Table | undefined
  for await (const read of rowsOf(input, dialect, 1 + skipped, () => table?.names.length)) {
    if (read instanceof BadRow) {
      yield read
      continue
    }
    const { row, line } = read
    if (row.stray) odd.add('stray', line)
    if (!table) {
      const headerless = isHeaderless(row.cells, samples(input, dialect))
      const names = headerless ? row.cells.map((_, i) => `column ${i + 1}`) : columnNames(row.cells)
      if (typeof names === 'string') {
        yield new BadRow(line, names)
        return
      }
      table = new Table(names, dialect, odd)
      if (!headerless) continue
      yield new Remark({}, `its first line is no header: the columns are called ${names.join(', ')}`)
    }
    yield table.row(row.cells, line)
  }
  yield* odd.remarks()
  if (input.failure) throw input.failure.error
}

/** Rows that are not blank, with the lines in which they begin. */
async function* rowsOf(
  input: Input,
  dialect: Dialect,
  firstLine: number,
  width: () => number | undefined,
): AsyncGenerator<{ row: Cells; line: number } | BadRow> {
  for (let line = firstLine; ; ) {
    const row = readCells(input.text, input.at, dialect, width(), input.isEnd)
    if (row === undefined) {
      if (input.text.length - input.at > MAX_LINE_CHARACTERS) {
        yield new BadRow(line, `the row is longer than ${MAX_LINE_CHARACTERS} characters`, 'too-long')
        line += await input.skipLine()
      } else if (!(await input.more())) return
      continue
    }
    input.at = row.end
    if (row instanceof Misquoted) yield new BadRow(line, row.reason, 'quotes')
    else if (row.cells.length > 1 || row.cells[0]!.trim() !== '') yield { row, line }
    line += row.lines
    if (input.isEnd && input.at === input.text.length) return
  }
}

/** The rows that follow, as far as they are read. */
function samples(input: Input, dialect: Dialect): string[][] {
  const rows: string[][] = []
  for (let at = input.at; at < input.text.length && rows.length < SAMPLE; ) {
    const row = readCells(input.text, at, dialect, undefined, input.isEnd)
    if (row === undefined) break
    at = row.end
    if (!(row instanceof Misquoted)) rows.push(row.cells)
  }
  return rows
}

class Table {
  private readonly isGuarded: boolean

  constructor(
    readonly names: readonly string[],
    private readonly dialect: Dialect,
    private readonly odd: OddRows,
  ) {
    this.isGuarded = isGuarded(names)
  }

  row(cells: readonly string[], line: number): Row {
    const { names } = this
    const values = this.isGuarded ? cells.map(unguardCell) : cells
    if (values.length < names.length) this.odd.add('short', line)
    if (values.length <= names.length) return { line, names, values }
    const row = { line, names, values: values.slice(0, names.length) }
    const surplus = values.slice(names.length, filled(values))
    if (surplus.length === 0) return row
    this.odd.add('long', line)
    return { ...row, surplus: { cells: surplus, delimiter: this.dialect.delimiter ?? '' } }
  }
}

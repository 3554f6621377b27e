import { csvPieces } from './csv.js'
import { parquetPieces } from './parquet.js'
import type { Row, Table, TableOptions } from './table.js'

/** Characters of small pieces that are given together. */
const CHUNK = 1 << 16

/** A table as the pieces of a file, made as they are taken, here or in a browser: only Parquet holds some thousand rows. */
export async function* tablePieces(
  table: Table,
  { format, excel = false }: TableOptions,
): AsyncGenerator<Uint8Array> {
  if (format === 'parquet') {
    yield* parquetPieces(table)
    return
  }
  const encoder = new TextEncoder()
  let held = ''
  for await (const piece of format === 'csv' ? csvPieces(table, excel) : jsonPieces(table)) {
    held += piece
    if (held.length < CHUNK) continue
    yield encoder.encode(held)
    held = ''
  }
  if (held !== '') yield encoder.encode(held)
}

async function* jsonPieces({ rows }: Table): AsyncGenerator<string> {
  for await (const row of rows as AsyncIterable<Row>) yield `${JSON.stringify(row)}\n`
}

import { closeSync, fsyncSync, openSync } from 'node:fs'
import { publishFile, removeIfPossible, writeAll } from '../basics/files.js'
import { asAnlamError } from '../errors.js'
import { csvPieces } from './csv.js'
import { parquetPieces } from './parquet.js'
import type { Row, Table, TableOptions } from './table.js'

/** Characters of small pieces that are given together. */
const CHUNK = 1 << 16

/** A table as the pieces of a file, made as they are taken: only Parquet holds some thousand rows. */
export async function* tablePieces(
  table: Table,
  { format, excel = false }: TableOptions,
): AsyncGenerator<Uint8Array> {
  if (format === 'parquet') {
    yield* parquetPieces(table)
    return
  }
  let held = ''
  for await (const piece of format === 'csv' ? csvPieces(table, excel) : jsonPieces(table)) {
    held += piece
    if (held.length < CHUNK) continue
    yield Buffer.from(held)
    held = ''
  }
  if (held !== '') yield Buffer.from(held)
}

/**
 * Writes a table to a file. Whatever happens, the file is there as it was, or whole.
 * @returns the number of rows
 * @throws AnlamError `storage-full`; what a row throws
 */
export async function writeTable(path: string, table: Table, options: TableOptions): Promise<number> {
  let count = 0
  const counted = async function* (): AsyncGenerator<Row> {
    for await (const row of table.rows as AsyncIterable<Row>) {
      count++
      yield row
    }
  }
  const temporary = `${path}.tmp`
  try {
    const file = openSync(temporary, 'w')
    try {
      for await (const piece of tablePieces({ ...table, rows: counted() }, options)) writeAll(file, piece)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    publishFile(temporary, path)
    return count
  } catch (error) {
    removeIfPossible(temporary)
    throw asAnlamError(error)
  }
}

async function* jsonPieces({ rows }: Table): AsyncGenerator<string> {
  for await (const row of rows as AsyncIterable<Row>) yield `${JSON.stringify(row)}\n`
}

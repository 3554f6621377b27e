import { closeSync, fsyncSync, openSync } from 'node:fs'
import { publishFile, removeIfPossible, writeAll } from '../basics/files.js'
import { asAnlamError } from '../errors.js'
import { tablePieces } from './pieces.js'
import type { Row, Table, TableOptions } from './table.js'

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

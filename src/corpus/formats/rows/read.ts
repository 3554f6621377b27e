import type { SourceFile } from '../../files.js'
import type { BadRow, RawRecord, Remark } from '../../types.js'
import { wholeBytes } from '../../whole.js'
import { readOpenDocumentWorkbook } from '../tables/ods.js'
import { readSeparated } from '../tables/separated.js'
import { readSheets, sheetsRows } from '../tables/sheets.js'
import type { Workbook } from '../tables/workbook.js'
import { readWorkbook } from '../tables/xlsx.js'
import { readJson } from './json.js'
import { readJsonLines } from './json-lines.js'
import { readParquet } from './parquet.js'
import { toRecords } from './records.js'
import type { ReadRow } from './row.js'
import type { Wanted } from './shape.js'

/** Formats of rows that are text. */
const TEXT_ROWS = ['jsonl', 'json', 'csv', 'tsv'] as const
export type TextRowFormat = (typeof TEXT_ROWS)[number]
const BINARY_ROWS = ['parquet', 'xlsx', 'ods'] as const
type BinaryRowFormat = (typeof BINARY_ROWS)[number]
/** Formats whose files are rows: records, each one passage unless another unit is wanted. */
export type RowFormat = TextRowFormat | BinaryRowFormat

export function isRowFormat(format: string): format is RowFormat {
  return isTextRows(format) || isBinaryRows(format)
}

export function isTextRows(format: string): format is TextRowFormat {
  return (TEXT_ROWS as readonly string[]).includes(format)
}

export function isBinaryRows(format: string): format is BinaryRowFormat {
  return (BINARY_ROWS as readonly string[]).includes(format)
}

/**
 * Records of rows, one row at a time.
 * @throws what the chunks throw; Error if the file is no such text, after yielding the rows before
 */
export function readTextRows(
  chunks: AsyncIterable<string>,
  format: TextRowFormat,
  wanted: Wanted,
): AsyncGenerator<RawRecord | BadRow | Remark> {
  return toRecords(textRows(chunks, format), wanted, format === 'csv' || format === 'tsv')
}

/** @throws as `readTextRows` */
export function textRows(chunks: AsyncIterable<string>, format: TextRowFormat): AsyncGenerator<ReadRow> {
  if (format === 'jsonl') return readJsonLines(chunks)
  return format === 'json' ? readJson(chunks) : readSeparated(chunks, format)
}

/**
 * Records of rows; a workbook, and a Parquet file that is packed, are held as a whole.
 * @throws what reading the file throws; Error if it is damaged, after yielding the rows before
 */
export async function* readBinaryRows(
  file: SourceFile,
  format: BinaryRowFormat,
  wanted: Wanted,
): AsyncGenerator<RawRecord | BadRow | Remark> {
  if (format === 'parquet') yield* toRecords(await parquetRows(file), wanted, true)
  else yield* readSheets(await workbookOf(file, format), wanted)
}

/** @throws as `readBinaryRows` */
export async function* binaryRows(file: SourceFile, format: BinaryRowFormat): AsyncGenerator<ReadRow> {
  yield* format === 'parquet' ? await parquetRows(file) : sheetsRows(await workbookOf(file, format))
}

async function parquetRows(file: SourceFile): Promise<AsyncGenerator<ReadRow>> {
  return readParquet(file.onDisk ?? (await wholeBytes(file.read())))
}

async function workbookOf(file: SourceFile, format: 'xlsx' | 'ods'): Promise<Workbook> {
  const bytes = await wholeBytes(file.read())
  return format === 'xlsx' ? readWorkbook(bytes) : readOpenDocumentWorkbook(bytes)
}

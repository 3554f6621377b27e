import type { z } from 'zod'
import { extensionOf, FORMATS } from '../basics/file-formats.js'
import { describeIssues } from '../basics/issues.js'
import { badRow, type JsonLine, jsonLinesOf } from '../basics/json-rows.js'
import type { RowFormat } from './formats/rows/read.js'

const ROWS = ['jsonl', 'json', 'csv', 'tsv', 'parquet', 'xlsx', 'ods'] as const satisfies RowFormat[]

/** Extensions of data sets as they are published, which are looked for in a folder of them. */
export const DATA_EXTENSIONS: readonly string[] = [
  ...FORMATS.jsonl,
  ...FORMATS.csv,
  ...FORMATS.tsv,
  ...FORMATS.parquet,
]

/**
 * Rows of a data set as objects, one at a time: of JSON lines as they stand, of a table by the names of its columns in lower
 * case, without its empty cells. A file of no format of rows is read as JSON lines.
 * @throws AnlamError `not-found`; `invalid-input`, naming file and line
 */
export async function* dataRowsOf(path: string): AsyncGenerator<JsonLine<unknown>> {
  const extension = extensionOf(path)
  const format = ROWS.find(each => FORMATS[each].some(known => known === extension))
  const isPacked = path.toLowerCase().endsWith('.gz')
  if (format === undefined || (format === 'jsonl' && !isPacked)) yield* jsonLinesOf(path)
  else {
    // Readers of tables are large, and hardly ever needed here.
    const { rowObjects } = await import('./formats/rows/row-objects.js')
    yield* rowObjects(path, format)
  }
}

/**
 * Reads the rows of a data set, and validates each.
 * @throws AnlamError `not-found`; `invalid-input`, naming file and line
 */
export async function readDataRows<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>[]> {
  const rows: z.output<T>[] = []
  for await (const { line, value } of dataRowsOf(path)) {
    const parsed = schema.safeParse(value)
    if (!parsed.success) throw badRow(path, line, describeIssues(parsed.error))
    rows.push(parsed.data)
  }
  return rows
}

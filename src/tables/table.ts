/** Formats of tables, by the extension of their files. */
export const TABLE_FORMATS = ['csv', 'jsonl', 'parquet'] as const
/** A format of tables. */
export type TableFormat = (typeof TABLE_FORMATS)[number]

/** Media types of the formats. */
export const MEDIA_TYPES = {
  csv: 'text/csv',
  jsonl: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
} as const satisfies Record<TableFormat, string>

/** The value of a cell; null and undefined are an empty one. */
export type Cell = string | number | boolean | readonly string[] | readonly number[] | null | undefined
export type Row = Readonly<Record<string, Cell>>

export interface Column {
  name: string
  /** `integer` is safe in JavaScript; `texts` is a list, `vector` one of float32. */
  type: 'text' | 'number' | 'integer' | 'boolean' | 'texts' | 'vector'
}

export interface Table {
  columns: readonly Column[]
  /** Only what the columns name. */
  rows: Iterable<Row> | AsyncIterable<Row>
}

export interface TableOptions {
  format: TableFormat
  /** CSV as Excel opens it where a comma is a decimal point, as in Turkish: semicolons, and a byte order mark. */
  excel?: boolean | undefined
}

/** The format of a file by its name; undefined for another one. */
export function formatOf(path: string): TableFormat | undefined {
  return TABLE_FORMATS.find(format => path.toLowerCase().endsWith(`.${format}`))
}

/** A column that holds these values. Values of several types are text. */
export function columnOf(name: string, values: Iterable<Cell>): Column {
  const types = new Set<Column['type']>()
  for (const value of values) if (value !== null && value !== undefined) types.add(typeOf(value))
  if (types.size === 2 && types.has('integer') && types.has('number')) return { name, type: 'number' }
  const [only = 'text'] = types
  return { name, type: types.size > 1 ? 'text' : only }
}

function typeOf(value: NonNullable<Cell>): Column['type'] {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value !== 'number') return 'texts'
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'integer' : 'number'
}

/** A value as its column has it. */
export function asText(value: NonNullable<Cell>): string {
  return typeof value === 'object' ? value.join(' ') : String(value)
}

import type { SchemaElement } from 'hyparquet-writer'
import { asText, type Cell, type Column, type Row, type Table } from './table.js'

/** Rows of a row group: they are held in memory together. */
const GROUP = 10_000

/** A table as Parquet: texts in UTF-8, lists in three levels, every column nullable, pages packed by Snappy. */
export async function* parquetPieces({ columns, rows }: Table): AsyncGenerator<Uint8Array> {
  // Imported on demand: most who export want something else.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap(schemaOf)],
    createdBy: 'anlam',
  })
  const taken = (): Uint8Array => {
    const piece = bytes.getBytes().slice()
    bytes.index = 0
    return piece
  }
  let group: Row[] = []
  const write = (): void => {
    const columnData = columns.map(column => ({
      name: column.name,
      data: group.map(row => cellOf(column, Object.hasOwn(row, column.name) ? row[column.name] : undefined)),
    }))
    void writer.write({ columnData, rowGroupSize: GROUP })
    group = []
  }
  for await (const row of rows as AsyncIterable<Row>) {
    group.push(row)
    if (group.length < GROUP) continue
    write()
    yield taken()
  }
  if (group.length > 0) write()
  void writer.finish()
  yield taken()
}

function schemaOf({ name, type }: Column): SchemaElement[] {
  const repetition_type = 'OPTIONAL'
  switch (type) {
    case 'text':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }]
    case 'number':
      return [{ name, type: 'DOUBLE', repetition_type }]
    case 'integer':
      return [{ name, type: 'INT64', repetition_type }]
    case 'boolean':
      return [{ name, type: 'BOOLEAN', repetition_type }]
    case 'texts':
      return [
        { name, converted_type: 'LIST', num_children: 1, repetition_type },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type },
      ]
    case 'vector':
      return [
        { name, converted_type: 'LIST', num_children: 1, repetition_type },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', type: 'FLOAT', repetition_type },
      ]
  }
}

function cellOf(
  { type }: Column,
  cell: Cell,
): string | number | bigint | boolean | (string | number)[] | null {
  if (cell === null || cell === undefined) return null
  if (type === 'text') return asText(cell)
  if (type === 'integer') return BigInt(cell as number)
  return typeof cell === 'object' ? [...cell] : cell
}

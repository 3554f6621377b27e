import { setOwn } from '../basics/document.js'
import { rowOf, toShortest } from '../basics/vectors.js'
import { AnlamError } from '../errors.js'
import { checkFilter, matches } from '../index/filter.js'
import { allDocuments } from '../index/read-all.js'
import type { Filter, SearchIndex, StoredPassage } from '../index/types.js'
import { type Cell, type Column, columnOf, type Row, type Table } from '../tables/table.js'
import type { Metadata } from '../types.js'

/** Documents, and passages by id, read at a time. */
const BATCH = 1000
/** Columns that are not metadata. A field of the same name gets another one. */
const OWN = ['id', 'text', 'title']
const PREFIX = 'metadata.'

export interface PassageSelection {
  filter?: Filter | undefined
  /** Only these passages, in this order; unknown ids are left out. */
  ids?: readonly string[] | undefined
  signal?: AbortSignal | undefined
  /** Called with each passage's vector, of unit length, before its row is taken. */
  onVector?: ((vector: Float32Array) => void) | undefined
  /** Give the vectors a column of this name. */
  vectorColumn?: string | undefined
}

/**
 * Passages of an index as a table that `anlam index` reads: id, text, title and a column for each field of metadata. JSON lines
 * and Parquet come back exactly; in CSV, what could be a formula keeps the apostrophe before it.
 * A field called like one of the first three, or `metadata.…`, has `metadata.` before its name.
 * @throws AnlamError `invalid-input` as `checkFilter`; as rows are taken, `unavailable` for a field that came after the
 *   columns were known, and `cancelled`
 */
export async function passageTable(
  index: SearchIndex,
  { filter, ...wanted }: PassageSelection = {},
): Promise<Table> {
  const selection = { ...wanted, filter: filter && checkFilter(filter) }
  const fields = new Fields()
  if (selection.ids) {
    const found = (await passagesOf(index, selection.ids)).filter(passage => isWanted(passage, selection))
    for (const passage of found) fields.add(passage)
    return { columns: fields.columns(), rows: found.map(passage => fields.row(passage)) }
  }
  for await (const document of allDocuments(index, wanted.signal))
    if (isWanted(document, selection)) fields.add(document)
  const { vectorColumn: name } = wanted
  const vector: Column[] = name === undefined ? [] : [{ name, type: 'vector' }]
  if (name !== undefined && fields.columns().some(column => column.name === name))
    throw new AnlamError('invalid-input', `field "${name}" of the metadata would be taken for the vector`)
  return { columns: [...fields.columns(), ...vector], rows: scanned(index, fields, selection) }
}

async function* scanned(
  index: SearchIndex,
  fields: Fields,
  selection: PassageSelection,
): AsyncGenerator<Row> {
  const { signal, onVector, vectorColumn } = selection
  for await (const { passages, vectors } of index.scan(signal ? { signal } : {}))
    for (const [i, passage] of passages.entries()) {
      if (!isWanted(passage, selection)) continue
      const vector = rowOf(vectors, i)
      onVector?.(vector)
      const row = fields.row(passage)
      yield vectorColumn === undefined ? row : { ...row, [vectorColumn]: Array.from(vector, toShortest) }
    }
}

function isWanted({ metadata }: { metadata: Metadata }, { filter }: PassageSelection): boolean {
  return filter === undefined || matches(metadata, filter)
}

async function passagesOf(index: SearchIndex, ids: readonly string[]): Promise<StoredPassage[]> {
  const found: StoredPassage[] = []
  for (let from = 0; from < ids.length; from += BATCH)
    for (const passage of await index.get(ids.slice(from, from + BATCH))) if (passage) found.push(passage)
  return found
}

/** The columns of passages' metadata, and their values as cells. */
class Fields {
  /** One value of each type that a field has. */
  private readonly samples = new Map<string, Map<string, Cell>>()
  private hasTitle = false

  add({ title, metadata }: { title?: string; metadata: Metadata }): void {
    this.hasTitle ||= title !== undefined
    for (const [key, value] of Object.entries(metadata)) {
      const { type } = columnOf(key, [value])
      const samples = this.samples.get(key) ?? new Map<string, Cell>()
      this.samples.set(key, samples.set(value === null ? 'null' : type, value))
    }
  }

  columns(): Column[] {
    const own: Column[] = [
      { name: 'id', type: 'text' },
      { name: 'text', type: 'text' },
      ...(this.hasTitle ? [{ name: 'title', type: 'text' } as const] : []),
    ]
    return [...own, ...[...this.samples].map(([key, samples]) => columnOf(nameOf(key), samples.values()))]
  }

  row({ id, text, title, metadata }: StoredPassage): Row {
    const row: Record<string, Cell> = { id, text }
    if (title !== undefined) row.title = title
    for (const [key, value] of Object.entries(metadata)) {
      if (!this.samples.has(key))
        throw new AnlamError(
          'unavailable',
          `field "${key}" came while the index was exported; export it again`,
        )
      setOwn(row, nameOf(key), value)
    }
    return row
  }
}

function nameOf(key: string): string {
  return OWN.includes(key) || key.startsWith(PREFIX) ? PREFIX + key : key
}

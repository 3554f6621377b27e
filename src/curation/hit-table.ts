import { setOwn } from '../basics/document.js'
import type { SearchResult } from '../search/searcher.js'
import { type Cell, columnOf, type Row, type Table } from '../tables/table.js'

type RankedHit = SearchResult['hits'][number]

/** What a hit has besides its metadata, in the order of the columns. */
const OWN = [
  'query',
  'rank',
  'score',
  'cosine',
  'bm25',
  'rerank',
  'relevance',
  'probability',
  'id',
  'documentId',
  'text',
  'source',
  'title',
] as const satisfies readonly ('query' | keyof RankedHit)[]

const PREFIX = 'metadata.'

/** The hits of searches as a table; columns that no hit has are absent. Metadata called like a column have a prefix. */
export function hitTable(results: readonly Pick<SearchResult, 'query' | 'hits'>[]): Table {
  const rows = results.flatMap(({ query, hits }) => hits.map(hit => rowOf(query, hit)))
  const values = new Map<string, Cell[]>(OWN.map(name => [name, []]))
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      const known = values.get(name)
      if (known) known.push(value)
      else values.set(name, [value])
    }
  const columns = [...values]
    .filter(([, cells]) => cells.length > 0)
    .map(([name, cells]) => columnOf(name, cells))
  return { columns, rows }
}

function rowOf(query: string, hit: RankedHit): Row {
  const row: Record<string, Cell> = {}
  for (const name of OWN) {
    const value = name === 'query' ? query : hit[name]
    if (value !== undefined) row[name] = value
  }
  for (const [key, value] of Object.entries(hit.metadata))
    setOwn(
      row,
      (OWN as readonly string[]).includes(key) || key.startsWith(PREFIX) ? PREFIX + key : key,
      value,
    )
  return row
}

import { MAX_FACETS } from '../index/facets.js'
import { allDocuments } from '../index/read-all.js'
import type { SearchIndex } from '../index/types.js'

/** Passages in which fields are looked for. */
const SAMPLE = 1000

/** Fields of metadata in a sample of passages, most frequent first; at most `MAX_FACETS`. */
export async function fieldsOf(index: SearchIndex): Promise<string[]> {
  const counts = new Map<string, number>()
  for (const { metadata } of (await index.sample(SAMPLE)).passages)
    for (const [key, value] of Object.entries(metadata))
      if (value !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MAX_FACETS)
    .map(([field]) => field)
}

/** Where documents came from: a file, `http`, …. */
export interface Source {
  source: string
  documents: number
  passages: number
}

/** All sources of an index, those of most documents first. Reads all documents. @throws AnlamError `cancelled` */
export async function sourcesOf(index: SearchIndex, signal?: AbortSignal): Promise<Source[]> {
  const sources = new Map<string, Source>()
  for await (const { source, passages } of allDocuments(index, signal)) {
    const known = sources.get(source) ?? { source, documents: 0, passages: 0 }
    sources.set(source, known)
    known.documents++
    known.passages += passages
  }
  return [...sources.values()].sort((x, y) => y.documents - x.documents || (x.source < y.source ? -1 : 1))
}

import { dot, rowOf } from '../../src/basics/vectors.js'
import type { loadConfig } from '../../src/config.js'
import { VectorFile, VectorWriter } from '../../src/mining/neighbours/vector-file.js'
import { openSearcher } from '../../src/search/searcher-pool.js'
import { countTrueHits } from '../../src/search/true-hits.js'

/** Hits per search. */
export const K = 10

/**
 * Length of the peer's candidate list, and how many times k candidates it rescores exactly. Of the settings tried, none
 * was faster than the first at its recall, which is that of anlam's graph, and none had a higher recall than the
 * second.
 */
export const PEER_SETTINGS = [
  { ef: 300, refineFactor: 2 },
  { ef: 3000, refineFactor: 4 },
]

export interface Target {
  name: string
  url: string
  /** Body of the nth request. */
  body: (n: number) => string
  /** Rows of the passages found by a query. */
  find: (query: number) => Promise<number[]>
}

/** Vectors of passages and queries, and the exact hits of each query. */
export interface Truth {
  passages: VectorFile
  queries: Float32Array[]
  best: { score: number }[][]
}

/**
 * Writes the vectors of index `n` to a file, and finds the exact best scores of some queries. Passage i has id i.
 */
export async function findTruth(
  config: ReturnType<typeof loadConfig>,
  texts: readonly string[],
  path: string,
): Promise<Truth> {
  const { searcher, close } = await openSearcher(config, 'n')
  try {
    const writer = new VectorWriter(path)
    let rows = 0
    for await (const { vectors } of searcher.index.scan()) {
      writer.append(vectors.values)
      rows += vectors.rows
    }
    writer.close()
    const encoded = await searcher.encoder.encode(texts, { kind: 'query' })
    const queries = texts.map((_, i) => rowOf(encoded, i))
    const best = await Promise.all(queries.map(query => searcher.index.search(query, { k: K, exact: true })))
    return { passages: new VectorFile(path, rows, encoded.dimension), queries, best }
  } finally {
    await close()
  }
}

/** Text in, hits with texts and metadata out. */
export function anlam(server: string, queries: readonly string[]): Target {
  const url = `${server}/v1/search`
  const body = (query: string): string => JSON.stringify({ query, k: K })
  return {
    name: 'anlam',
    url,
    // The number avoids hits in the query cache.
    body: n => body(`${queries[n % queries.length]} ${n}`),
    find: async i => {
      const { hits } = await post<{ hits: { id: string }[] }>(url, body(queries[i]!))
      return hits.map(({ id }) => Number(id))
    },
  }
}

/** `lancedb-server.mjs`: vector in, ids out. */
export function lance(
  url: string,
  version: string,
  settings: (typeof PEER_SETTINGS)[number],
  queries: readonly Float32Array[],
): Target {
  const bodies = queries.map(vector => JSON.stringify({ vector: [...vector], k: K, ...settings }))
  return {
    name: `LanceDB ${version} behind express, ef ${settings.ef}, refine ${settings.refineFactor}`,
    url,
    body: n => bodies[n % bodies.length]!,
    find: async i => (await post<{ ids: number[] }>(url, bodies[i]!)).ids,
  }
}

async function post<T>(url: string, body: string): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body })
  return (await answer.json()) as T
}

/** Recall@k with `crowd` concurrent searches. */
export async function recallOf(
  target: Target,
  { passages, queries, best }: Truth,
  crowd: number,
): Promise<number> {
  const passage = new Float32Array(passages.dimension)
  let found = 0
  for (let start = 0; start < queries.length; start += crowd) {
    const some = queries.slice(start, start + crowd)
    const rows = await Promise.all(some.map((_, i) => target.find(start + i)))
    for (const [i, query] of some.entries()) {
      const hits = rows[i]!.map(row => {
        passages.read(row, 1, passage)
        return { score: dot(query, passage) }
      })
      found += countTrueHits(hits, best[start + i]!)
    }
  }
  return found / (K * queries.length)
}

import type { Client } from '@opensearch-project/opensearch'
import { CANDIDATES_OF_EFFORT } from '../../../src/index/opensearch/vector-search.js'
import type { SearchIndex } from '../../../src/index/types.js'
import { percentile } from '../report.js'
import { measure, type Nodes } from './nodes.js'

const K = 10
/** Searches at once, and one at a time of how many. */
const AT_ONCE = 16
const ALONE = 60
/** Length of the candidate list: what the default effort is to the cluster. */
const CANDIDATES = 100 * CANDIDATES_OF_EFFORT
/** Runs of each way before any is counted: Java's compilers are done after some ten thousand searches. */
const WARMING = 40
/** Counted runs of each way, in turn, each time another first: other work on the machine must not hit one alone. */
const ROUNDS = 8

export type Search = (vector: Float32Array) => Promise<string[]>

export function searchOf(index: SearchIndex, exact = false): Search {
  return async vector => (await index.search(vector, { k: K, exact })).map(({ id }) => id)
}

/** The same search by the client alone: rows as they are, no state, no order among equals. */
export function bareSearch(client: Client, index: string): Search {
  return async vector => {
    const knn = { vector: { vector: Array.from(vector), k: K, method_parameters: { ef_search: CANDIDATES } } }
    const { body } = await client.transport.request({
      method: 'POST',
      path: `/${index}/_search`,
      body: { query: { knn }, size: K, track_total_hits: false },
    })
    const { hits } = (body as { hits: { hits: { _source: { pid: string } }[] } }).hits
    return hits.map(({ _source }) => _source.pid)
  }
}

/** Columns of `compareSearches`. Seconds of the processor hardly depend on what else runs. */
export const SEARCH_COLUMNS = [
  '',
  'p50 ms',
  'p95 ms',
  'CPU ms of this process',
  'CPU ms of the nodes',
  'recall@10',
]

/** Rows of a table: each way at 16 at once and one at a time. */
export async function compareSearches(
  ways: Readonly<Record<string, Search>>,
  queries: readonly Float32Array[],
  { exact, nodes }: { exact: Search; nodes: Nodes },
): Promise<string[][]> {
  const right: string[][] = []
  for (const query of queries) right.push(await exact(query))
  const times = new Map<string, number[]>()
  const spent = new Map<string, { own: number; theirs: number }>()
  const recalls = new Map<string, number>()
  for (let round = 0; round < WARMING; round++)
    for (const search of Object.values(ways)) await timed(queries, AT_ONCE, search)
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, search] of turned(Object.entries(ways), round))
      for (const atOnce of [AT_ONCE, 1]) {
        const asked = atOnce === 1 ? queries.slice(0, ALONE) : queries
        const key = `${name}, ${atOnce} at once`
        let run = { found: [] as string[][], taken: [] as number[] }
        const { own, theirs } = await measure(nodes, async () => {
          run = await timed(asked, atOnce, search)
        })
        const { found, taken } = run
        const before = spent.get(key) ?? { own: 0, theirs: 0 }
        spent.set(key, { own: before.own + own, theirs: before.theirs + theirs })
        times.set(key, [...(times.get(key) ?? []), ...taken])
        const hits = found.flatMap((ids, i) => ids.filter(id => right[i]!.includes(id)))
        recalls.set(key, hits.length / found.length / K)
      }
  return [...times].map(([name, taken]) => [
    name,
    percentile(taken, 0.5).toFixed(1),
    percentile(taken, 0.95).toFixed(1),
    ...Object.values(spent.get(name)!).map(seconds => ((1000 * seconds) / taken.length).toFixed(2)),
    recalls.get(name)!.toFixed(4),
  ])
}

/** The same in another order: the n-th first. */
function turned<T>(items: readonly T[], n: number): T[] {
  return items.map((_, i) => items[(i + n) % items.length]!)
}

async function timed(
  queries: readonly Float32Array[],
  atOnce: number,
  search: Search,
): Promise<{ found: string[][]; taken: number[] }> {
  const found: string[][] = []
  const taken: number[] = []
  const waiting = queries.entries()
  const work = async (): Promise<void> => {
    for (const [i, query] of waiting) {
      const started = performance.now()
      found[i] = await search(query)
      taken.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { found, taken }
}

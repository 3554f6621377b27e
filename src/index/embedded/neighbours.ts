import { unitCosine } from '../../vectors.js'
import type { Backlog } from './backlog.js'
import type { Neighbour, VectorGraph } from './hnsw.js'
import type { Store } from './store.js'

/** Up to this many passages are all compared; above, the graph is searched with them as a filter. */
const EXACT_LIMIT = 10_000

export interface Searched {
  graph: VectorGraph
  /** What is to be added to it. */
  backlog: Backlog
  store: Store
  /** Candidates looked at in the graph. */
  ef: number
}

/**
 * The k best, and more where equal scores straddle the end, so that ties can be broken by id.
 * @param find as many as wanted, or all there are, best first
 */
export function withTies(k: number, find: (wanted: number) => Neighbour[]): Neighbour[] {
  for (let wanted = k + 1; ; wanted *= 2) {
    const found = find(wanted)
    const straddles = found.length === wanted && found.at(-1)!.score === found[k - 1]!.score
    if (!straddles) return found
  }
}

/** Of all that are near, best first, the k best and their ties. */
export function firstWithTies(sorted: readonly Neighbour[], k: number): Neighbour[] {
  return sorted.filter(({ score }, i) => i < k || score === sorted[k - 1]!.score)
}

/** The k nearest, with their ties. */
export function nearest(
  { graph, backlog, store, ef }: Searched,
  vector: Float32Array,
  k: number,
  allow?: (label: number) => boolean,
): Neighbour[] {
  const found = withTies(k, wanted => graph.search(vector, wanted, ef, allow))
  if (backlog.size === 0) return found
  // The graph sums in float32: only by one sum are equal vectors equally near.
  const summed = found.flatMap(({ label }): Neighbour[] => {
    const there = store.findVector(label)
    return there ? [{ label, score: unitCosine(vector, there) }] : []
  })
  const least = summed.sort(byScore)[k - 1]?.score ?? Number.NEGATIVE_INFINITY
  return firstWithTies([...summed, ...backlog.near(vector, least, allow)].sort(byScore), k)
}

/** The same among some passages only. */
export function nearestOf(
  labels: readonly number[],
  searched: Searched,
  vector: Float32Array,
  k: number,
): Neighbour[] {
  if (labels.length > EXACT_LIMIT) {
    const allowed = new Set(labels)
    return nearest(searched, vector, k, label => allowed.has(label))
  }
  const scored = labels.map(label => ({ label, score: unitCosine(vector, searched.store.vector(label)) }))
  return firstWithTies(scored.sort(byScore), k)
}

function byScore(a: Neighbour, b: Neighbour): number {
  return b.score - a.score
}

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
  { graph, backlog, ef }: Searched,
  vector: Float32Array,
  k: number,
  allow?: (label: number) => boolean,
): Neighbour[] {
  const found = withTies(k, wanted => graph.search(vector, wanted, ef, allow))
  const waiting = backlog.near(vector, found[k - 1]?.score ?? Number.NEGATIVE_INFINITY, allow)
  return waiting.length === 0 ? found : firstWithTies([...found, ...waiting].sort(byScore), k)
}

/** The same among some passages only. */
export function nearestOf(
  labels: readonly number[],
  { store, ...searched }: Searched & { store: Store },
  vector: Float32Array,
  k: number,
): Neighbour[] {
  if (labels.length > EXACT_LIMIT) {
    const allowed = new Set(labels)
    return nearest(searched, vector, k, label => allowed.has(label))
  }
  const scored = labels.map(label => ({ label, score: unitCosine(vector, store.vector(label)) }))
  return firstWithTies(scored.sort(byScore), k)
}

function byScore(a: Neighbour, b: Neighbour): number {
  return b.score - a.score
}

import { unitCosine } from '../../vectors.js'
import type { Neighbour, VectorGraph } from './hnsw.js'
import type { Store } from './store.js'

/** Up to this many passages are all compared; above, the graph is searched with them as a filter. */
const EXACT_LIMIT = 10_000

export interface SearchedGraph {
  graph: VectorGraph
  /** Candidates looked at. */
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

/** The k nearest, with their ties. */
export function nearest(
  { graph, ef }: SearchedGraph,
  vector: Float32Array,
  k: number,
  allow?: (label: number) => boolean,
): Neighbour[] {
  return withTies(k, wanted => graph.search(vector, wanted, ef, allow))
}

/** The same among some passages only. */
export function nearestOf(
  labels: readonly number[],
  { store, ...searched }: SearchedGraph & { store: Store },
  vector: Float32Array,
  k: number,
): Neighbour[] {
  if (labels.length > EXACT_LIMIT) {
    const allowed = new Set(labels)
    return nearest(searched, vector, k, label => allowed.has(label))
  }
  return labels
    .map(label => ({ label, score: unitCosine(vector, store.vector(label)) }))
    .sort((a, b) => b.score - a.score)
    .filter((neighbour, i, all) => i < k || neighbour.score === all[k - 1]!.score)
}

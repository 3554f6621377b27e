import type { Neighbour } from './hnsw.js'

/** Number of passages at a node. */
type Weigh = (neighbour: Neighbour) => number
const ONE: Weigh = () => 1

/**
 * Finds the k best and all that tie with the k-th, so that ties can be broken by id; may return a few more.
 * @param find returns as many as wanted, or all there are, best first
 */
export function withTies(k: number, find: (wanted: number) => Neighbour[], weigh: Weigh = ONE): Neighbour[] {
  for (let wanted = k + 1; ; wanted *= 2) {
    const found = find(wanted)
    if (found.length < wanted || found.at(-1)!.score < nthScore(found, k, weigh)) return found
  }
}

/** Score of the k-th passage; -Infinity if there are fewer. */
export function nthScore(sorted: readonly Neighbour[], k: number, weigh: Weigh = ONE): number {
  let passed = 0
  for (const neighbour of sorted) {
    passed += weigh(neighbour)
    if (passed >= k) return neighbour.score
  }
  return Number.NEGATIVE_INFINITY
}

/** The k best of a sorted list (best first), with their ties. */
export function firstWithTies(sorted: readonly Neighbour[], k: number): Neighbour[] {
  return sorted.filter(({ score }, i) => i < k || score === sorted[k - 1]!.score)
}

/** Best first. */
export function byScore(a: Neighbour, b: Neighbour): number {
  return b.score - a.score
}

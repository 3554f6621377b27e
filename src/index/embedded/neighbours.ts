import type { Neighbour } from './hnsw.js'

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

/** Best first. */
export function byScore(a: Neighbour, b: Neighbour): number {
  return b.score - a.score
}

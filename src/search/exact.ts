import { dot, rowOf } from '../basics/vectors.js'
import type { Page } from '../index/types.js'

/** Scores that differ by less are equal: passages equally near may stand for one another. */
const TIE = 1e-6

/**
 * The truth that an approximate search is measured by: the k best scores of each query, from comparing it with every
 * passage.
 * @param pages what an index's `scan` gives
 * @returns best first; fewer than k where there are fewer passages
 */
export async function exactScores(
  pages: AsyncIterable<Page>,
  queries: readonly Float32Array[],
  k: number,
): Promise<number[][]> {
  const best = queries.map((): number[] => [])
  for await (const { vectors } of pages)
    for (const [q, query] of queries.entries()) {
      const scores = best[q]!
      for (let row = 0; row < vectors.rows; row++) scores.push(dot(query, rowOf(vectors, row)))
      scores.sort((a, b) => b - a).splice(k)
    }
  return best
}

/** How many hits are as near as the truth's. */
export function countTrue(hits: readonly { score: number }[], best: readonly number[]): number {
  const least = best.at(-1)! - TIE
  return hits.filter(({ score }) => score >= least).length
}

import { countTrue, TopK } from '../basics/top-k.js'
import { dot } from '../basics/vectors.js'
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
  const tops = queries.map(() => new TopK(k))
  let seen = 0
  for await (const { vectors } of pages) {
    const { values, rows, dimension } = vectors
    for (const [q, query] of queries.entries())
      for (let row = 0; row < rows; row++) tops[q]!.offer(seen + row, dot(query, values, row * dimension))
    seen += rows
  }
  return tops.map(({ scores }) => scores)
}

/** How many hits are as near as the truth's. */
export function countTrueHits(hits: readonly { score: number }[], best: readonly number[]): number {
  return countTrue(
    hits.map(({ score }) => score),
    best,
    TIE,
  )
}

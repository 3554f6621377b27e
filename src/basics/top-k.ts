import type { VectorBatch } from '../types.js'
import { dot } from './vectors.js'

export interface ScoredRow {
  row: number
  score: number
}

/**
 * Keeps the k best of the rows offered to it, for rows read page by page. An offer that is not among the best so far
 * costs one comparison; another one costs O(k).
 */
export class TopK {
  private readonly rows: ScoredRow[] = []

  /** @param k 1 or more */
  constructor(private readonly k: number) {}

  offer(row: number, score: number): void {
    const { rows, k } = this
    if (rows.length === k && !precedes(row, score, rows[k - 1]!)) return
    if (rows.length === k) rows.pop()
    let [low, high] = [0, rows.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (precedes(row, score, rows[middle]!)) high = middle
      else low = middle + 1
    }
    rows.splice(low, 0, { row, score })
  }

  /** Best first, ties by row, independent of the order of offers; fewer than k if fewer were offered. */
  get best(): readonly ScoredRow[] {
    return this.rows
  }

  /** Scores of `best`. */
  get scores(): number[] {
    return this.rows.map(({ score }) => score)
  }
}

function precedes(row: number, score: number, other: ScoredRow): boolean {
  return score > other.score || (score === other.score && row < other.row)
}

/**
 * Exact top k: the rows with the greatest inner product with a query (the cosine of unit vectors). O(rows × dimension).
 * @param k 1 or more
 * @param isAllowed filter of the rows; default: all
 * @returns best first, ties by row
 */
export function topK(
  vectors: VectorBatch,
  query: Float32Array,
  k: number,
  isAllowed: (row: number) => boolean = () => true,
): readonly ScoredRow[] {
  const { values, rows, dimension } = vectors
  const top = new TopK(k)
  for (let row = 0; row < rows; row++) if (isAllowed(row)) top.offer(row, dot(query, values, row * dimension))
  return top.best
}

/**
 * Counts the rows found that score at least as high as the last of the k best: the numerator of recall@k. Rows with
 * equal scores count alike.
 * @param found scores of at most k rows, in any order
 * @param best scores of the exact k best, best first
 * @param tie scores that differ by at most this are equal
 */
export function countTrue(found: readonly number[], best: readonly number[], tie = 0): number {
  const least = best.at(-1)
  if (least === undefined) return 0
  return Math.min(best.length, found.filter(score => score >= least - tie).length)
}

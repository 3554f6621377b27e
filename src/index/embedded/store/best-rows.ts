/**
 * The k best rows and all that tie with the k-th, unordered. O(rows × log k).
 * @param scores by row
 */
export function bestOf(rows: readonly number[], scores: Float64Array, k: number): readonly number[] {
  if (rows.length <= k) return rows
  const least = leastOfBest(rows, scores, k)
  return rows.filter(row => scores[row]! >= least)
}

/** The k-th best score of rows, -Infinity if they are fewer. O(rows × log k). */
export function leastOfBest(rows: readonly number[], scores: Float64Array, k: number): number {
  // The k best scores so far; each is at most as great as the two below it, so the first is the least.
  const heap = new Float64Array(k).fill(Number.NEGATIVE_INFINITY)
  for (let i = 0; i < rows.length; i++) {
    const score = scores[rows[i]!]!
    if (score > heap[0]!) replaceLeast(heap, score)
  }
  return heap[0]!
}

function replaceLeast(heap: Float64Array, score: number): void {
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    const less = left + 1 < heap.length && heap[left + 1]! < heap[left]! ? left + 1 : left
    if (less >= heap.length || heap[less]! >= score) break
    heap[at] = heap[less]!
    at = less
  }
  heap[at] = score
}

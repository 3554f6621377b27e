/**
 * The k best rows and all that tie with the k-th, unordered. O(rows × log k).
 * @param scores by row
 */
export function bestOf(rows: readonly number[], scores: Float64Array, k: number): readonly number[] {
  if (rows.length <= k) return rows
  // The k best scores so far; each is at most as great as the two below it, so the first is the least.
  const heap = new Float64Array(k).fill(Number.NEGATIVE_INFINITY)
  for (const row of rows) if (scores[row]! > heap[0]!) replaceLeast(heap, scores[row]!)
  const least = heap[0]!
  return rows.filter(row => scores[row]! >= least)
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

/** A batch stops growing when padding would take more than this share of it. */
const MAX_PADDING = 0.2
/** Below this many tokens padding costs less than another call. */
const SMALL_BATCH_TOKENS = 256

/**
 * Groups rows into batches of similar length. A batch holds at most `budget` tokens, padding included, unless one
 * row alone is longer; one long text never pads short ones.
 *
 * @param lengths tokens of each row
 * @param budget most tokens (rows × longest row) a batch may take
 * @returns indices of rows; every row once, longest first, so that the peak of memory comes first
 */
export function planBatches(lengths: ArrayLike<number>, budget: number): number[][] {
  const order = Array.from({ length: lengths.length }, (_, i) => i).sort(
    (a, b) => lengths[b]! - lengths[a]! || a - b,
  )
  const batches: number[][] = []
  let batch: number[] = []
  let longest = 0
  let used = 0
  for (const row of order) {
    const length = lengths[row]!
    const padded = (batch.length + 1) * longest
    const wasteful = padded > SMALL_BATCH_TOKENS && padded - (used + length) > MAX_PADDING * padded
    if (batch.length > 0 && (padded > budget || wasteful)) {
      batches.push(batch)
      batch = []
    }
    if (batch.length === 0) {
      longest = length
      used = 0
    }
    batch.push(row)
    used += length
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}

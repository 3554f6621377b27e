/** Maximum share of padding in a batch. */
const MAX_PADDING = 0.2
/** In batches up to this many tokens, padding costs less than another call. */
const SMALL_BATCH_TOKENS = 256

/**
 * Groups rows into batches of similar length, so that one long text does not pad short ones.
 *
 * @param lengths tokens of each row
 * @param budget maximum tokens of a batch, padding included (rows × longest row); a single longer row is a batch of
 * its own
 * @returns row indices per batch; every row once, longest first, so that memory use peaks at the start
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

/**
 * Learning rate of a step as a share of the highest: a linear rise over the warm-up, then a linear fall that would
 * reach zero one step after the last.
 * @param step from 0
 */
export function rateShare(step: number, steps: number, warmup: number): number {
  return Math.min(1, (step + 1) / Math.max(1, warmup), (steps - step) / Math.max(1, steps - warmup))
}

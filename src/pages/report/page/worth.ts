import { data, heldThreshold } from './context.js'

/** How far from the threshold a cosine is half as sure, as for reviews in an index. */
const WIDTH = 0.03
const { pairs } = data

/**
 * What a decision about a pair teaches, 0 to 1: most where it may go either way, and where its cosine says yes and its
 * flags say no.
 */
export function worthOf(i: number): number {
  const p = pairs.probability?.[i] ?? 1 / (1 + Math.exp((heldThreshold - pairs.score[i]!) / WIDTH))
  return Math.max(4 * p * (1 - p), pairs.flags[i]! === 0 ? 0 : p)
}

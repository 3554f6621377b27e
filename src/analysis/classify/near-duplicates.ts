import { dot, rowOf } from '../../basics/vectors.js'
import type { VectorBatch } from '../../types.js'

/**
 * Of the way from the mean cosine of two texts to 1. With the built-in encoder that is a cosine of 0.65; with encoders
 * whose cosines are all high, it is as much higher.
 */
const NEAR = 0.64
/** Pairs that the mean cosine is taken over. */
const MEAN_PAIRS = 2000

/** Least cosine of texts that say nearly the same, by the cosines of the others. */
export function nearCosine(vectors: VectorBatch): number {
  const { rows, values, dimension } = vectors
  let sum = 0
  for (let i = 0; i < MEAN_PAIRS; i++) {
    const row = i % rows
    // Never the same row, and over the pairs of all distances.
    const other = (row + 1 + ((Math.floor(i / rows) * 7919 + i * 31) % Math.max(1, rows - 1))) % rows
    sum += dot(rowOf(vectors, row), values, other * dimension)
  }
  const mean = Math.max(0, sum / MEAN_PAIRS)
  return mean + NEAR * (1 - mean)
}

/**
 * Keys that link each row to those that say nearly the same, for `foldsApart`. O(rows² × dimension).
 * @param more keys that link rows anyway
 */
export function nearKeys(vectors: VectorBatch, more: readonly (readonly string[])[]): string[][] {
  const { rows, values, dimension } = vectors
  const least = nearCosine(vectors)
  const keys = more.map(own => [...own])
  for (let a = 0; a < rows; a++)
    for (let b = a + 1; b < rows; b++)
      if (dot(rowOf(vectors, a), values, b * dimension) >= least) {
        keys[a]!.push(`=${a},${b}`)
        keys[b]!.push(`=${a},${b}`)
      }
  return keys
}

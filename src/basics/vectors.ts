import type { VectorBatch } from '../types.js'

/** Row i of a batch, without copying it. */
export function rowOf({ values, dimension }: VectorBatch, row: number): Float32Array {
  return values.subarray(row * dimension, (row + 1) * dimension)
}

/**
 * Inner product, summed in float64; the cosine of unit vectors but for rounding.
 * @param from where the second one begins in what holds it
 */
export function dot(a: Float32Array, b: Float32Array, from = 0): number {
  // Four sums, as each addition waits for the one before it.
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  const whole = a.length - (a.length % 4)
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[from + i]!
    s1 += a[i + 1]! * b[from + i + 1]!
    s2 += a[i + 2]! * b[from + i + 2]!
    s3 += a[i + 3]! * b[from + i + 3]!
  }
  for (let i = whole; i < a.length; i++) s0 += a[i]! * b[from + i]!
  return s0 + s1 + (s2 + s3)
}

/** Cosine of unit vectors, in [-1, 1] whatever the rounding. */
export function unitCosine(a: Float32Array, b: Float32Array, from = 0): number {
  return Math.min(1, Math.max(-1, dot(a, b, from)))
}

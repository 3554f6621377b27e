import type { VectorBatch } from './types.js'

/** Row i of a batch, without copying it. */
export function rowOf({ values, dimension }: VectorBatch, row: number): Float32Array {
  return values.subarray(row * dimension, (row + 1) * dimension)
}

/** Inner product, summed in float64; the cosine of unit vectors but for rounding. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Cosine of unit vectors, in [-1, 1] whatever the rounding. */
export function unitCosine(a: Float32Array, b: Float32Array): number {
  return Math.min(1, Math.max(-1, dot(a, b)))
}

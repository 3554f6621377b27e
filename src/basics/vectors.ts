import type { VectorBatch } from '../types.js'

/** A row of a batch, without copying. */
export function rowOf({ values, dimension }: VectorBatch, row: number): Float32Array {
  return values.subarray(row * dimension, (row + 1) * dimension)
}

/** Values with a buffer of their own: a message to another thread copies the whole buffer of a view. */
export function unshared(values: Float32Array): Float32Array {
  return values.byteLength === values.buffer.byteLength ? values : values.slice()
}

/**
 * Inner product, summed in float64; for unit vectors the cosine, up to rounding.
 * @param from offset of the second vector in `b`
 */
export function dot(a: Float32Array, b: Float32Array, from = 0): number {
  // Four sums, because each addition waits for the previous one.
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

/** Cosine of unit vectors, clamped to [-1, 1]. */
export function unitCosine(a: Float32Array, b: Float32Array, from = 0): number {
  return Math.min(1, Math.max(-1, dot(a, b, from)))
}

/**
 * Adds a multiple of a vector in place.
 * @returns `to`
 */
export function addTo(to: Float32Array, vector: Float32Array, factor: number): Float32Array {
  for (let i = 0; i < to.length; i++) to[i]! += factor * vector[i]!
  return to
}

/** A float32 as the shortest number that is the same: nine significant digits represent every one exactly. */
export function toShortest(value: number): number {
  return Number(value.toPrecision(9))
}

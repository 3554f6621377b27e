import { type ByteRange, LEFT_LARGEST, LEFT_ZERO } from './byte-range.js'

/**
 * Quantile of rows' largest magnitudes that sets the scale. Values beyond it are clipped, so that a few outlier rows
 * do not coarsen all codes. The clipping is part of those rows' error.
 */
const WHOLE_SHARE = 0.99
export interface Rounding {
  dimension: number
  /** Value of code 1. */
  scale: number
  /** Largest magnitude of a code. Larger values are clipped. */
  largest: number
}

/**
 * Quantises rows to int8, transposed.
 * @param values [rows, dimension]
 * @param into target [dimension, columns]; rows go to the columns starting at `from`
 * @param errors receives the L2 norm of each row's quantisation error
 */
export function encodeRows(
  values: Float32Array,
  { dimension, scale, largest }: Rounding,
  { codes, columns, from }: { codes: Int8Array; columns: number; from: number },
  errors: Float32Array,
): void {
  const inverse = 1 / scale
  for (let row = 0; row * dimension < values.length; row++) {
    let squared = 0
    for (let d = 0; d < dimension; d++) {
      const x = values[row * dimension + d]!
      // Truncating a positive number rounds three times as fast as Math.round.
      const rounded = ((x * inverse + 1024.5) | 0) - 1024
      const code = rounded > largest ? largest : rounded < -largest ? -largest : rounded
      codes[d * columns + from + row] = code
      const error = x - code * scale
      squared += error * error
    }
    errors[row] = Math.sqrt(squared)
  }
}

/**
 * Quantises rows for the left side of a product: unsigned, [rows, dimension].
 * @param scale value of code 1
 * @param errors receives the L2 norm of each row's quantisation error
 */
export function encodeLeft(
  values: Float32Array,
  { dimension, scale, range }: { dimension: number; scale: number; range: ByteRange },
  into: Uint8Array,
  errors: Float32Array,
): void {
  const codes = new Int8Array(dimension)
  const rounding = { dimension, scale, largest: LEFT_LARGEST[range] }
  for (let row = 0; row * dimension < values.length; row++) {
    const at = row * dimension
    const target = { codes, columns: 1, from: 0 }
    encodeRows(values.subarray(at, at + dimension), rounding, target, errors.subarray(row, row + 1))
    for (let d = 0; d < dimension; d++) into[at + d] = codes[d]! + LEFT_ZERO[range]
  }
}

/** The largest magnitude in a row. */
export function largestMagnitude(row: Float32Array): number {
  let most = 0
  for (const x of row) most = Math.max(most, Math.abs(x))
  return most
}

/** A scale for rows with these largest magnitudes, and codes up to `largest`. Sorts `greatest` in place. */
export function scaleFor(greatest: number[], largest: number): number {
  greatest.sort((a, b) => a - b)
  const whole = greatest[Math.floor((greatest.length - 1) * WHOLE_SHARE)]!
  // All rows are zero, so any scale does.
  return whole === 0 ? 1 : whole / largest
}

import { Random } from '../../basics/random.js'
import { dot } from '../../basics/vectors.js'

/** Vectors from which principal directions are found. */
const SAMPLE = 4096
/** Rounds of subspace iteration: the directions beyond the kept ones are then a few per cent of what is left. */
const ROUNDS = 12
/** Share of a row's length that rounding leaves of what other rows explain. */
const NOISE = 1e-5

/**
 * A matrix that takes vectors of one width to another, such that cosines change little: to more dimensions by
 * orthonormal columns at random, which keeps all cosines; to fewer by the principal directions of the vectors (not
 * centred, since cosines are not), found by subspace iteration.
 *
 * @param vectors row-major [n, from]
 * @param seed of the random columns and of the first directions
 * @returns row-major [to, from]
 */
export function projection(vectors: Float32Array, from: number, to: number, seed: number): Float32Array {
  const random = new Random(seed)
  const [rows, width] = to <= from ? [to, from] : [from, to]
  const basis = Float32Array.from({ length: rows * width }, () => random.normal())
  orthonormalise(basis, rows, width)
  if (to > from) return transposed(basis, rows, width)
  const products = productsOf(sampleOf(vectors, from, random), from)
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float32Array(basis.length)
    for (let row = 0; row < rows; row++) {
      const out = next.subarray(row * from, (row + 1) * from)
      for (let e = 0; e < from; e++) {
        const weight = basis[row * from + e]!
        for (let d = 0, k = e * from; d < from; d++, k++) out[d]! += weight * products[k]!
      }
    }
    basis.set(next)
    orthonormalise(basis, rows, width)
  }
  return basis
}

/** @returns unit rows of the projected vectors, row-major [n, to] */
export function project(vectors: Float32Array, matrix: Float32Array, from: number, to: number): Float32Array {
  const count = vectors.length / from
  const out = new Float32Array(count * to)
  for (let row = 0; row < count; row++) {
    const vector = vectors.subarray(row * from, (row + 1) * from)
    const projected = out.subarray(row * to, (row + 1) * to)
    for (let i = 0; i < to; i++) projected[i] = dot(vector, matrix, i * from)
    normalise(projected)
  }
  return out
}

function sampleOf(vectors: Float32Array, width: number, random: Random): Float32Array {
  const count = vectors.length / width
  if (count <= SAMPLE) return vectors
  const out = new Float32Array(SAMPLE * width)
  for (let i = 0; i < SAMPLE; i++) {
    const row = random.below(count)
    out.set(vectors.subarray(row * width, (row + 1) * width), i * width)
  }
  return out
}

/** Sums of the products of all pairs of dimensions, row-major [width, width]: what rounds need of the vectors. */
function productsOf(vectors: Float32Array, width: number): Float32Array {
  const sums = new Float64Array(width * width)
  for (let at = 0; at < vectors.length; at += width) {
    for (let e = 0; e < width; e++) {
      const value = vectors[at + e]!
      for (let d = e, k = e * width + e; d < width; d++, k++) sums[k]! += value * vectors[at + d]!
    }
  }
  for (let e = 0; e < width; e++) for (let d = 0; d < e; d++) sums[e * width + d] = sums[d * width + e]!
  return Float32Array.from(sums)
}

/**
 * Makes rows orthonormal, one after another (modified Gram and Schmidt). A row that is made of those before it but for
 * rounding becomes zero: what is left of it is no direction.
 */
function orthonormalise(rows: Float32Array, count: number, width: number): void {
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * width, (i + 1) * width)
    const before = dot(row, row)
    for (let j = 0; j < i; j++) {
      const along = dot(row, rows, j * width)
      for (let d = 0, k = j * width; d < width; d++, k++) row[d]! -= along * rows[k]!
    }
    if (dot(row, row) < NOISE ** 2 * before) row.fill(0)
    normalise(row)
  }
}

function normalise(vector: Float32Array): void {
  const length = Math.sqrt(dot(vector, vector))
  if (length > 0) for (let d = 0; d < vector.length; d++) vector[d]! /= length
}

function transposed(matrix: Float32Array, rows: number, width: number): Float32Array {
  const out = new Float32Array(matrix.length)
  for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) out[j * rows + i] = matrix[i * width + j]!
  return out
}

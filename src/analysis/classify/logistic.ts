import { dot, rowOf } from '../../basics/vectors.js'
import type { Fit } from './methods.js'
import { softmax } from './softmax.js'

/**
 * Weight of the squared length of each label's vector, against the sum of the losses. On the bundled corpus 0.03 and 0.3
 * are as accurate (decision 42).
 */
const L2 = 0.1
/** Later steps fit the examples better and others no better. */
const STEPS = 20
/** Ends when the gradient is this much shorter than the first one. */
const TOLERANCE = 1e-3

/**
 * Multinomial logistic regression with an L2 penalty, by Nesterov's accelerated descent (1983) with restarts, in the
 * metric of a fixed bound of the curvature: the Hessian of the loss is at most one half of the inner products of the
 * vectors for each label (Böhning 1992). Deterministic. O(rows × dimension × (steps × labels + dimension)).
 */
export const fitLogistic: Fit = ({ vectors, labels, classes }) => {
  const { dimension } = vectors
  const rows = Array.from({ length: vectors.rows }, (_, row) => rowOf(vectors, row))
  const mean = meanOf(rows, dimension)
  const centred = rows.map(row => row.map((x, i) => x - mean[i]!))
  const solve = choleskyOf(centred, dimension)
  const size = classes * dimension
  // Biases follow the weights. The vectors are centred, so that the bound has no part that mixes the two.
  let weights = new Float32Array(size + classes)
  let ahead = weights.slice()
  let momentum = 1
  let first = 0
  for (let step = 0; step < STEPS; step++) {
    const gradient = gradientAt(ahead, centred, labels, classes, dimension)
    const length = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0))
    if (step === 0) first = length
    if (length <= TOLERANCE * first) break
    const next = ahead.slice()
    let along = 0
    for (let c = 0; c < classes; c++) {
      const move = solve(gradient.subarray(c * dimension, (c + 1) * dimension))
      for (let i = 0; i < dimension; i++) next[c * dimension + i]! -= move[i]!
      next[size + c]! -= (2 * gradient[size + c]!) / rows.length
    }
    for (let i = 0; i < next.length; i++) along += gradient[i]! * (next[i]! - weights[i]!)
    // Restarts where the momentum leads uphill (O'Donoghue and Candès 2015).
    const grown = along > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2
    const share = along > 0 ? 0 : (momentum - 1) / grown
    momentum = grown
    ahead = next.map((w, i) => w + share * (w - weights[i]!))
    weights = next
  }
  const found = weights
  const bias = Array.from({ length: classes }, (_, c) => found[size + c]! - dot(mean, found, c * dimension))
  return vector => softmax(bias.map((b, c) => b + dot(vector, found, c * dimension)))
}

function meanOf(rows: readonly Float32Array[], dimension: number): Float32Array {
  const mean = new Float32Array(dimension)
  for (const row of rows) for (let i = 0; i < dimension; i++) mean[i]! += row[i]! / rows.length
  return mean
}

function gradientAt(
  weights: Float32Array,
  rows: readonly Float32Array[],
  labels: readonly number[],
  classes: number,
  dimension: number,
): Float64Array {
  const size = classes * dimension
  const gradient = new Float64Array(size + classes)
  for (let i = 0; i < size; i++) gradient[i] = L2 * weights[i]!
  const scores = new Array<number>(classes)
  for (const [row, vector] of rows.entries()) {
    for (let c = 0; c < classes; c++) scores[c] = weights[size + c]! + dot(vector, weights, c * dimension)
    const p = softmax(scores)
    p[labels[row]!]! -= 1
    for (let c = 0; c < classes; c++) {
      const g = p[c]!
      gradient[size + c]! += g
      // Most labels are out of the question for most rows.
      if (Math.abs(g) < 1e-6) continue
      const start = c * dimension
      for (let i = 0; i < dimension; i++) gradient[start + i]! += g * vector[i]!
    }
  }
  return gradient
}

/** Solves (half of the rows' inner products + L2) x = b by its Cholesky factor. */
function choleskyOf(rows: readonly Float32Array[], n: number): (b: Float64Array) => Float64Array {
  const factor = new Float64Array(n * n)
  for (const row of rows)
    for (let i = 0; i < n; i++) {
      const half = row[i]! / 2
      for (let j = 0; j <= i; j++) factor[i * n + j]! += half * row[j]!
    }
  for (let i = 0; i < n; i++) {
    factor[i * n + i]! += L2
    for (let j = 0; j <= i; j++) {
      let sum = factor[i * n + j]!
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / factor[j * n + j]!
    }
  }
  return b => {
    const x = Float64Array.from(b)
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) x[i]! -= factor[i * n + k]! * x[k]!
      x[i]! /= factor[i * n + i]!
    }
    for (let i = n - 1; i >= 0; i--) {
      x[i]! /= factor[i * n + i]!
      for (let k = 0; k < i; k++) x[k]! -= factor[i * n + k]! * x[i]!
    }
    return x
  }
}

import type { Random } from '../basics/random.js'
import { dot } from '../basics/vectors.js'
import { multiply, multiplyTransposed, transpose } from './matrix.js'

export interface ContrastiveOptions {
  /** Number of vectors to learn. */
  rows: number
  /** Frequency of each row in the training data, as a share of the total. */
  shares: readonly number[]
  dimension: number
  /** Step size of Adam, for values that start with a standard deviation of 1. */
  learningRate: number
  /** Factor on cosines before the softmax: the inverse temperature. */
  scale: number
}

/** Argument of `reweigh` before training. */
const START_WEIGHT = 0.001
const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

/** Token ids of both sides of each pair. */
export interface PairBatch {
  a: readonly (readonly number[])[]
  b: readonly (readonly number[])[]
  /** A teacher's cosines, row-major [rows, rows]. The softmax target is half these, half the pairs. */
  teacher?: Float32Array
}

/** Token ids of both sides of each pair, and human similarity scores on any scale. */
export interface ScoredBatch {
  a: readonly (readonly number[])[]
  b: readonly (readonly number[])[]
  scores: readonly number[]
}

/**
 * A table of token vectors. Training pulls the mean vectors of a pair's texts together, and pushes them away from
 * those of other pairs in the batch: InfoNCE over cosines in both directions (van den Oord et al. 2018; Henderson et
 * al. 2017), with Adam on the rows that occur in the batch.
 */
export class ContrastiveTable {
  /** Row-major [rows, dimension]. */
  readonly table: Float32Array
  private readonly mean: Float32Array
  private readonly variance: Float32Array
  private readonly gradient: Float32Array
  private steps = 0

  constructor(
    private readonly options: ContrastiveOptions,
    random: Random,
  ) {
    const size = options.rows * options.dimension
    this.table = Float32Array.from({ length: size }, () => random.normal())
    // Frequent pieces carry little meaning, so they start small: smooth inverse frequency (Arora et al. 2017).
    this.reweigh(START_WEIGHT)
    this.mean = new Float32Array(size)
    this.variance = new Float32Array(size)
    this.gradient = new Float32Array(size)
  }

  /** Scales each row by a / (a + its share). A smaller a weakens frequent rows more. */
  reweigh(a: number): void {
    const { dimension, shares } = this.options
    shares.forEach((share, id) => {
      const weight = a / (a + share)
      for (let i = id * dimension, end = i + dimension; i < end; i++) this.table[i]! *= weight
    })
  }

  /** @returns unit mean vectors of texts, row-major; zero for a text without tokens */
  embed(texts: readonly (readonly number[])[]): Float32Array {
    return this.pool(texts).unit
  }

  /**
   * Runs one training step.
   * @param rate factor on the learning rate, for warm-up and decay
   * @returns mean loss of the batch in nats
   */
  step({ a, b, teacher }: PairBatch, rate: number): number {
    const { dimension, scale } = this.options
    const rows = a.length
    const left = this.pool(a)
    const right = this.pool(b)
    const cosines = multiplyTransposed(left.unit, right.unit, rows, dimension)
    const { loss, gradient } = softmaxGradient(cosines, rows, scale, teacher)
    const toLeft = multiply(gradient, right.unit, rows, dimension)
    const toRight = multiply(transpose(gradient, rows), left.unit, rows, dimension)
    const touched = new Set<number>()
    this.spread(a, left, toLeft, touched)
    this.spread(b, right, toRight, touched)
    this.update(touched, this.options.learningRate * rate)
    return loss
  }

  /**
   * Runs one step on scored pairs, which increases Pearson's correlation of cosines and scores. Only relative
   * distances of scores count, so no pair is pushed to a certain cosine, which could conflict with the other loss.
   * @param rate factor on the learning rate
   * @returns 1 - the batch's correlation; 0, without a step, if all scores or all cosines are equal
   */
  stepScored({ a, b, scores }: ScoredBatch, rate: number): number {
    const { dimension } = this.options
    const left = this.pool(a)
    const right = this.pool(b)
    const at = (row: number): [number, number] => [row * dimension, (row + 1) * dimension]
    const cosines = scores.map((_, row) =>
      dot(left.unit.subarray(...at(row)), right.unit.subarray(...at(row))),
    )
    const c = centred(cosines)
    const s = centred(scores)
    if (c.norm === 0 || s.norm === 0) return 0
    const correlation = dot(c.unit, s.unit)
    const toLeft = new Float32Array(left.unit.length)
    const toRight = new Float32Array(right.unit.length)
    for (let row = 0; row < scores.length; row++) {
      const gradient = (correlation * c.unit[row]! - s.unit[row]!) / c.norm
      for (let i = row * dimension, end = i + dimension; i < end; i++) {
        toLeft[i] = gradient * right.unit[i]!
        toRight[i] = gradient * left.unit[i]!
      }
    }
    const touched = new Set<number>()
    this.spread(a, left, toLeft, touched)
    this.spread(b, right, toRight, touched)
    this.update(touched, this.options.learningRate * rate)
    return 1 - correlation
  }

  private pool(texts: readonly (readonly number[])[]): { unit: Float32Array; norms: Float32Array } {
    const { dimension } = this.options
    const unit = new Float32Array(texts.length * dimension)
    const norms = new Float32Array(texts.length)
    texts.forEach((ids, row) => {
      const out = unit.subarray(row * dimension, (row + 1) * dimension)
      for (const id of ids) {
        const at = id * dimension
        for (let d = 0; d < dimension; d++) out[d]! += this.table[at + d]!
      }
      let sum = 0
      for (const x of out) sum += x * x
      norms[row] = Math.sqrt(sum)
      if (sum > 0) for (let d = 0; d < dimension; d++) out[d]! /= norms[row]!
    })
    return { unit, norms }
  }

  /**
   * Propagates gradients of unit vectors to token rows. Rows are summed, not averaged: scaling does not change the
   * direction.
   */
  private spread(
    texts: readonly (readonly number[])[],
    { unit, norms }: { unit: Float32Array; norms: Float32Array },
    gradient: Float32Array,
    touched: Set<number>,
  ): void {
    const { dimension } = this.options
    texts.forEach((ids, row) => {
      const norm = norms[row]!
      if (norm === 0) return
      const u = unit.subarray(row * dimension, (row + 1) * dimension)
      const g = gradient.subarray(row * dimension, (row + 1) * dimension)
      let along = 0
      for (let d = 0; d < dimension; d++) along += u[d]! * g[d]!
      for (const id of ids) {
        touched.add(id)
        const at = id * dimension
        for (let d = 0; d < dimension; d++) this.gradient[at + d]! += (g[d]! - along * u[d]!) / norm
      }
    })
  }

  /** Adam (Kingma and Ba 2015) on the touched rows only. Clears their gradients. */
  private update(touched: ReadonlySet<number>, rate: number): void {
    const { dimension } = this.options
    this.steps++
    const bias1 = 1 - BETA1 ** this.steps
    const bias2 = 1 - BETA2 ** this.steps
    const { table, mean, variance, gradient } = this
    for (const id of touched) {
      for (let i = id * dimension, end = i + dimension; i < end; i++) {
        const g = gradient[i]!
        mean[i] = BETA1 * mean[i]! + (1 - BETA1) * g
        variance[i] = BETA2 * variance[i]! + (1 - BETA2) * g * g
        table[i]! -= (rate * (mean[i]! / bias1)) / (Math.sqrt(variance[i]! / bias2) + EPSILON)
        gradient[i] = 0
      }
    }
  }
}

/** Loss of both directions, and its gradient with respect to the cosines. */
function softmaxGradient(
  cosines: Float32Array,
  rows: number,
  scale: number,
  teacher?: Float32Array,
): { loss: number; gradient: Float32Array } {
  const gradient = new Float32Array(rows * rows)
  let loss = 0
  for (const [rowStep, columnStep] of [
    [rows, 1],
    [1, rows],
  ] as const) {
    for (let i = 0; i < rows; i++) {
      const place = (j: number): number => i * rowStep + j * columnStep
      const p = softmax(rows, j => scale * cosines[place(j)]!)
      const soft = teacher && softmax(rows, j => scale * teacher[place(j)]!)
      for (let j = 0; j < rows; j++) {
        const hard = i === j ? 1 : 0
        const target = soft ? (hard + soft[j]!) / 2 : hard
        if (target > 0) loss -= target * Math.log(p[j]! + Number.MIN_VALUE)
        gradient[place(j)]! += (scale * (p[j]! - target)) / (2 * rows)
      }
    }
  }
  return { loss: loss / (2 * rows), gradient }
}

function softmax(count: number, logit: (j: number) => number): Float64Array {
  let highest = Number.NEGATIVE_INFINITY
  for (let j = 0; j < count; j++) highest = Math.max(highest, logit(j))
  const out = new Float64Array(count)
  let sum = 0
  for (let j = 0; j < count; j++) {
    out[j] = Math.exp(logit(j) - highest)
    sum += out[j]!
  }
  for (let j = 0; j < count; j++) out[j]! /= sum
  return out
}

/** Subtracts the mean and scales to length 1. `norm` is the length before scaling; 0 if all values are equal. */
function centred(values: readonly number[]): { unit: Float32Array; norm: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const norm = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0))
  return { unit: Float32Array.from(values, value => (norm > 0 ? (value - mean) / norm : 0)), norm }
}

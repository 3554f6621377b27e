import type { Random } from '../basics/random.js'
import { dot } from '../basics/vectors.js'
import { ContrastiveLoss } from './contrastive-graph.js'
import { textsHaving } from './texts-having.js'

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
  /** What the first rows begin with, row-major, with a standard deviation of about 1; the others begin at 0. */
  start?: Float32Array
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
  /** Texts that are nobody's pair: every first text is pushed away from them. */
  negatives?: readonly (readonly number[])[]
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
 * those of other pairs in the batch (`ContrastiveLoss`), with Adam on the rows that occur in the batch.
 */
export class ContrastiveTable {
  /** Row-major [rows, dimension]. */
  readonly table: Float32Array
  private readonly mean: Float32Array
  private readonly variance: Float32Array
  private readonly loss: ContrastiveLoss
  private steps = 0

  constructor(
    private readonly options: ContrastiveOptions,
    random: Random,
  ) {
    const size = options.rows * options.dimension
    if (options.start) {
      this.table = new Float32Array(size)
      this.table.set(options.start)
    } else {
      this.table = Float32Array.from({ length: size }, () => random.normal())
      // Frequent pieces carry little meaning, so they start small: smooth inverse frequency (Arora et al. 2017).
      this.reweigh(START_WEIGHT)
    }
    this.mean = new Float32Array(size)
    this.variance = new Float32Array(size)
    this.loss = new ContrastiveLoss(options.dimension, options.scale)
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
  async step({ a, b, negatives = [], teacher }: PairBatch, rate: number): Promise<number> {
    const left = this.pool(a)
    const right = this.pool([...b, ...negatives])
    const { loss, toLeft, toRight } = await this.loss.gradient({
      left: left.unit,
      right: right.unit,
      rows: a.length,
      teacher,
    })
    this.learn(left, toLeft, right, toRight, rate)
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
    this.learn(left, toLeft, right, toRight, rate)
    return 1 - correlation
  }

  /** Frees onnxruntime's memory. The table stays. */
  async close(): Promise<void> {
    await this.loss.close()
  }

  private pool(texts: readonly (readonly number[])[]): Pooled {
    const { dimension } = this.options
    const unit = new Float32Array(texts.length * dimension)
    const norms = new Float32Array(texts.length)
    texts.forEach((ids, row) => {
      const out = unit.subarray(row * dimension, (row + 1) * dimension)
      addRows(this.table, ids, out)
      let sum = 0
      for (let d = 0; d < dimension; d++) sum += out[d]! * out[d]!
      const norm = Math.sqrt(sum)
      norms[row] = norm
      if (norm > 0) for (let d = 0; d < dimension; d++) out[d]! /= norm
    })
    return { texts, unit, norms }
  }

  /**
   * Takes gradients of unit vectors back to the rows that their texts have, and moves those. Rows count as summed, not
   * averaged: scaling does not change the direction.
   */
  private learn(
    left: Pooled,
    toLeft: Float32Array,
    right: Pooled,
    toRight: Float32Array,
    rate: number,
  ): void {
    const { dimension, learningRate } = this.options
    const sums = new Float32Array(toLeft.length + toRight.length)
    sums.set(toSums(left, toLeft))
    sums.set(toSums(right, toRight), toLeft.length)
    this.steps++
    const gradient = new Float32Array(dimension)
    for (const [row, texts] of textsHaving([...left.texts, ...right.texts])) {
      gradient.fill(0)
      addRows(sums, texts, gradient)
      this.move(row * dimension, gradient, learningRate * rate)
    }
  }

  /** A step of Adam (Kingma and Ba 2015) on one row. Rows that a batch does not have keep their averages. */
  private move(start: number, gradient: Float32Array, rate: number): void {
    const { table, mean, variance } = this
    const step = rate / (1 - BETA1 ** this.steps)
    const root = 1 / Math.sqrt(1 - BETA2 ** this.steps)
    for (let d = 0, i = start; d < gradient.length; d++, i++) {
      const g = gradient[d]!
      const m = BETA1 * mean[i]! + (1 - BETA1) * g
      const v = BETA2 * variance[i]! + (1 - BETA2) * g * g
      mean[i] = m
      variance[i] = v
      table[i]! -= (step * m) / (root * Math.sqrt(v) + EPSILON)
    }
  }
}

/** Unit vectors of texts, row-major, and the norms of the sums they were. */
interface Pooled {
  texts: readonly (readonly number[])[]
  unit: Float32Array
  norms: Float32Array
}

/** Gradients of the sums that unit vectors are made of: what is along a vector does not change it. */
function toSums({ unit, norms }: Pooled, gradient: Float32Array): Float32Array {
  const out = new Float32Array(gradient.length)
  const dimension = gradient.length / norms.length
  norms.forEach((norm, row) => {
    if (norm === 0) return
    const [start, end] = [row * dimension, (row + 1) * dimension]
    let along = 0
    for (let i = start; i < end; i++) along += unit[i]! * gradient[i]!
    for (let i = start; i < end; i++) out[i] = (gradient[i]! - along * unit[i]!) / norm
  })
  return out
}

/** Adds rows of a table to `out`, four at a time, so that sums are stored less often. */
function addRows(table: Float32Array, ids: readonly number[], out: Float32Array): void {
  const dimension = out.length
  const whole = ids.length - (ids.length % 4)
  for (let i = 0; i < whole; i += 4) {
    const p = ids[i]! * dimension
    const q = ids[i + 1]! * dimension
    const r = ids[i + 2]! * dimension
    const s = ids[i + 3]! * dimension
    for (let d = 0; d < dimension; d++)
      out[d]! += table[p + d]! + table[q + d]! + (table[r + d]! + table[s + d]!)
  }
  for (let i = whole; i < ids.length; i++)
    for (let d = 0, at = ids[i]! * dimension; d < dimension; d++, at++) out[d]! += table[at]!
}

/** Subtracts the mean and scales to length 1. `norm` is the length before scaling; 0 if all values are equal. */
function centred(values: readonly number[]): { unit: Float32Array; norm: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const norm = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0))
  return { unit: Float32Array.from(values, value => (norm > 0 ? (value - mean) / norm : 0)), norm }
}

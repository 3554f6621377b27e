import type { Random } from '../basics/random.js'
import { dot } from '../basics/vectors.js'
import { multiply, multiplyTransposed, transpose } from './matrix.js'

export interface ContrastiveOptions {
  /** Vectors that are learnt. */
  rows: number
  /** How often each row comes, as a share of all; one for each. */
  shares: readonly number[]
  dimension: number
  /** Step size of Adam for values that start with a standard deviation of 1. */
  learningRate: number
  /** Cosines are multiplied by it before the softmax: the inverse of the temperature. */
  scale: number
}

/** Of `reweigh` before training. */
const START_WEIGHT = 0.001
const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

/** Token ids of the two sides of each pair. */
export interface PairBatch {
  a: readonly (readonly number[])[]
  b: readonly (readonly number[])[]
  /** Cosines of a teacher, row-major [rows × rows]: half of what is aimed at, the pairs being the other half. */
  teacher?: Float32Array
}

/** Token ids of the two sides of each pair, and how much alike people found them, on any scale. */
export interface ScoredBatch {
  a: readonly (readonly number[])[]
  b: readonly (readonly number[])[]
  scores: readonly number[]
}

/**
 * A table of token vectors, trained so that the mean vectors of a pair's two texts point the same way, and away
 * from those of the other pairs in the batch: InfoNCE over cosines in both directions (van den Oord et al. 2018;
 * Henderson et al. 2017), with Adam on the rows that a batch touches.
 */
export class ContrastiveTable {
  /** Row-major [rows × dimension]. */
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
    // Frequent pieces tell little, and start small: smooth inverse frequency (Arora et al. 2017).
    this.reweigh(START_WEIGHT)
    this.mean = new Float32Array(size)
    this.variance = new Float32Array(size)
    this.gradient = new Float32Array(size)
  }

  /**
   * Scales each piece by a / (a + its share of all): the smaller a, the less frequent pieces count.
   */
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
   * One step of training.
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
   * One step on pairs with scores: Pearson's correlation of cosines and scores goes up. Only the order and the
   * relative distances of scores count, so that no cosine is demanded of a pair that the other losses would deny it.
   * @param rate factor on the learning rate
   * @returns 1 - the batch's correlation; 0, and no step, where all scores or all cosines are the same
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

  /** From gradients of unit vectors to those of token rows; scaling a text's sum does not change its direction. */
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

  /** Adam (Kingma and Ba 2015), on the touched rows only; their gradients are cleared. */
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

/** Loss of both directions and its gradient with respect to the cosines. */
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

/** Values less their mean, scaled to length 1, and the length they had; norm 0 where all are the same. */
function centred(values: readonly number[]): { unit: Float32Array; norm: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const norm = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0))
  return { unit: Float32Array.from(values, value => (norm > 0 ? (value - mean) / norm : 0)), norm }
}

import { setImmediate as otherWork } from 'node:timers/promises'
import { Random } from '../../../basics/random.js'
import { dot } from '../../../basics/vectors.js'
import type { OnnxModel } from '../../../onnx/graph.js'
import { buildProducts, buildProjection } from '../../../onnx/products.js'
import { type Feeds, ONE_THREAD, Session } from '../../../onnx/session.js'

/** Share of the vectors' squared length that must lie along the directions. */
const KEPT_SHARE = 0.9
/** The number of directions is a multiple of this, for the fastest products. */
const STEP = 64
/** Rounds of iteration: three miss half a percent of what many rounds find. */
const ROUNDS = 3
const SEED = 1

/** Projects vectors onto a few orthogonal directions that hold most of their length. */
export class Projection {
  private constructor(
    /** Number of directions; at most half the dimension. */
    readonly directions: number,
    private readonly dimension: number,
    private readonly session: Session,
  ) {}

  /**
   * Chooses directions from a sample: principal components about the origin, by simultaneous iteration (Rutishauser
   * 1969).
   * @param sample unit rows [rows, dimension]
   * @returns undefined if half the dimensions do not hold enough of the length
   */
  static async choose(sample: Float32Array, dimension: number): Promise<Projection | undefined> {
    const rows = await principalRows(sample, dimension)
    if (!rows) return undefined
    const session = await Session.create(buildProjection(rows, dimension), ONE_THREAD)
    return new Projection(rows.length / dimension, dimension, session)
  }

  /** @param vectors [rows, dimension] @returns [rows, directions] */
  apply(vectors: Float32Array): Promise<Float32Array> {
    return this.session.run({ vectors: matrix(vectors, this.dimension) }, 'coordinates')
  }

  close(): Promise<void> {
    return this.session.close()
  }
}

async function principalRows(sample: Float32Array, dimension: number): Promise<Float32Array | undefined> {
  const most = Math.floor(dimension / 2 / STEP) * STEP
  if (most === 0) return undefined
  const columns = transpose(sample, dimension)
  const covariance = await withProducts(columns.dims[1]!, multiply => multiply(columns, columns))
  let total = 0
  for (let d = 0; d < dimension; d++) total += covariance[d * dimension + d]!
  const random = new Random(SEED)
  const rows = Float32Array.from({ length: most * dimension }, () => random.normal())
  return withProducts(dimension, async multiply => {
    const image = (): Promise<Float32Array> =>
      multiply(matrix(rows, dimension), matrix(covariance, dimension))
    for (let round = 0; round < ROUNDS; round++) {
      rows.set(await image())
      await orthonormalize(rows, dimension)
    }
    const images = await image()
    let kept = 0
    for (let i = 0; i < rows.length; i++) {
      kept += rows[i]! * images[i]!
      if ((i + 1) % (STEP * dimension) === 0 && kept >= KEPT_SHARE * total) return rows.slice(0, i + 1)
    }
    return undefined
  })
}

/** Gram-Schmidt, row by row, so that the first rows hold the most. */
async function orthonormalize(rows: Float32Array, dimension: number): Promise<void> {
  const rowAt = (i: number): Float32Array => rows.subarray(i * dimension, (i + 1) * dimension)
  for (let i = 0; i * dimension < rows.length; i++) {
    const row = rowAt(i)
    for (let j = 0; j < i; j++) {
      const other = rowAt(j)
      const along = dot(row, other)
      for (let d = 0; d < dimension; d++) row[d]! -= along * other[d]!
    }
    const length = Math.sqrt(dot(row, row))
    for (let d = 0; d < dimension; d++) row[d]! /= length
    if (i % STEP === 0) await otherWork()
  }
}

type Matrix = Feeds[string] & { data: Float32Array }
type Multiply = (a: Matrix, b: Matrix) => Promise<Float32Array>

/** Passes `work` a function that multiplies the rows of two matrices with this many columns. */
async function withProducts<T>(columns: number, work: (multiply: Multiply) => Promise<T>): Promise<T> {
  const model: OnnxModel = buildProducts('fp32', columns)
  const session = await Session.create(model, ONE_THREAD)
  try {
    return await work((a, b) => session.run({ a, b }, 'scores'))
  } finally {
    await session.close()
  }
}

function matrix(data: Float32Array, columns: number): Matrix {
  return { data, dims: [data.length / columns, columns] }
}

function transpose(rows: Float32Array, dimension: number): Matrix {
  const count = rows.length / dimension
  const data = new Float32Array(rows.length)
  for (let row = 0; row < count; row++)
    for (let d = 0; d < dimension; d++) data[d * count + row] = rows[row * dimension + d]!
  return { data, dims: [dimension, count] }
}

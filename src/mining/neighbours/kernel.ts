import { LEFT_LARGEST, RIGHT_LARGEST } from '../../onnx/byte-range.js'
import { encodeLeft } from '../../onnx/codes.js'
import { buildProducts, buildTileMaxima, type ProductType } from '../../onnx/products.js'
import { type Feeds, Session } from '../../onnx/session.js'
import { BLOCK, blockSize, CodeFile, writeCodes } from './code-file.js'
import type { VectorFile } from './vector-file.js'

/** Half a unit in the last place of float32. For unit vectors, a sum of n products is off by at most n times that. */
const FLOAT_ROUNDING = 2 ** -24

export type Numbers = Int32Array | Float32Array

type Operand = { data: Uint8Array | Int8Array | Float32Array; dims: number[] }

/** A block of rows as one side of a product. */
export interface Side {
  operand: Operand
  rows: number
}

export interface LeftSide extends Side {
  /** Quantisation error by row of the block. */
  errors: Float32Array
}

/** Multiplies blocks of rows in onnxruntime, with bounds on the error of the cosines. */
export class Kernel {
  private constructor(
    readonly type: ProductType,
    /**
     * A product times this approximates a cosine. The error is at most `left + right * (1 + left)`, with the errors
     * of the left row (`LeftSide`) and the right row.
     */
    readonly scale: number,
    /** Value of left code 1. */
    private readonly leftScale: number,
    /** Errors of right rows, by row. */
    readonly errors: Float32Array,
    private readonly source: CodeFile | VectorFile,
    private readonly vectors: VectorFile,
    private readonly maximaSession: Session,
    private readonly productSession: Session,
  ) {}

  /**
   * @param type int8 ranges must be exact on this processor
   * @param codesPath path for the quantised rows
   */
  static async create(
    vectors: VectorFile,
    codesPath: string,
    { type, threads }: { type: ProductType; threads: number },
  ): Promise<Kernel> {
    const { rows, dimension } = vectors
    // One thread is enough for the few complete products. A second thread pool would spin against the first.
    const [maxima, products] = await Promise.all([
      openSession(buildTileMaxima(type, dimension), threads),
      openSession(buildProducts(type, dimension), 1),
    ])
    if (type === 'fp32') {
      const errors = new Float32Array(rows).fill(dimension * FLOAT_ROUNDING)
      return new Kernel(type, 1, 1, errors, vectors, vectors, maxima, products)
    }
    const { scale, errors } = writeCodes(vectors, codesPath)
    const codes = new CodeFile(codesPath, rows, dimension)
    const leftScale = (scale * RIGHT_LARGEST) / LEFT_LARGEST[type]
    return new Kernel(type, scale * leftScale, leftScale, errors, codes, vectors, maxima, products)
  }

  /** Loads a block as left side: [rows, dimension]. */
  left(block: number): LeftSide {
    const { type, vectors, leftScale: scale } = this
    const start = block * BLOCK
    if (type === 'fp32') return { ...this.floats(block), errors: this.errors.subarray(start, start + BLOCK) }
    const { dimension } = vectors
    const { rows } = blockSize(vectors.rows, block)
    const values = new Float32Array(rows * dimension)
    vectors.read(start, rows, values)
    const data = new Uint8Array(values.length)
    const errors = new Float32Array(rows)
    encodeLeft(values, { dimension, scale, range: type }, data, errors)
    return { operand: { data, dims: [rows, dimension] }, rows, errors }
  }

  /** Loads a block as right side, zero-padded to whole tiles. */
  right(block: number): Side {
    if (!(this.source instanceof CodeFile)) return this.floats(block)
    const { rows, padded } = blockSize(this.vectors.rows, block)
    return { operand: { data: this.source.read(block), dims: [this.vectors.dimension, padded] }, rows }
  }

  private floats(block: number): Side {
    const { rows, padded } = blockSize(this.vectors.rows, block)
    const data = new Float32Array(padded * this.vectors.dimension)
    this.vectors.read(block * BLOCK, rows, data)
    return { operand: { data, dims: [padded, this.vectors.dimension] }, rows }
  }

  /** @returns the largest product of each left row with each tile of 64 right rows, row-major */
  maxima(left: Side, right: Side): Promise<Numbers> {
    return this.maximaSession.run<Numbers>(feeds(left.operand, right.operand), 'maxima')
  }

  /** @returns products of the given left rows with all right rows, row-major */
  products(left: Side, rows: readonly number[], right: Side): Promise<Numbers> {
    const { dimension } = this.vectors
    const { data } = left.operand
    const some =
      data instanceof Float32Array
        ? new Float32Array(rows.length * dimension)
        : new Uint8Array(rows.length * dimension)
    for (const [i, row] of rows.entries())
      some.set(data.subarray(row * dimension, (row + 1) * dimension), i * dimension)
    return this.productSession.run<Numbers>(
      feeds({ data: some, dims: [rows.length, dimension] }, right.operand),
      'scores',
    )
  }

  async close(): Promise<void> {
    if (this.source instanceof CodeFile) this.source.close()
    await Promise.all([this.maximaSession.close(), this.productSession.close()])
  }
}

function feeds(a: Operand, b: Operand): Feeds {
  return { a, b }
}

function openSession(model: ReturnType<typeof buildProducts>, threads: number): Promise<Session> {
  return Session.create(model, { provider: 'cpu', deviceId: 0, threads, prepack: false, arena: true })
}

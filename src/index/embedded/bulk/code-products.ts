import { CODE_ZERO } from '../../../onnx/byte-range.js'
import { buildCodeProducts, TILE } from '../../../onnx/products.js'
import { ONE_THREAD, Session } from '../../../onnx/session.js'

/** Most rows on either side of a product. */
export const BLOCK = 512

/** Rows of a block: their codes lie at `codes[row * dimension]`. */
export interface Rows {
  codes: Uint8Array
  /** Row of each place in the block. */
  rows: Uint32Array
}

/** Products of two blocks, valid until the next ones. Rows beyond those of a block are padding, with products of 0. */
export interface Products {
  /** [padded left rows, columns] */
  scores: Int32Array
  /** [padded left rows, columns / 64] */
  rowMaxima: Int32Array
  /** [padded left rows / 64, columns] */
  columnMaxima: Int32Array
  /** Padded right rows. */
  columns: number
}

/** Multiplies rows of codes on the calling thread. */
export class CodeProducts {
  private readonly left: Uint8Array
  private readonly right: Uint8Array
  /** Padded rows of `left`. */
  private taken = 0
  private readonly scores = new Int32Array(BLOCK * BLOCK)
  private readonly rowMaxima = new Int32Array((BLOCK * BLOCK) / TILE)
  private readonly columnMaxima = new Int32Array((BLOCK * BLOCK) / TILE)

  private constructor(
    private readonly dimension: number,
    private readonly session: Session,
  ) {
    this.left = new Uint8Array(BLOCK * dimension)
    this.right = new Uint8Array(BLOCK * dimension)
  }

  static async create(dimension: number): Promise<CodeProducts> {
    return new CodeProducts(dimension, await Session.create(buildCodeProducts(dimension), ONE_THREAD))
  }

  /** Takes at most BLOCK rows as the left side of products. */
  take(left: Rows): void {
    this.taken = this.gather(left, this.left)
  }

  /** @param right at most BLOCK rows; default: those on the left */
  async multiply(right?: Rows): Promise<Products> {
    const { dimension, taken: m } = this
    const n = right ? this.gather(right, this.right) : m
    const { buffer } = right ? this.right : this.left
    const a = { data: this.left.subarray(0, m * dimension), dims: [m, dimension] }
    const b = { data: new Int8Array(buffer, 0, n * dimension), dims: [n, dimension] }
    const scores = this.scores.subarray(0, m * n)
    const rowMaxima = this.rowMaxima.subarray(0, (m * n) / TILE)
    const columnMaxima = this.columnMaxima.subarray(0, (m * n) / TILE)
    await this.session.runInto(
      { a, b },
      {
        scores: { data: scores, dims: [m, n] },
        rowMaxima: { data: rowMaxima, dims: [m, n / TILE] },
        columnMaxima: { data: columnMaxima, dims: [m / TILE, n] },
      },
    )
    return { scores, rowMaxima, columnMaxima, columns: n }
  }

  /** @returns number of rows, padded to whole tiles */
  private gather({ codes, rows }: Rows, into: Uint8Array): number {
    const { dimension } = this
    for (let i = 0, end = 1; i < rows.length; i = end++) {
      // Rows that follow each other are copied together.
      while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++
      into.set(codes.subarray(rows[i]! * dimension, (rows[end - 1]! + 1) * dimension), i * dimension)
    }
    const padded = Math.ceil(rows.length / TILE) * TILE
    into.fill(CODE_ZERO, rows.length * dimension, padded * dimension)
    return padded
  }
}

/** Product of two rows of codes. */
export function codeProduct(codes: Uint8Array, a: number, b: number, dimension: number): number {
  const [left, right] = [a * dimension, b * dimension]
  let [s0, s1] = [0, 0]
  const whole = dimension - (dimension % 2)
  for (let d = 0; d < whole; d += 2) {
    s0 += (codes[left + d]! - CODE_ZERO) * (codes[right + d]! - CODE_ZERO)
    s1 += (codes[left + d + 1]! - CODE_ZERO) * (codes[right + d + 1]! - CODE_ZERO)
  }
  if (whole < dimension) s0 += (codes[left + whole]! - CODE_ZERO) * (codes[right + whole]! - CODE_ZERO)
  return s0 + s1
}

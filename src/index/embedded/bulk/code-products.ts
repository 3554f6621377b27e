import { CODE_ZERO } from '../../../onnx/byte-range.js'
import { buildCodeProducts } from '../../../onnx/products.js'
import { ONE_THREAD, Session } from '../../../onnx/session.js'
import { Kernel } from './kernel.js'
import { copyCodes } from './layer.js'

/** Most rows on either side of a product. */
export const BLOCK = 512
/** Columns are scanned by so many at a time. */
const LANES = 4
/** Product of a padded column, below every floor. */
const PADDING = -(2 ** 31)
/** Above every product. */
export const NO_PRODUCT = 2 ** 31 - 1

/** Rows of a block: their codes lie at `codes[row * dimension]`. */
export interface Rows {
  codes: Uint8Array
  /** Row of each place in the block. */
  rows: Uint32Array
}

/** Multiplies rows of codes on the calling thread. */
export class CodeProducts {
  /** Products below these are passed over by `scan`: of each row on the left, and of each on the right. */
  readonly rowFloors: Int32Array
  readonly columnFloors: Int32Array
  /** Products of the last two blocks: [rows, columns]. */
  readonly scores: Int32Array
  private readonly left: Uint8Array
  private readonly right: Uint8Array
  private readonly kernel = new Kernel(8 * BLOCK * (BLOCK + 1))
  private readonly places: Int32Array
  private rows = 0
  private paddedColumns = 0

  private constructor(
    private readonly dimension: number,
    private readonly session: Session,
  ) {
    this.left = new Uint8Array(BLOCK * dimension)
    this.right = new Uint8Array(BLOCK * dimension)
    this.scores = this.kernel.numbers(BLOCK * BLOCK)
    this.places = this.kernel.numbers(BLOCK * BLOCK)
    this.rowFloors = this.kernel.numbers(BLOCK)
    this.columnFloors = this.kernel.numbers(BLOCK)
  }

  static async create(dimension: number): Promise<CodeProducts> {
    return new CodeProducts(dimension, await Session.create(buildCodeProducts(dimension), ONE_THREAD))
  }

  /** Takes at most BLOCK rows as the left side of products. */
  take(left: Rows): void {
    this.rows = left.rows.length
    this.copy(left, this.left)
  }

  /** @param right at most BLOCK rows; default: those on the left */
  async multiply(right?: Rows): Promise<void> {
    const { dimension, rows: m } = this
    const count = right ? right.rows.length : m
    const n = Math.ceil(count / LANES) * LANES
    if (right) this.copy(right, this.right)
    const { buffer } = right ? this.right : this.left
    this.paddedColumns = n
    const a = { data: this.left.subarray(0, m * dimension), dims: [m, dimension] }
    const b = { data: new Int8Array(buffer, 0, n * dimension), dims: [n, dimension] }
    const scores = { data: this.scores.subarray(0, m * n), dims: [m, n] }
    await this.session.runInto({ a, b }, { scores })
    // Columns come in fours, so the last ones may be of no row: their products must reach no floor.
    for (let row = 0; row < m; row++) this.scores.fill(PADDING, row * n + count, (row + 1) * n)
  }

  /** Rows on the right, padded. */
  get columns(): number {
    return this.paddedColumns
  }

  /**
   * Where the products are not below both floors: row × 2^16 + column, in this order. Valid until the next call.
   */
  scan(): Int32Array {
    const { scores, rows, columns, rowFloors, columnFloors, places } = this
    const addresses = [rowFloors, columnFloors, places].map(({ byteOffset }) => byteOffset)
    const [floors, others, out] = addresses as [number, number, number]
    return places.subarray(
      0,
      this.kernel.functions.scan(scores.byteOffset, rows, columns, floors, others, out),
    )
  }

  private copy({ codes, rows }: Rows, into: Uint8Array): void {
    copyCodes({ codes, dimension: this.dimension }, rows, into)
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

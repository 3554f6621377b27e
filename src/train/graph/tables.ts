import type { Feeds } from '../../onnx/session.js'
import type { Gradient } from '../types.js'

/** The distinct tokens of some texts, and where each token's row lies among theirs. */
interface DistinctRows {
  /** Token ids, ascending. */
  rows: Int32Array
  /** Index into `rows` by token id. */
  index: ReadonlyMap<number, number>
}

function distinctRows(ids: Iterable<number>): DistinctRows {
  const rows = Int32Array.from(new Set(ids)).sort()
  return { rows, index: new Map([...rows].map((id, i) => [id, i])) }
}

/** Inputs of `FullWeights.embeddings`: the table's rows of these tokens, and which of them is whose. */
export function wordFeeds(ids: Int32Array, table: Float32Array, width: number): Feeds {
  const { rows, index } = distinctRows(ids)
  return {
    word_rows: { data: gatherRows(table, rows, width), dims: [rows.length, width] },
    token_rows: { data: ids.map(id => index.get(id)!), dims: [ids.length] },
  }
}

export function gatherRows(table: Float32Array, rows: Int32Array, width: number): Float32Array {
  const values = new Float32Array(rows.length * width)
  rows.forEach((row, i) => {
    values.set(table.subarray(row * width, (row + 1) * width), i * width)
  })
  return values
}

/**
 * Adds up the gradients of a table's rows by the tokens that read them, in the order of the tokens, so that the sums
 * are the same in every run.
 */
export class RowSums {
  readonly gradient: Gradient & { rows: Int32Array }
  private readonly index: ReadonlyMap<number, number>

  /** @param ids tokens of the whole batch */
  constructor(
    ids: Iterable<number>,
    private readonly width: number,
  ) {
    const { rows, index } = distinctRows(ids)
    this.index = index
    this.gradient = { rows, values: new Float32Array(rows.length * width) }
  }

  /** @param gradient [tokens, width] */
  add(ids: Int32Array, gradient: Float32Array): void {
    ids.forEach((id, token) => {
      addRow(this.gradient.values, this.index.get(id)!, gradient, token, this.width)
    })
  }

  /** Adds the sums to a gradient of the whole table. */
  addTo(whole: Float32Array): void {
    const { rows, values } = this.gradient
    rows.forEach((row, at) => {
      addRow(whole, row, values, at, this.width)
    })
  }
}

/** Sums for tables that are small, or of which a batch reads most: gradients of the whole tables. */
export class DenseSums {
  readonly positions: Gradient
  /** Row 0, the type of all tokens, is summed in float64: it has as many terms as there are tokens. */
  private readonly firstType: Float64Array

  /** @param sizes rows of the tables of positions and types */
  constructor(
    private readonly sizes: { positions: number; types: number },
    private readonly width: number,
  ) {
    this.positions = { values: new Float32Array(sizes.positions * width) }
    this.firstType = new Float64Array(width)
  }

  /**
   * @param positions row of each token in the table of positions
   * @param gradient [tokens, width]
   */
  add(positions: Int32Array, gradient: Float32Array): void {
    positions.forEach((position, token) => {
      addRow(this.positions.values, position, gradient, token, this.width)
      addRow(this.firstType, 0, gradient, token, this.width)
    })
  }

  get types(): Gradient {
    const values = new Float32Array(this.sizes.types * this.width)
    values.set(this.firstType)
    return { values }
  }
}

function addRow(
  into: Float32Array | Float64Array,
  row: number,
  values: Float32Array,
  from: number,
  width: number,
): void {
  const [target, source] = [row * width, from * width]
  for (let i = 0; i < width; i++) into[target + i]! += values[source + i]!
}

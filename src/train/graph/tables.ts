import type { Feeds } from '../../onnx/session.js'
import type { Gradient } from '../types.js'
import type { PackedTokens } from './inputs.js'

/** The distinct tokens of some texts, and where each token's row lies among theirs. */
export interface DistinctRows {
  /** Token ids, ascending. */
  rows: Int32Array
  /** Index into `rows` by token id. */
  index: ReadonlyMap<number, number>
}

export function distinctRows(ids: Iterable<number>): DistinctRows {
  const rows = Int32Array.from(new Set(ids)).sort()
  return { rows, index: new Map([...rows].map((id, i) => [id, i])) }
}

/** Inputs of `FullWeights.embeddings`: the table's rows of these tokens, and which of them is whose. */
export function wordFeeds(tokens: PackedTokens, table: Float32Array, width: number): Feeds {
  const { rows, index } = distinctRows(tokens.ids)
  const values = new Float32Array(rows.length * width)
  rows.forEach((id, i) => {
    values.set(table.subarray(id * width, (id + 1) * width), i * width)
  })
  return {
    word_rows: { data: values, dims: [rows.length, width] },
    token_rows: { data: tokens.ids.map(id => index.get(id)!), dims: [tokens.ids.length] },
  }
}

/**
 * Adds up the gradients of tokens' rows, in the order of the tokens, so that the sums are the same in every run.
 */
export class TableGradients {
  readonly words: Gradient & { rows: Int32Array }
  readonly positions: Gradient
  /** Row 0, the type of all tokens, is summed in float64: it has as many terms as there are tokens. */
  private readonly firstType: Float64Array
  private readonly index: ReadonlyMap<number, number>

  /**
   * @param ids tokens of the whole batch
   * @param sizes rows of the tables of positions and types
   */
  constructor(
    ids: Iterable<number>,
    private readonly sizes: { positions: number; types: number },
    private readonly width: number,
  ) {
    const { rows, index } = distinctRows(ids)
    this.index = index
    this.words = { rows, values: new Float32Array(rows.length * width) }
    this.positions = { values: new Float32Array(sizes.positions * width) }
    this.firstType = new Float64Array(width)
  }

  /** @param gradient of the sum of each token's rows, [tokens, width]; all tokens have type 0 */
  add({ ids, positions }: PackedTokens, gradient: Float32Array): void {
    const { width } = this
    ids.forEach((id, token) => {
      const word = this.index.get(id)! * width
      const position = positions[token]! * width
      const from = token * width
      for (let i = 0; i < width; i++) {
        const value = gradient[from + i]!
        this.words.values[word + i]! += value
        this.positions.values[position + i]! += value
        this.firstType[i]! += value
      }
    })
  }

  types(): Gradient {
    const values = new Float32Array(this.sizes.types * this.width)
    values.set(this.firstType)
    return { values }
  }
}

import { DataType, type FloatType, type GraphBuilder, type Value } from '../../onnx/graph.js'

/**
 * A batch without padding: the tokens of all texts, concatenated, and a mapping to the slots of a padded [batch,
 * sequence] grid. Only attention uses the grid.
 */
export interface PackedBatch {
  /** int64 [tokens] */
  ids: Value
  /** int64 [batch, sequence]: index of the token in each slot; arbitrary where `mask` is 0 */
  slots: Value
  /** int64 [tokens]: slot of each token, row-major */
  places: Value
  /** int32 [batch, sequence]: 1 for a token, 0 for padding */
  mask: Value
}

export interface AttentionShape {
  heads: number
  /** Width of each head. */
  headSize: number
  /** Factor of the scores; default: 1 / √`headSize`. */
  scale?: number | undefined
  /** Tokens see only themselves and those before them. */
  causal?: boolean
  /** Type of queries, keys and values. */
  type: FloatType
  /** WebGPU supports no padding mask, only a bias on the scores. CUDA supports both. */
  gpu: boolean
}

/** Addends to the scores of all texts of a batch. */
export interface Bias {
  /** [1, heads or 1, sequence, sequence], in the type of computation */
  values: Value
  /** bool []: whether they change anything; default: always. */
  isNeeded?: Value
}

/**
 * Multi-head attention within each text. Queries, keys and values are [tokens, heads × head size], and so is the result.
 * With `first` there is one query per text, and the result is [batch, heads × head size].
 */
export type Attend = (query: Value, key: Value, value: Value, queries: 'all' | 'first', bias?: Bias) => Value

/** Attention in a padded grid. @param addend to the scores; empty if there is none */
type Masked = (query: Value, key: Value, value: Value, queries: 'all' | 'first', addend: Value) => Value

/** Large enough to vanish after softmax, small enough for float16. */
export const MASKED = -10_000

/**
 * Builds the attention of a batch. Pads and masks only batches of texts of different lengths: without a mask,
 * onnxruntime's CPU kernel works block by block, in memory that does not grow with the square of the length.
 */
export function buildAttention(
  g: GraphBuilder,
  { heads, headSize, scale, causal, type, gpu }: AttentionShape,
  { ids, slots, places, mask }: PackedBatch,
): Attend {
  const hidden = heads * headSize
  const attributes = {
    num_heads: heads,
    ...(scale === undefined ? {} : { scale: { float: scale } }),
    ...(causal ? { unidirectional: 1 } : {}),
  }
  const flat = (x: Value): Value => g.node('Reshape', [x, g.ints(-1, hidden)])
  const attention = (...parts: Value[]): Value =>
    flat(g.node('MultiHeadAttention', parts, { domain: 'com.microsoft', attributes }))
  const isPadded = g.node('Not', [g.node('Equal', [g.node('Size', [ids]), g.node('Size', [slots])])])
  const grid = g.node('Concat', [g.node('Shape', [slots]), g.ints(hidden)], { attributes: { axis: 0 } })
  const inGrid = (x: Value): Value => g.node('Reshape', [x, grid])
  const oneEach = (x: Value): Value => g.node('Reshape', [x, g.ints(-1, 1, hidden)])
  const padded = (x: Value): Value => g.node('Gather', [x, slots])
  const masked = gpu ? withBias() : withMask()
  return (query, key, value, queries, bias) => {
    const attend = (addend: Value): Value =>
      g.choose(
        isPadded,
        () => {
          if (queries === 'first') return masked(oneEach(query), key, value, queries, addend)
          return g.node('Gather', [masked(padded(query), key, value, queries, addend), places])
        },
        () =>
          attention(
            queries === 'first' ? oneEach(query) : inGrid(query),
            ...[inGrid(key), inGrid(value)],
            ...(addend === '' ? [] : ['', '', addend]),
          ),
      )
    if (!bias) return attend('')
    const { values, isNeeded } = bias
    const rows =
      queries === 'first' ? g.node('Gather', [values, g.ints(0)], { attributes: { axis: 2 } }) : values
    return isNeeded
      ? g.choose(
          isNeeded,
          () => attend(rows),
          () => attend(''),
        )
      : attend(rows)
  }

  /** While being padded, keys and values are laid out by head, which saves the CPU a pass over each. */
  function withMask(): Masked {
    const headSlots = g.node('Add', [
      g.node('Mul', [g.node('Unsqueeze', [slots, g.ints(1)]), g.ints(heads)]),
      g.node('Reshape', [g.ints(...Array(heads).keys()), g.ints(1, heads, 1)]),
    ])
    const byHead = (x: Value): Value =>
      g.node('Gather', [g.node('Reshape', [x, g.ints(-1, headSize)]), headSlots])
    return (query, key, value, _, addend) =>
      attention(query, byHead(key), byHead(value), '', mask, ...(addend === '' ? [] : [addend]))
  }

  function withBias(): Masked {
    const absent = g.node('Sub', [g.float(1), g.cast(mask, DataType.FLOAT)])
    const bias = g.cast(g.node('Mul', [absent, g.float(MASKED)]), type)
    const row = g.node('Unsqueeze', [bias, g.ints(1, 2)])
    const length = g.node('Gather', [g.node('Shape', [slots]), g.ints(1)])
    const repeats = g.node('Concat', [g.ints(1, 1), length, g.ints(1)], { attributes: { axis: 0 } })
    const rows = g.node('Tile', [row, repeats])
    return (query, key, value, queries, addend) => {
      const absences = queries === 'first' ? row : rows
      const sum = addend === '' ? absences : g.node('Add', [absences, addend])
      return attention(query, padded(key), padded(value), '', '', sum)
    }
  }
}

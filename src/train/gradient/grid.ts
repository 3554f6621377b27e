import { DataType, type GraphBuilder, type Value } from '../../onnx/graph.js'
import { product } from './products.js'
import type { Tape, Tensor } from './tape.js'

/**
 * Where the tokens of a batch lie. Tokens of all texts follow each other without padding; only attention and pooling
 * see a padded grid of texts and positions.
 */
export interface Grid {
  /** int32 [batch, sequence]: index of the token in each slot; any where there is padding */
  slots: Value
  /** int32 [tokens]: slot of each token, row-major */
  places: Value
  /** int32 [batch, heads, sequence]: `slots` for tokens that are cut into heads: token × heads + head */
  headSlots: Value
  /** int32 [tokens, heads]: place of each head of each token in [batch, heads, sequence] */
  headPlaces: Value
  /** float [batch, sequence]: 1 for a token, 0 for padding */
  mask: Value
  /** float [batch, 1, sequence, 1]: the same for queries */
  queryMask: Value
  /** float [batch, 1, 1, sequence]: 0 for a token as a key; for padding, so little that it vanishes in a softmax */
  keyBias: Value
}

const VANISHING = -1e9

/** Declares a grid's inputs: `slots`, `places`, `head_slots`, `head_places` and `mask`. */
export function gridInputs(g: GraphBuilder, heads: number): Grid {
  const mask = g.input('mask', DataType.FLOAT, ['batch', 'sequence'])
  const absent = g.node('Mul', [g.node('Sub', [g.float(1), mask]), g.float(VANISHING)])
  return {
    slots: g.input('slots', DataType.INT32, ['batch', 'sequence']),
    places: g.input('places', DataType.INT32, ['tokens']),
    headSlots: g.input('head_slots', DataType.INT32, ['batch', heads, 'sequence']),
    headPlaces: g.input('head_places', DataType.INT32, ['tokens', heads]),
    mask,
    queryMask: g.node('Unsqueeze', [mask, g.ints(1, 3)]),
    keyBias: g.node('Unsqueeze', [absent, g.ints(1, 2)]),
  }
}

/**
 * Multi-head attention within each text: softmax(Q·Kᵀ/√width)·V in each head.
 *
 * Padding needs no gradient: its keys have probability 0, and the gradients of its queries are set to 0. So the
 * gradient of a copy to the grid is a copy from the grid, and nothing is added up by index.
 *
 * @param query [tokens, hidden], like `key` and `value`
 * @returns [tokens, hidden]
 */
export function attention(
  t: Tape,
  { query, key, value }: { query: Tensor; key: Tensor; value: Tensor },
  heads: number,
  { headSlots, headPlaces, queryMask, keyBias }: Grid,
): Tensor {
  const { graph: g } = t
  const hidden = Number(query.shape[1])
  const width = hidden / heads
  const alpha = 1 / Math.sqrt(width)
  const rows = (x: Value): Value => g.node('Reshape', [x, g.ints(-1, width)])
  const inGrid = (x: Value): Value => g.node('Gather', [rows(x), headSlots])
  const inRows = (x: Value): Value =>
    g.node('Reshape', [g.node('Gather', [rows(x), headPlaces]), g.ints(-1, hidden)])
  const [q, k, v] = [inGrid(query.value), inGrid(key.value), inGrid(value.value)]
  const scores = g.node('Add', [product(g, q, k, { transB: true, alpha }), keyBias])
  const shares = g.node('Softmax', [scores], { attributes: { axis: -1 } })
  const mixed = product(g, shares, v)
  return t.record(inRows(mixed), query.shape, [query, key, value], dy => {
    const dMixed = g.node('Mul', [inGrid(dy), queryMask])
    // Σ shares·dShares over a row equals mixed·dMixed, which is much narrower.
    const along = g.node('ReduceSum', [g.node('Mul', [mixed, dMixed]), g.ints(-1)], {
      attributes: { keepdims: 1 },
    })
    const dShares = product(g, dMixed, v, { transB: true })
    const dScores = g.node('Mul', [shares, g.node('Sub', [dShares, along])])
    return [
      () => inRows(product(g, dScores, k, { alpha })),
      () => inRows(product(g, dScores, q, { transA: true, alpha })),
      () => inRows(product(g, shares, dMixed, { transA: true })),
    ]
  })
}

/**
 * Weighted sums of each text's tokens.
 * @param tokens [tokens, hidden]
 * @param weights [batch, modes, sequence], 0 for padding
 * @returns [batch, modes, hidden]
 */
export function weightedSums(t: Tape, tokens: Tensor, weights: Tensor, { slots, places }: Grid): Tensor {
  const { graph: g } = t
  const sums = product(g, weights.value, g.node('Gather', [tokens.value, slots]))
  return t.record(sums, [weights.shape[0]!, weights.shape[1]!, tokens.shape[1]!], [tokens], dy => [
    () => fromGrid(t, product(g, weights.value, dy, { transA: true }), tokens, places),
  ])
}

/**
 * The largest value of each column among a text's tokens.
 * @param tokens [tokens, hidden]
 * @returns [batch, hidden]; the gradient is shared by the tokens that have the largest value
 */
export function maxima(t: Tape, tokens: Tensor, { slots, places, mask }: Grid): Tensor {
  const { graph: g } = t
  const present = g.node('Unsqueeze', [g.cast(mask, DataType.BOOL), g.ints(2)])
  const padded = g.node('Where', [
    present,
    g.node('Gather', [tokens.value, slots]),
    g.float(Number.NEGATIVE_INFINITY),
  ])
  const most = g.node('ReduceMax', [padded], { attributes: { axes: [1], keepdims: 1 } })
  const y = g.node('Squeeze', [most, g.ints(1)])
  return t.record(y, ['batch', tokens.shape[1]!], [tokens], dy => [
    () => {
      const largest = g.cast(g.node('Equal', [padded, most]), DataType.FLOAT)
      const count = g.node('ReduceSum', [largest, g.ints(1)], { attributes: { keepdims: 1 } })
      const share = g.node('Div', [g.node('Unsqueeze', [dy, g.ints(1)]), count])
      return fromGrid(t, g.node('Mul', [largest, share]), tokens, places)
    },
  ])
}

function fromGrid(t: Tape, grid: Value, tokens: Tensor, places: Value): Value {
  const { graph: g } = t
  return g.node('Gather', [g.node('Reshape', [grid, g.ints(-1, Number(tokens.shape[1]))]), places])
}

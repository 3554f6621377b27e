import type { QuantizedWeights } from '../checkpoint/int8.js'
import type { Activation, TransformerModule } from '../checkpoint/types.js'
import type { GraphBuilder, Value } from './onnx.js'

/**
 * A batch without padding: the tokens of all texts one after another, and how they fill the slots of a padded
 * [batch, sequence] grid, which attention alone works on.
 */
export interface TransformerInputs {
  /** int64 [tokens] */
  ids: Value
  /** int64 [tokens] */
  positions: Value
  /** int64 [batch, sequence]: the token that fills each slot; any token where `mask` is 0 */
  slots: Value
  /** int64 [tokens]: the slot of each token, counted row by row */
  places: Value
  /** int32 [batch, sequence]: 1 for a token, 0 for padding */
  mask: Value
}

/**
 * A post-layer-norm encoder (BERT, RoBERTa, XLM-R) over weights in PyTorch's [out, in] layout.
 *
 * Each projection is a single `Gemm` over the tokens of all texts that takes the stored weights as they are
 * (`transB`). Attention runs without a mask where all texts are of one length: only then does onnxruntime compute it
 * block by block, in memory that does not grow with the square of the length. onnxruntime's own operators
 * (docs/ContribOperators.md of that project) do attention and the exact GELU. Its `SkipLayerNormalization` is left
 * aside: on the CPU it takes four times as long as an `Add` and a `LayerNormalization`.
 *
 * @param output `first` computes the last layer for the first token of each text alone
 * @param quantized matrices to compute in int8: activations are rounded on the way, a scale for each matrix product
 * @returns float [batch, sequence, hidden], or [batch, hidden] for `first`
 * @throws AnlamError `corrupt-checkpoint` if a weight is missing or of another shape
 */
export function buildTransformer(
  g: GraphBuilder,
  module: TransformerModule,
  inputs: TransformerInputs,
  output: 'all' | 'first',
  quantized?: QuantizedWeights,
): Value {
  const { hidden, heads, intermediate, epsilon, weights } = module
  const prefix = ['', 'roberta.', 'bert.', 'model.'].find(p =>
    weights.has(`${p}embeddings.word_embeddings.weight`),
  )
  const take = (name: string, ...shape: number[]) => weights.take(`${prefix ?? ''}${name}`, shape)
  const norm = (name: string): [Value, Value] => [
    g.weight(take(`${name}.weight`, hidden)),
    g.weight(take(`${name}.bias`, hidden)),
  ]
  const linear = (x: Value, name: string, outputs: number, width: number): Value => {
    const weight = take(`${name}.weight`, outputs, width)
    const bias = g.weight(take(`${name}.bias`, outputs))
    const int8 = quantized?.get(weight.name)
    if (!int8) return g.node('Gemm', [x, g.weight(weight, x), bias], { attributes: { transB: 1 } })
    // The fourth input is the zero point of symmetric weights: none.
    const inputs = [x, g.stored(int8.weight), g.stored(int8.scale), '', bias]
    return g.node('DynamicQuantizeMatMul', inputs, { domain: 'com.microsoft' })
  }
  const layerNorm = (x: Value, name: string): Value =>
    g.node('LayerNormalization', [x, ...norm(name)], {
      attributes: { axis: -1, epsilon: { float: epsilon } },
    })
  const residualNorm = (x: Value, residual: Value, name: string): Value =>
    layerNorm(g.node('Add', [x, residual]), name)
  const attention = (...parts: Value[]): Value =>
    g.node('MultiHeadAttention', parts, { domain: 'com.microsoft', attributes: { num_heads: heads } })
  const flat = (x: Value): Value => g.node('Reshape', [x, g.ints(-1, hidden)])
  const grid = g.node('Concat', [g.node('Shape', [inputs.slots]), g.ints(hidden)], {
    attributes: { axis: 0 },
  })
  const headSlots = g.node('Add', [
    g.node('Mul', [g.node('Unsqueeze', [inputs.slots, g.ints(1)]), g.ints(heads)]),
    g.node('Reshape', [g.ints(...Array(heads).keys()), g.ints(1, heads, 1)]),
  ])
  const isPadded = g.node('Not', [
    g.node('Equal', [g.node('Size', [inputs.ids]), g.node('Size', [inputs.slots])]),
  ])
  // While keys and values are padded they are laid out head by head, which saves attention a pass over each.
  const paddedByHead = (x: Value): Value =>
    g.node('Gather', [g.node('Reshape', [x, g.ints(-1, hidden / heads)]), headSlots])
  const padded = (x: Value): Value => g.node('Gather', [x, inputs.slots])
  const inGrid = (x: Value): Value => g.node('Reshape', [x, grid])
  const oneEach = (x: Value): Value => g.node('Reshape', [x, g.ints(-1, 1, hidden)])
  const attend = (query: Value, key: Value, value: Value): Value =>
    g.choose(
      isPadded,
      () => {
        const attended = attention(padded(query), paddedByHead(key), paddedByHead(value), '', inputs.mask)
        return g.node('Gather', [flat(attended), inputs.places])
      },
      () => flat(attention(inGrid(query), inGrid(key), inGrid(value))),
    )
  const attendFirst = (query: Value, key: Value, value: Value): Value =>
    g.choose(
      isPadded,
      () => flat(attention(oneEach(query), paddedByHead(key), paddedByHead(value), '', inputs.mask)),
      () => flat(attention(oneEach(query), inGrid(key), inGrid(value))),
    )
  const firstTokens = g.node('Gather', [inputs.slots, g.ints(0)], { attributes: { axis: 1 } })

  let x = g.rows(take('embeddings.word_embeddings.weight', module.vocabulary, hidden), inputs.ids)
  x = g.node('Add', [
    x,
    g.rows(take('embeddings.position_embeddings.weight', module.maxPositions, hidden), inputs.positions),
  ])
  x = g.node('Add', [
    x,
    g.rows(take('embeddings.token_type_embeddings.weight', module.typeVocabulary, hidden), g.ints(0)),
  ])
  x = layerNorm(x, 'embeddings.LayerNorm')

  for (let layer = 0; layer < module.layers; layer++) {
    const at = `encoder.layer.${layer}`
    const firstOnly = output === 'first' && layer === module.layers - 1
    const [key, value] = ['key', 'value'].map(name =>
      linear(x, `${at}.attention.self.${name}`, hidden, hidden),
    ) as [Value, Value]
    if (firstOnly) x = flat(g.node('Gather', [x, firstTokens]))
    const query = linear(x, `${at}.attention.self.query`, hidden, hidden)
    const attended = (firstOnly ? attendFirst : attend)(query, key, value)
    const projected = linear(attended, `${at}.attention.output.dense`, hidden, hidden)
    x = residualNorm(projected, x, `${at}.attention.output.LayerNorm`)
    const wide = activate(g, linear(x, `${at}.intermediate.dense`, intermediate, hidden), module.activation)
    x = residualNorm(linear(wide, `${at}.output.dense`, hidden, intermediate), x, `${at}.output.LayerNorm`)
  }
  return output === 'first' ? x : padded(x)
}

/** `gelu` is the exact one, with the error function. */
export function activate(g: GraphBuilder, x: Value, activation: Activation): Value {
  switch (activation) {
    case 'gelu':
      return g.node('Gelu', [x], { domain: 'com.microsoft' })
    case 'gelu-tanh':
      return g.node('FastGelu', [x], { domain: 'com.microsoft' })
    case 'relu':
      return g.node('Relu', [x])
    case 'tanh':
      return g.node('Tanh', [x])
    case 'sigmoid':
      return g.node('Sigmoid', [x])
    case 'identity':
      return x
  }
}

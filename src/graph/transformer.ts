import type { QuantizedWeights } from '../checkpoint/int8.js'
import type { Activation, TransformerModule } from '../checkpoint/types.js'
import type { GraphBuilder, Value } from './onnx.js'

export interface TransformerInputs {
  /** int64 [batch, sequence] */
  ids: Value
  /** int64 [batch, sequence] */
  positions: Value
  /** int32 [batch, sequence]: 1 for a token, 0 for padding */
  mask: Value
}

/**
 * A post-layer-norm encoder (BERT, RoBERTa, XLM-R) over weights in PyTorch's [out, in] layout.
 *
 * Rows of all texts lie in one [batch × sequence, hidden] matrix, so that each projection is a single `Gemm` that
 * takes the stored weights as they are (`transB`); only attention sees the batch. onnxruntime's own operators
 * (docs/ContribOperators.md of that project) do attention and the exact GELU. Its `SkipLayerNormalization` is left
 * aside: on the CPU it takes four times as long as an `Add` and a `LayerNormalization`.
 *
 * @param quantized matrices to compute in int8: activations are rounded on the way, a scale for each matrix product
 * @returns float [batch, sequence, hidden]
 * @throws AnlamError `corrupt-checkpoint` if a weight is missing or of another shape
 */
export function buildTransformer(
  g: GraphBuilder,
  module: TransformerModule,
  inputs: TransformerInputs,
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

  const flat = g.ints(-1, hidden)
  const shape = g.node('Concat', [g.node('Shape', [inputs.ids]), g.ints(hidden)], { attributes: { axis: 0 } })
  const batched = (x: Value): Value => g.node('Reshape', [x, shape])

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
  x = g.node('Reshape', [x, flat])

  for (let layer = 0; layer < module.layers; layer++) {
    const at = `encoder.layer.${layer}`
    const [query, key, value] = ['query', 'key', 'value'].map(name =>
      batched(linear(x, `${at}.attention.self.${name}`, hidden, hidden)),
    ) as [Value, Value, Value]
    const attended = g.node('MultiHeadAttention', [query, key, value, '', inputs.mask], {
      domain: 'com.microsoft',
      attributes: { num_heads: heads },
    })
    const projected = linear(
      g.node('Reshape', [attended, flat]),
      `${at}.attention.output.dense`,
      hidden,
      hidden,
    )
    x = residualNorm(projected, x, `${at}.attention.output.LayerNorm`)
    const wide = activate(g, linear(x, `${at}.intermediate.dense`, intermediate, hidden), module.activation)
    x = residualNorm(linear(wide, `${at}.output.dense`, hidden, intermediate), x, `${at}.output.LayerNorm`)
  }
  return batched(x)
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

import { DataType, type GraphBuilder, type Value } from '../../onnx/graph.js'
import type { QuantizedWeights } from '../checkpoint/int8.js'
import type { Activation, TransformerModule } from '../checkpoint/types.js'
import type { Weights } from '../checkpoint/weights.js'
import { buildAttention, type PackedBatch } from './attention.js'

export interface TransformerInputs extends PackedBatch {
  /** int64 [tokens] */
  positions: Value
  /** int64 [tokens]: which of two texts a token belongs to. Absent: all belong to the first. */
  types?: Value | undefined
}

export interface TransformerOptions {
  /** `first` computes the last layer only for the first token of each text. */
  output: 'all' | 'first'
  /** Matrices to multiply in int8. Activations are quantised at run time, with one scale per product. */
  quantized?: QuantizedWeights | undefined
  /** Compute in float16. */
  half?: boolean | undefined
  /** Use operators that onnxruntime's GPU kernels support. */
  gpu?: boolean | undefined
}

/**
 * Builds a post-layer-norm encoder (BERT, RoBERTa, XLM-R) over weights in PyTorch's [out, in] layout.
 *
 * Each projection is a single `Gemm` over the tokens of all texts, which takes the stored weights as they are
 * (`transB`). Attention and exact GELU are onnxruntime's own operators (see its docs/ContribOperators.md). Its
 * `SkipLayerNormalization` is not used: on the CPU it takes four times as long as `Add` and `LayerNormalization`.
 *
 * @returns float [batch, sequence, hidden], or [batch, hidden] for `first`
 * @throws AnlamError `corrupt-checkpoint` if a weight is missing or has another shape
 */
export function buildTransformer(
  g: GraphBuilder,
  module: TransformerModule,
  inputs: TransformerInputs,
  { output, quantized, half, gpu }: TransformerOptions,
): Value {
  const { hidden, heads, intermediate, epsilon, weights } = module
  const prefix = prefixOf(weights)
  const type = half ? DataType.FLOAT16 : DataType.FLOAT
  const take = (name: string, ...shape: number[]) => weights.take(`${prefix}${name}`, shape)
  const norm = (name: string): [Value, Value] => [
    g.weight(take(`${name}.weight`, hidden), type),
    g.weight(take(`${name}.bias`, hidden), type),
  ]
  const linear = (x: Value, name: string, outputs: number, width: number): Value => {
    const weight = take(`${name}.weight`, outputs, width)
    const bias = g.weight(take(`${name}.bias`, outputs), type)
    const int8 = quantized?.get(weight.name)
    if (!int8) {
      // In float16 a conversion must not depend on other values, so that it is done once, at load time.
      const matrix = half ? g.weight(weight, type) : g.weight(weight, type, x)
      return g.node('Gemm', [x, matrix, bias], { attributes: { transB: 1 } })
    }
    const zero = int8.zero === 0 ? '' : g.byte(int8.zero)
    const inputs = [x, g.stored(int8.weight), g.stored(int8.scale), zero, bias]
    return g.node('DynamicQuantizeMatMul', inputs, { domain: 'com.microsoft' })
  }
  const layerNorm = (x: Value, name: string): Value =>
    g.node('LayerNormalization', [x, ...norm(name)], {
      attributes: { axis: -1, epsilon: { float: epsilon } },
    })
  const residualNorm = (x: Value, residual: Value, name: string): Value =>
    layerNorm(g.node('Add', [x, residual]), name)
  const flat = (x: Value): Value => g.node('Reshape', [x, g.ints(-1, hidden)])
  const attend = buildAttention(g, { hidden, heads, type, gpu: gpu === true }, inputs)
  const firstTokens = g.node('Gather', [inputs.slots, g.ints(0)], { attributes: { axis: 1 } })

  let x = g.rows(take('embeddings.word_embeddings.weight', module.vocabulary, hidden), inputs.ids, type)
  x = g.node('Add', [
    x,
    g.rows(
      take('embeddings.position_embeddings.weight', module.maxPositions, hidden),
      inputs.positions,
      type,
    ),
  ])
  x = g.node('Add', [
    x,
    g.rows(
      take('embeddings.token_type_embeddings.weight', module.typeVocabulary, hidden),
      inputs.types ?? g.ints(0),
      type,
    ),
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
    const attended = attend(query, key, value, firstOnly ? 'first' : 'all')
    const projected = linear(attended, `${at}.attention.output.dense`, hidden, hidden)
    x = residualNorm(projected, x, `${at}.attention.output.LayerNorm`)
    const wide = activate(g, linear(x, `${at}.intermediate.dense`, intermediate, hidden), module.activation)
    x = residualNorm(linear(wide, `${at}.output.dense`, hidden, intermediate), x, `${at}.output.LayerNorm`)
  }
  if (half) x = g.cast(x, DataType.FLOAT)
  return output === 'first' ? x : g.node('Gather', [x, inputs.slots])
}

/** What stands before the names of an encoder's weights: a model with a head keeps the encoder as a part. */
export function prefixOf(weights: Weights): string {
  const known = ['', 'roberta.', 'bert.', 'model.']
  return known.find(prefix => weights.has(`${prefix}embeddings.word_embeddings.weight`)) ?? ''
}

/** `gelu` is the exact form, with the error function. */
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

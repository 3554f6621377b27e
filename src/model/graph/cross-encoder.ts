import { DataType, GraphBuilder, type OnnxModel, type Value } from '../../onnx/graph.js'
import type { CrossEncoder } from '../checkpoint/cross-encoder.js'
import type { GraphOptions } from './build.js'
import { buildTransformer, prefixOf } from './transformer.js'

/**
 * Builds the graph of a cross-encoder: the transformer over pairs of texts, of which only the first token's vector goes
 * on, and the classification head.
 *
 * Inputs: as those of `buildGraph` without `pool_weights`; `token_type_ids` int64 [tokens] if the model tells the two
 * texts apart by them. Output: `logits` float [batch, 1].
 */
export function buildCrossEncoder({ module }: CrossEncoder, options: GraphOptions = {}): OnnxModel {
  const g = new GraphBuilder()
  const first = buildTransformer(
    g,
    module,
    {
      ids: g.input('input_ids', DataType.INT64, ['tokens']),
      positions: g.input('position_ids', DataType.INT64, ['tokens']),
      slots: g.input('slots', DataType.INT64, ['batch', 'sequence']),
      places: g.input('places', DataType.INT64, ['tokens']),
      mask: g.input('attention_mask', DataType.INT32, ['batch', 'sequence']),
      types: module.typeVocabulary > 1 ? g.input('token_type_ids', DataType.INT64, ['tokens']) : undefined,
    },
    { ...options, output: 'first' },
  )
  const { hidden, weights } = module
  const linear = (x: Value, name: string, outputs: number): Value => {
    const weight = g.weight(weights.take(`${name}.weight`, [outputs, hidden]))
    const bias = g.weight(weights.take(`${name}.bias`, [outputs]))
    return g.node('Gemm', [x, weight, bias], { attributes: { transB: 1 } })
  }
  // BERT's pooler belongs to the encoder; RoBERTa's is the first layer of its head.
  const [dense, output] =
    module.family === 'bert'
      ? [`${prefixOf(weights)}pooler.dense`, 'classifier']
      : ['classifier.dense', 'classifier.out_proj']
  g.output(linear(g.node('Tanh', [linear(first, dense, hidden)]), output, 1), 'logits', ['batch', 1])
  return g.finish('cross-encoder')
}

import { DataType, GraphBuilder, type OnnxModel, type Value } from '../../onnx/graph.js'
import type { CrossEncoder } from '../checkpoint/cross-encoder.js'
import type { TransformerModule } from '../checkpoint/types.js'
import type { GraphOptions } from './build.js'
import { activate, Operations, prefixOf } from './operations.js'
import { buildTransformer } from './transformer.js'

/**
 * Builds the graph of a cross-encoder: the transformer over pairs of texts, and the classification head over the first
 * token's vector, or over the mean of all in a ModernBERT that asks for it.
 *
 * Inputs: as those of `buildGraph` without `pool_weights`; `token_type_ids` int64 [tokens] if the model tells the two
 * texts apart by them. Output: `logits` float [batch, 1].
 */
export function buildCrossEncoder({ module }: CrossEncoder, options: GraphOptions = {}): OnnxModel {
  const g = new GraphBuilder()
  const mask = g.input('attention_mask', DataType.INT32, ['batch', 'sequence'])
  const ofAll = module.head?.pooling === 'mean'
  const vectors = buildTransformer(
    g,
    module,
    {
      ids: g.input('input_ids', DataType.INT64, ['tokens']),
      positions: g.input('position_ids', DataType.INT64, ['tokens']),
      slots: g.input('slots', DataType.INT64, ['batch', 'sequence']),
      places: g.input('places', DataType.INT64, ['tokens']),
      mask,
      types: module.typeVocabulary > 1 ? g.input('token_type_ids', DataType.INT64, ['tokens']) : undefined,
    },
    { ...options, output: ofAll ? 'all' : 'first' },
  )
  const pooled = ofAll ? mean(g, vectors, mask) : vectors
  // Its weights are few, and stay in float32.
  const logits = head(new Operations(g, module, '', {}), module, pooled)
  g.output(logits, 'logits', ['batch', 1])
  return g.finish('cross-encoder')
}

function head(o: Operations, { family, head, hidden, weights }: TransformerModule, x: Value): Value {
  const { g } = o
  if (head) {
    const dense = o.linear(x, 'head.dense', hidden, hidden, { bias: head.bias })
    const normed = o.layerNorm(activate(g, dense, head.activation), 'head.norm', { bias: false })
    return o.linear(normed, 'classifier', 1, hidden)
  }
  // BERT's pooler belongs to the encoder; RoBERTa's is the first layer of its head.
  const [dense, output] =
    family === 'bert'
      ? [`${prefixOf(weights)}pooler.dense`, 'classifier']
      : ['classifier.dense', 'classifier.out_proj']
  return o.linear(g.node('Tanh', [o.linear(x, dense, hidden, hidden)]), output, 1, hidden)
}

/** @param vectors [batch, sequence, hidden] @returns [batch, hidden] */
function mean(g: GraphBuilder, vectors: Value, mask: Value): Value {
  const present = g.cast(mask, DataType.FLOAT)
  const count = g.node('ReduceSum', [present, g.ints(1)], { attributes: { keepdims: 1 } })
  const weights = g.node('Unsqueeze', [g.node('Div', [present, count]), g.ints(1)])
  return g.node('Squeeze', [g.node('MatMul', [weights, vectors]), g.ints(1)])
}

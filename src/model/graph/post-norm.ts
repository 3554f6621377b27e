import type { Value } from '../../onnx/graph.js'
import type { TransformerModule } from '../checkpoint/types.js'
import type { Attend, Bias, PackedBatch } from './attention.js'
import { relativeBias } from './bias.js'
import { activate, type Operations } from './operations.js'

/** Names of a layer's weights. */
interface LayerNames {
  query: string
  key: string
  value: string
  attended: string
  attentionNorm: string
  wide: string
  narrow: string
  outputNorm: string
}

const BERT: LayerNames = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  attended: 'attention.output.dense',
  attentionNorm: 'attention.output.LayerNorm',
  wide: 'intermediate.dense',
  narrow: 'output.dense',
  outputNorm: 'output.LayerNorm',
}
const MPNET: LayerNames = {
  ...BERT,
  query: 'attention.attn.q',
  key: 'attention.attn.k',
  value: 'attention.attn.v',
  attended: 'attention.attn.o',
  attentionNorm: 'attention.LayerNorm',
}
const DISTILBERT: LayerNames = {
  query: 'attention.q_lin',
  key: 'attention.k_lin',
  value: 'attention.v_lin',
  attended: 'attention.out_lin',
  attentionNorm: 'sa_layer_norm',
  wide: 'ffn.lin1',
  narrow: 'ffn.lin2',
  outputNorm: 'output_layer_norm',
}

export interface TransformerInputs extends PackedBatch {
  /** int64 [tokens] */
  positions: Value
  /** int64 [tokens]: which of two texts a token belongs to. Absent: all belong to the first. */
  types?: Value | undefined
}

/**
 * Layers of BERT and its kin, which normalise after adding: RoBERTa, XLM-R, CamemBERT, ELECTRA, DistilBERT, MPNet.
 * @param firstOnly compute the last layer only for the first token of each text
 * @returns float [tokens, hidden], or [batch, hidden] for `firstOnly`
 */
export function buildPostNorm(
  o: Operations,
  module: TransformerModule,
  inputs: TransformerInputs,
  attend: Attend,
  firstOnly: boolean,
): Value {
  const { g } = o
  const { family, hidden, intermediate, layers } = module
  const names = family === 'distilbert' ? DISTILBERT : family === 'mpnet' ? MPNET : BERT
  const stack = family === 'distilbert' ? 'transformer.layer' : 'encoder.layer'
  const bias: Bias | undefined =
    module.buckets === undefined
      ? undefined
      : relativeBias(o, 'encoder.relative_attention_bias.weight', module, inputs.slots)

  let x = embed(o, module, inputs)
  for (let layer = 0; layer < layers; layer++) {
    const at = (name: string): string => `${stack}.${layer}.${name}`
    const first = firstOnly && layer === layers - 1
    const key = o.linear(x, at(names.key), hidden, hidden)
    const value = o.linear(x, at(names.value), hidden, hidden)
    if (first) x = o.ofFirstTokens(x, inputs.slots)
    const query = o.linear(x, at(names.query), hidden, hidden)
    const attended = attend(query, key, value, first ? 'first' : 'all', bias)
    const projected = o.linear(attended, at(names.attended), hidden, hidden)
    x = o.layerNorm(g.node('Add', [projected, x]), at(names.attentionNorm))
    const wide = o.linear(x, at(names.wide), intermediate, hidden, { uneven: true })
    const activated = activate(g, wide, module.activation)
    const narrow = o.linear(activated, at(names.narrow), hidden, intermediate, { uneven: true })
    x = o.layerNorm(g.node('Add', [narrow, x]), at(names.outputNorm))
  }
  return x
}

function embed(
  o: Operations,
  { vocabulary, maxPositions, typeVocabulary, hidden, embeddingWidth: width = hidden }: TransformerModule,
  { ids, positions, types }: TransformerInputs,
): Value {
  const { g } = o
  let x = g.node('Add', [
    o.rows('embeddings.word_embeddings.weight', vocabulary, width, ids),
    o.rows('embeddings.position_embeddings.weight', maxPositions, width, positions),
  ])
  if (typeVocabulary > 0)
    x = g.node('Add', [
      x,
      o.rows('embeddings.token_type_embeddings.weight', typeVocabulary, width, types ?? g.ints(0)),
    ])
  x = o.layerNorm(x, 'embeddings.LayerNorm', { width })
  // ELECTRA's small models have narrower embeddings.
  return width === hidden ? x : o.linear(x, 'embeddings_project', hidden, width)
}

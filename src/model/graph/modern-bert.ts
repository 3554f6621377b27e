import type { Value } from '../../onnx/graph.js'
import type { TransformerModule } from '../checkpoint/types.js'
import type { Attend } from './attention.js'
import { windowBias } from './bias.js'
import { activate, type Operations } from './operations.js'
import type { TransformerInputs } from './post-norm.js'
import { buildRotations } from './rotary.js'

/**
 * Layers of ModernBERT: normalised before each part, without biases, positions by rotation, most layers looking only at
 * tokens nearby, and gated feed-forward parts.
 * @param firstOnly compute the last layer only for the first token of each text
 * @returns float [tokens, hidden], or [batch, hidden] for `firstOnly`
 */
export function buildModernBert(
  o: Operations,
  module: TransformerModule,
  inputs: TransformerInputs,
  attend: Attend,
  firstOnly: boolean,
): Value {
  const { g } = o
  const { hidden, heads, intermediate, layers, vocabulary, activation } = module
  const plain = { bias: false }
  const apart = { bias: false, uneven: true }
  const headSize = hidden / heads
  const rotate = buildRotations(o, inputs.positions, { rotary: module.rotary, headSize })
  const nearby = windowBias(o, module.local!.reach, inputs.slots)

  let x = o.layerNorm(
    o.rows('embeddings.tok_embeddings.weight', vocabulary, hidden, inputs.ids),
    'embeddings.norm',
    plain,
  )
  for (let layer = 0; layer < layers; layer++) {
    const at = (name: string): string => `layers.${layer}.${name}`
    const isLocal = module.local!.layers[layer]!
    const turn = isLocal ? rotate.nearby : rotate.everywhere
    const first = firstOnly && layer === layers - 1
    // The embeddings have just been normalised.
    const normed = layer === 0 ? x : o.layerNorm(x, at('attn_norm'), plain)
    const joint = o.linear(normed, at('attn.Wqkv'), 3 * hidden, hidden, plain)
    const [query, key, value] = g.nodes('Split', [joint], ['q', 'k', 'v'], { attributes: { axis: 1 } }) as [
      Value,
      Value,
      Value,
    ]
    const pick = (each: Value): Value => (first ? o.ofFirstTokens(each, inputs.slots) : each)
    const attended = attend(
      pick(turn(query)),
      turn(key),
      value,
      first ? 'first' : 'all',
      isLocal ? nearby : undefined,
    )
    x = g.node('Add', [pick(x), o.linear(attended, at('attn.Wo'), hidden, hidden, plain)])
    const wide = o.linear(
      o.layerNorm(x, at('mlp_norm'), plain),
      at('mlp.Wi'),
      2 * intermediate,
      hidden,
      apart,
    )
    const [input, gate] = g.nodes('Split', [wide], ['a', 'b'], { attributes: { axis: 1 } }) as [Value, Value]
    const gated = g.node('Mul', [activate(g, input, activation), gate])
    x = g.node('Add', [x, o.linear(gated, at('mlp.Wo'), hidden, intermediate, apart)])
  }
  return o.layerNorm(x, 'final_norm', plain)
}

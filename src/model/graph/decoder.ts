import type { Value } from '../../onnx/graph.js'
import type { TransformerModule } from '../checkpoint/types.js'
import type { Attend } from './attention.js'
import { windowBias } from './bias.js'
import { activate, type Operations } from './operations.js'
import type { TransformerInputs } from './post-norm.js'
import { buildRotations } from './rotary.js'

/**
 * Layers of language models that became encoders: Qwen3, whose tokens see those before them, and Gemma 3, whose tokens
 * see all, or in most layers those nearby. Heads share keys and values; queries and keys are normalised by head.
 * @returns float [tokens, hidden]
 */
export function buildDecoder(
  o: Operations,
  module: TransformerModule,
  inputs: TransformerInputs,
  attend: Attend,
): Value {
  const { g } = o
  const { hidden, heads, intermediate, layers, vocabulary, activation, local } = module
  const headSize = module.headSize!
  const keyHeads = module.keyHeads!
  const isGemma = module.family === 'gemma3'
  const plain = { bias: false }
  const apart = { bias: false, uneven: true }
  const rotate = buildRotations(o, inputs.positions, { rotary: module.rotary, headSize })
  const nearby = local && windowBias(o, local.reach, inputs.slots)
  const norm = (x: Value, name: string): Value => o.rmsNorm(x, name, hidden, isGemma)
  const byHead = (x: Value, name: string, count: number): Value => {
    const each = o.rmsNorm(g.node('Reshape', [x, g.ints(-1, headSize)]), name, headSize, isGemma)
    return g.node('Reshape', [each, g.ints(-1, count * headSize)])
  }
  const owners = g.ints(...Array.from({ length: heads }, (_, head) => Math.floor((head * keyHeads) / heads)))
  const shared = (x: Value): Value => {
    if (keyHeads === heads) return x
    const split = g.node('Reshape', [x, g.ints(-1, keyHeads, headSize)])
    const repeated = g.node('Gather', [split, owners], { attributes: { axis: 1 } })
    return g.node('Reshape', [repeated, g.ints(-1, heads * headSize)])
  }

  let x = o.rows('embed_tokens.weight', vocabulary, hidden, inputs.ids)
  if (isGemma) x = g.node('Mul', [x, o.scalar(Math.sqrt(hidden))])
  for (let layer = 0; layer < layers; layer++) {
    const at = (name: string): string => `layers.${layer}.${name}`
    const isLocal = local?.layers[layer] === true
    const turn = isLocal ? rotate.nearby : rotate.everywhere
    const normed = norm(x, at('input_layernorm'))
    const project = (name: string, count: number): Value =>
      o.linear(normed, at(`self_attn.${name}_proj`), count * headSize, hidden, plain)
    const attended = attend(
      turn(byHead(project('q', heads), at('self_attn.q_norm'), heads)),
      shared(turn(byHead(project('k', keyHeads), at('self_attn.k_norm'), keyHeads))),
      shared(project('v', keyHeads)),
      'all',
      isLocal ? nearby : undefined,
    )
    const output = o.linear(attended, at('self_attn.o_proj'), hidden, heads * headSize, plain)
    x = g.node('Add', [x, isGemma ? norm(output, at('post_attention_layernorm')) : output])
    const before = norm(x, at(isGemma ? 'pre_feedforward_layernorm' : 'post_attention_layernorm'))
    const wide = (name: string): Value =>
      o.linear(before, at(`mlp.${name}_proj`), intermediate, hidden, apart)
    const gated = g.node('Mul', [activate(g, wide('gate'), activation), wide('up')])
    const narrow = o.linear(gated, at('mlp.down_proj'), hidden, intermediate, apart)
    x = g.node('Add', [x, isGemma ? norm(narrow, at('post_feedforward_layernorm')) : narrow])
  }
  return norm(x, 'norm')
}

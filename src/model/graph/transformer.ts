import { DataType, type GraphBuilder, type Value } from '../../onnx/graph.js'
import type { Family, TransformerModule } from '../checkpoint/types.js'
import { buildAttention } from './attention.js'
import { buildDecoder } from './decoder.js'
import { buildModernBert } from './modern-bert.js'
import { Operations, prefixOf, type TransformerOptions } from './operations.js'
import { buildPostNorm, type TransformerInputs } from './post-norm.js'

/** A weight that every model of a family has, by which the prefix of all names is found. */
const TABLES: Partial<Record<Family, string>> = {
  modernbert: 'embeddings.tok_embeddings.weight',
  qwen3: 'embed_tokens.weight',
  gemma3: 'embed_tokens.weight',
}

/**
 * Builds a transformer of any family over its weights in PyTorch's [out, in] layout. Tokens of all texts stand one after
 * the other; only attention sees them as a padded grid (see `buildAttention`). Attention, rotations and exact GELU are
 * onnxruntime's own operators (see its docs/ContribOperators.md).
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
  const { family, hidden, heads, headSize = hidden / heads, scale, weights } = module
  const o = new Operations(g, module, prefixOf(weights, TABLES[family]), { quantized, half })
  const shape = { heads, headSize, scale, causal: family === 'qwen3', type: o.type, gpu: gpu === true }
  const attend = buildAttention(g, shape, inputs)
  const first = output === 'first'
  let x: Value
  if (family === 'qwen3' || family === 'gemma3') {
    x = buildDecoder(o, module, inputs, attend)
    if (first) x = o.ofFirstTokens(x, inputs.slots)
  } else if (family === 'modernbert') x = buildModernBert(o, module, inputs, attend, first)
  else x = buildPostNorm(o, module, inputs, attend, first)
  if (half) x = g.cast(x, DataType.FLOAT)
  return first ? x : g.node('Gather', [x, inputs.slots])
}

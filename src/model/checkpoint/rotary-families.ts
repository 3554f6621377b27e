import { z } from 'zod'
import { activationOf, common, positive, type Refuse, type Shape, sizes } from './shape.js'

/** Configurations of families whose positions are rotations: ModernBERT, Qwen3, Gemma 3. */

const Rope = z.object({
  rope_theta: z.number().positive().optional(),
  rope_type: z.string().default('default'),
})
const LayerRope = z.object({ full_attention: Rope, sliding_attention: Rope }).partial()
const LayerTypes = z.array(z.enum(['full_attention', 'sliding_attention']))

export const ModernBertConfig = z.object({
  ...common,
  hidden_activation: z.string().default('gelu'),
  norm_eps: z.number().positive(),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  norm_bias: z.boolean().default(false),
  classifier_pooling: z.enum(['cls', 'mean']).default('cls'),
  classifier_activation: z.string().default('gelu'),
  classifier_bias: z.boolean().default(false),
  local_attention: positive,
  global_attn_every_n_layers: positive.nullish(),
  layer_types: LayerTypes.nullish(),
  global_rope_theta: z.number().positive().default(160_000),
  local_rope_theta: z.number().positive().nullish(),
  rope_parameters: LayerRope.nullish(),
})

const decoder = {
  ...common,
  num_key_value_heads: positive,
  head_dim: positive,
  rms_norm_eps: z.number().positive(),
  attention_bias: z.boolean().default(false),
  rope_scaling: z.unknown().optional(),
}

export const Qwen3Config = z.object({
  ...decoder,
  hidden_act: z.string(),
  use_sliding_window: z.boolean().default(false),
  rope_theta: z.number().positive().default(1_000_000),
  rope_parameters: Rope.nullish(),
})

export const Gemma3Config = z.object({
  ...decoder,
  hidden_activation: z.string(),
  query_pre_attn_scalar: z.number().positive(),
  sliding_window: positive,
  layer_types: LayerTypes.nullish(),
  use_bidirectional_attention: z.boolean().nullish(),
  attn_logit_softcapping: z.number().nullish(),
  rope_theta: z.number().positive().default(1_000_000),
  rope_local_base_freq: z.number().positive().default(10_000),
  rope_parameters: LayerRope.nullish(),
})

export function modernBert(c: z.output<typeof ModernBertConfig>, refuse: Refuse): Shape {
  if (c.attention_bias || c.mlp_bias || c.norm_bias)
    throw refuse('ModernBERT with biases (attention_bias, mlp_bias, norm_bias) is not supported')
  const every = c.global_attn_every_n_layers ?? 1
  const types =
    c.layer_types ??
    Array.from({ length: c.num_hidden_layers }, (_, i) =>
      i % every === 0 ? 'full_attention' : 'sliding_attention',
    )
  return {
    family: 'modernbert',
    ...sizes(c),
    typeVocabulary: 0,
    padTokenId: c.pad_token_id ?? 0,
    epsilon: c.norm_eps,
    activation: activationOf(c.hidden_activation, refuse),
    rotary: {
      theta: thetaOf(c.rope_parameters?.full_attention, c.global_rope_theta, refuse),
      localTheta: thetaOf(
        c.rope_parameters?.sliding_attention,
        c.local_rope_theta ?? c.global_rope_theta,
        refuse,
      ),
    },
    local: {
      layers: localLayers(types, c.num_hidden_layers, refuse),
      reach: Math.floor(c.local_attention / 2),
    },
    head: {
      pooling: c.classifier_pooling,
      activation: activationOf(c.classifier_activation, refuse),
      bias: c.classifier_bias,
    },
  }
}

export function qwen3(c: z.output<typeof Qwen3Config>, refuse: Refuse): Shape {
  if (c.use_sliding_window) throw refuse('Qwen3 with use_sliding_window is not supported')
  return {
    family: 'qwen3',
    ...decoderShape(c, refuse),
    activation: activationOf(c.hidden_act, refuse),
    rotary: { theta: thetaOf(c.rope_parameters, c.rope_theta, refuse) },
  }
}

export function gemma3(c: z.output<typeof Gemma3Config>, refuse: Refuse): Shape {
  if (!c.use_bidirectional_attention)
    throw refuse('Gemma 3 is supported with use_bidirectional_attention only, as in EmbeddingGemma')
  if (c.attn_logit_softcapping) throw refuse('attn_logit_softcapping is not supported')
  const types =
    c.layer_types ??
    Array.from({ length: c.num_hidden_layers }, (_, i) =>
      (i + 1) % 6 === 0 ? 'full_attention' : 'sliding_attention',
    )
  return {
    family: 'gemma3',
    ...decoderShape(c, refuse),
    activation: activationOf(c.hidden_activation, refuse),
    rotary: {
      theta: thetaOf(c.rope_parameters?.full_attention, c.rope_theta, refuse),
      localTheta: thetaOf(c.rope_parameters?.sliding_attention, c.rope_local_base_freq, refuse),
    },
    // Half of the window lies on each side.
    local: {
      layers: localLayers(types, c.num_hidden_layers, refuse),
      reach: Math.floor(c.sliding_window / 2),
    },
    scale: c.query_pre_attn_scalar ** -0.5,
  }
}

function decoderShape(
  c: z.output<z.ZodObject<typeof decoder>>,
  refuse: Refuse,
): Omit<Shape, 'family' | 'activation'> {
  if (c.attention_bias) throw refuse('attention_bias is not supported')
  if (c.rope_scaling !== undefined && c.rope_scaling !== null) throw refuse('rope_scaling is not supported')
  if (c.num_attention_heads % c.num_key_value_heads !== 0)
    throw refuse(`${c.num_attention_heads} heads do not share ${c.num_key_value_heads} keys and values`)
  return {
    ...sizes(c),
    typeVocabulary: 0,
    padTokenId: c.pad_token_id ?? 0,
    epsilon: c.rms_norm_eps,
    headSize: c.head_dim,
    keyHeads: c.num_key_value_heads,
  }
}

function thetaOf(rope: z.output<typeof Rope> | null | undefined, otherwise: number, refuse: Refuse): number {
  if (rope && rope.rope_type !== 'default') throw refuse(`rope_type ${rope.rope_type} is not supported`)
  return rope?.rope_theta ?? otherwise
}

function localLayers(types: readonly string[], layers: number, refuse: Refuse): boolean[] {
  if (types.length !== layers) throw refuse(`layer_types lists ${types.length} of ${layers} layers`)
  return types.map(type => type === 'sliding_attention')
}

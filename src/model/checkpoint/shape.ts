import { z } from 'zod'
import type { Activation, TransformerModule } from './types.js'

/** What a configuration says of a transformer. */
export type Shape = Omit<TransformerModule, 'kind' | 'architecture' | 'weights'>

export interface FamilyReader {
  /** Class names of the checkpoint that hold the encoder. A task head (`…ForMaskedLM`) does not affect it. */
  architecture: RegExp
  config: z.ZodType
  /** @param refuse makes an error that names the file */
  shape(config: never, refuse: Refuse): Shape
}

/** Makes an error that names the configuration. */
export type Refuse = (what: string) => Error

const ACTIVATIONS: Record<string, Activation> = {
  gelu: 'gelu',
  gelu_new: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
  relu: 'relu',
  silu: 'silu',
}

export const positive = z.number().int().positive()
/** Fields under the same names in most families. */
export const common = {
  vocab_size: positive,
  hidden_size: positive,
  num_hidden_layers: positive,
  num_attention_heads: positive,
  intermediate_size: positive,
  max_position_embeddings: positive,
  pad_token_id: z.number().int().nullish(),
}

export function sizes(c: z.output<z.ZodObject<typeof common>>) {
  return {
    vocabulary: c.vocab_size,
    hidden: c.hidden_size,
    layers: c.num_hidden_layers,
    heads: c.num_attention_heads,
    intermediate: c.intermediate_size,
    maxPositions: c.max_position_embeddings,
  }
}

export function activationOf(name: string, refuse: (what: string) => Error): Activation {
  const activation = ACTIVATIONS[name]
  if (!activation) throw refuse(`unknown activation ${name}`)
  return activation
}

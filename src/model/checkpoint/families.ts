import { z } from 'zod'
import { Gemma3Config, gemma3, ModernBertConfig, modernBert, Qwen3Config, qwen3 } from './rotary-families.js'
import { activationOf, common, type FamilyReader, positive, sizes } from './shape.js'

const BertConfig = z.object({
  ...common,
  type_vocab_size: positive,
  layer_norm_eps: z.number().positive(),
  hidden_act: z.string(),
  position_embedding_type: z.string().nullish(),
  embedding_size: positive.optional(),
})
type BertConfig = z.output<typeof BertConfig>

const DistilBertConfig = z.object({
  vocab_size: positive,
  dim: positive,
  n_layers: positive,
  n_heads: positive,
  hidden_dim: positive,
  max_position_embeddings: positive,
  pad_token_id: z.number().int().nullish(),
  activation: z.string(),
})

const MpnetConfig = z.object({
  ...common,
  layer_norm_eps: z.number().positive(),
  hidden_act: z.string(),
  relative_attention_num_buckets: positive,
})

/** By `model_type`. */
export const FAMILIES: Record<string, FamilyReader> = {
  bert: { architecture: /^Bert(Model|For[A-Za-z]+)$/, config: BertConfig, shape: bertLike('bert', 0) },
  roberta: {
    architecture: /^Roberta(Model|For[A-Za-z]+)$/,
    config: BertConfig,
    shape: bertLike('roberta', 1),
  },
  'xlm-roberta': {
    architecture: /^XLMRoberta(Model|For[A-Za-z]+)$/,
    config: BertConfig,
    shape: bertLike('roberta', 1),
  },
  camembert: {
    architecture: /^Camembert(Model|For[A-Za-z]+)$/,
    config: BertConfig,
    shape: bertLike('roberta', 1),
  },
  electra: {
    architecture: /^Electra(Model|For[A-Za-z]+)$/,
    config: BertConfig,
    shape: bertLike('electra', 0),
  },
  distilbert: {
    architecture: /^DistilBert(Model|For[A-Za-z]+)$/,
    config: DistilBertConfig,
    shape: (c: z.output<typeof DistilBertConfig>, refuse) => ({
      family: 'distilbert',
      vocabulary: c.vocab_size,
      hidden: c.dim,
      layers: c.n_layers,
      heads: c.n_heads,
      intermediate: c.hidden_dim,
      maxPositions: c.max_position_embeddings,
      typeVocabulary: 0,
      padTokenId: c.pad_token_id ?? 0,
      epsilon: 1e-12,
      activation: activationOf(c.activation, refuse),
    }),
  },
  mpnet: {
    architecture: /^MPNet(Model|For[A-Za-z]+)$/,
    config: MpnetConfig,
    shape: (c: z.output<typeof MpnetConfig>, refuse) => ({
      family: 'mpnet',
      ...sizes(c),
      typeVocabulary: 0,
      // Fixed in MPNet's code, whatever the configuration says.
      padTokenId: 1,
      epsilon: c.layer_norm_eps,
      activation: activationOf(c.hidden_act, refuse),
      buckets: c.relative_attention_num_buckets,
    }),
  },
  modernbert: {
    architecture: /^ModernBert(Model|For[A-Za-z]+)$/,
    config: ModernBertConfig,
    shape: modernBert,
  },
  qwen3: { architecture: /^Qwen3(Model|ForCausalLM)$/, config: Qwen3Config, shape: qwen3 },
  gemma3_text: {
    architecture: /^Gemma3(TextModel|ForCausalLM)$/,
    config: Gemma3Config,
    shape: gemma3,
  },
}

function bertLike(family: 'bert' | 'roberta' | 'electra', padding: number): FamilyReader['shape'] {
  return (c: BertConfig, refuse) => {
    if ((c.position_embedding_type ?? 'absolute') !== 'absolute')
      throw refuse(`position_embedding_type ${c.position_embedding_type} is not supported, only absolute is`)
    return {
      family,
      ...sizes(c),
      typeVocabulary: c.type_vocab_size,
      padTokenId: c.pad_token_id ?? padding,
      epsilon: c.layer_norm_eps,
      activation: activationOf(c.hidden_act, refuse),
      ...(family === 'electra' ? { embeddingWidth: c.embedding_size ?? c.hidden_size } : {}),
    }
  }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { readJson } from './json.js'
import type { Activation, TransformerModule } from './types.js'
import { Weights } from './weights.js'

const FAMILIES: Record<string, TransformerModule['family']> = {
  bert: 'bert',
  roberta: 'roberta',
  'xlm-roberta': 'roberta',
}
/** A task head (`…ForMaskedLM`) does not affect the encoder. */
const ARCHITECTURE = /^(Bert|Roberta|XLMRoberta)(Model|For[A-Za-z]+)$/

const ACTIVATIONS: Record<string, Activation> = {
  gelu: 'gelu',
  gelu_new: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
  relu: 'relu',
}

const positive = z.number().int().positive()

const Config = z.object({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string(),
  vocab_size: positive,
  hidden_size: positive,
  num_hidden_layers: positive,
  num_attention_heads: positive,
  intermediate_size: positive,
  max_position_embeddings: positive,
  type_vocab_size: positive,
  pad_token_id: z.number().int().nullish(),
  layer_norm_eps: z.number().positive(),
  hidden_act: z.string(),
  position_embedding_type: z.string().nullish(),
})

/** Older versions of sentence-transformers named this file after the architecture. */
const SETTINGS_FILES = [
  'sentence_bert_config.json',
  'sentence_roberta_config.json',
  'sentence_xlm-roberta_config.json',
]

const Settings = z.object({
  max_seq_length: positive.nullish(),
  do_lower_case: z.boolean().nullish(),
})

const TokenizerConfig = z.object({ model_max_length: z.number().positive().nullish() })

export interface TransformerSettings {
  module: TransformerModule
  maxTokens: number
  lowerCase: boolean
}

/**
 * Reads `config.json` and the module's settings, and locates its weights.
 * @throws AnlamError `not-found`, `corrupt-checkpoint`
 */
export async function readTransformer(directory: string): Promise<TransformerSettings> {
  const path = join(directory, 'config.json')
  const config = await readJson(path, Config)
  const fail = (what: string): AnlamError => new AnlamError('corrupt-checkpoint', `${path}: ${what}`)
  const architecture = config.architectures?.[0] ?? config.model_type
  const family = FAMILIES[config.model_type]
  if (!family || (config.architectures?.[0] !== undefined && !ARCHITECTURE.test(architecture))) {
    throw fail(
      `unknown architecture ${architecture} (model_type ${config.model_type}); known are XLMRobertaModel, RobertaModel and BertModel`,
    )
  }
  const activation = ACTIVATIONS[config.hidden_act]
  if (!activation) throw fail(`unknown hidden_act ${config.hidden_act}`)
  if ((config.position_embedding_type ?? 'absolute') !== 'absolute') {
    throw fail(`position_embedding_type ${config.position_embedding_type} is not supported, only absolute is`)
  }
  if (config.hidden_size % config.num_attention_heads !== 0) {
    throw fail(`hidden_size ${config.hidden_size} is not a multiple of ${config.num_attention_heads} heads`)
  }
  const padTokenId = config.pad_token_id ?? (family === 'roberta' ? 1 : 0)
  if (family === 'roberta' && (padTokenId < 0 || padTokenId + 1 >= config.max_position_embeddings)) {
    throw fail(
      `pad_token_id ${padTokenId} leaves none of ${config.max_position_embeddings} positions, which are counted from the id after it`,
    )
  }
  const module: TransformerModule = {
    kind: 'transformer',
    family,
    architecture,
    vocabulary: config.vocab_size,
    hidden: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    intermediate: config.intermediate_size,
    maxPositions: config.max_position_embeddings,
    typeVocabulary: config.type_vocab_size,
    padTokenId,
    epsilon: config.layer_norm_eps,
    activation,
    weights: await Weights.read(directory),
  }
  return { module, ...(await readLimits(directory, module)) }
}

async function readLimits(
  directory: string,
  module: TransformerModule,
): Promise<{ maxTokens: number; lowerCase: boolean }> {
  const file = SETTINGS_FILES.map(name => join(directory, name)).find(path => existsSync(path))
  const settings = file ? await readJson(file, Settings) : {}
  const positions = module.maxPositions - (module.family === 'roberta' ? module.padTokenId + 1 : 0)
  const tokenizerConfig = join(directory, 'tokenizer_config.json')
  const fallback = existsSync(tokenizerConfig)
    ? (await readJson(tokenizerConfig, TokenizerConfig)).model_max_length
    : undefined
  const wanted = settings.max_seq_length ?? fallback ?? positions
  if (settings.max_seq_length && settings.max_seq_length > positions) {
    throw new AnlamError(
      'corrupt-checkpoint',
      `${file}: max_seq_length ${settings.max_seq_length} is more than the model's ${positions} positions`,
    )
  }
  return { maxTokens: Math.min(wanted, positions), lowerCase: settings.do_lower_case ?? false }
}

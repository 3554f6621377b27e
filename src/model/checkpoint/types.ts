import type { Weights } from './weights.js'

/** A module's validated configuration, as the graph builder needs it. */
export type Module =
  | TransformerModule
  | StaticModule
  | WordWeightsModule
  | PoolingModule
  | DenseModule
  | NormalizeModule

export type Activation = 'gelu' | 'gelu-tanh' | 'relu' | 'tanh' | 'sigmoid' | 'identity'

export interface TransformerModule {
  kind: 'transformer'
  /** roberta counts positions from `padTokenId + 1` and skips padding tokens; bert counts from 0. */
  family: 'bert' | 'roberta'
  /** Class name in the checkpoint, e.g. `XLMRobertaModel`. */
  architecture: string
  vocabulary: number
  hidden: number
  layers: number
  heads: number
  intermediate: number
  maxPositions: number
  typeVocabulary: number
  /**
   * From `config.json`. Used only for roberta's positions: rows are packed, so no padding enters the graph. The
   * tokenizer may pad with another id (multilingual-e5-small: 0 here, 1 in the tokenizer).
   */
  padTokenId: number
  epsilon: number
  activation: Activation
  weights: Weights
}

export interface StaticModule {
  kind: 'static'
  /** Name of the embedding table in `weights`. */
  tensor: string
  vocabulary: number
  dimension: number
  weights: Weights
}

/** Multiplies each token's vector by a weight, before pooling. */
export interface WordWeightsModule {
  kind: 'word-weights'
  /** Its folder in the checkpoint. */
  folder: string
  /** By token id. */
  tokenWeights: readonly number[]
}

/** In order of concatenation. */
export const POOLING_MODES = [
  'cls',
  'max',
  'mean',
  'mean_sqrt_len_tokens',
  'weightedmean',
  'lasttoken',
] as const
export type PoolingMode = (typeof POOLING_MODES)[number]

export interface PoolingModule {
  kind: 'pooling'
  modes: PoolingMode[]
  /** The tokens of a prompt are not pooled. */
  withoutPrompt?: true
}

export interface DenseModule {
  kind: 'dense'
  inputs: number
  outputs: number
  bias: boolean
  activation: Activation
  weights: Weights
}

export interface NormalizeModule {
  kind: 'normalize'
}

export interface Checkpoint {
  /** Absolute path. */
  directory: string
  modules: [TransformerModule | StaticModule, ...Module[]]
  tokenizerFile: string
  /** Maximum input length in tokens, special tokens included; null if unlimited. */
  maxTokens: number | null
  lowerCase: boolean
  /** Whether surrounding white space is removed before tokenising. */
  strip: boolean
  /** Prompts (text prefixes) by name, from `config_sentence_transformers.json`. */
  prompts: Record<string, string>
  /** Prompt for texts encoded without a `kind`; empty if there is none. */
  defaultPrompt: string
  /** Dimension of the output vectors. */
  dimension: number
  /** Hex SHA-256 of everything that determines the vectors. */
  fingerprint: string
}

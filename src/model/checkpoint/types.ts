import type { Weights } from './weights.js'

/** What the graph builder needs to know of each module, after its configuration has been checked. */
export type Module = TransformerModule | StaticModule | PoolingModule | DenseModule | NormalizeModule

export type Activation = 'gelu' | 'gelu-tanh' | 'relu' | 'tanh' | 'sigmoid' | 'identity'

export interface TransformerModule {
  kind: 'transformer'
  /** Roberta counts positions from `padTokenId + 1` and skips padding; bert counts them from 0. */
  family: 'bert' | 'roberta'
  /** The class the checkpoint names, such as `XLMRobertaModel`. */
  architecture: string
  vocabulary: number
  hidden: number
  layers: number
  heads: number
  intermediate: number
  maxPositions: number
  typeVocabulary: number
  /**
   * What `config.json` says. Only roberta's positions depend on it: rows are packed, so that no padding enters the graph,
   * and tokenizers of sound checkpoints pad with other ids (multilingual-e5-small: 0 here, 1 there).
   */
  padTokenId: number
  epsilon: number
  activation: Activation
  weights: Weights
}

export interface StaticModule {
  kind: 'static'
  /** Name of the table in `weights`. */
  tensor: string
  vocabulary: number
  dimension: number
  weights: Weights
}

/** In the order in which their vectors are concatenated. */
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
  /** Absolute directory. */
  directory: string
  modules: [TransformerModule | StaticModule, ...Module[]]
  tokenizerFile: string
  /** Longest input in tokens, special tokens included; null where the model has no limit. */
  maxTokens: number | null
  lowerCase: boolean
  /** White space at both ends is cut before tokenising. */
  strip: boolean
  /** Prefixes by name, as `config_sentence_transformers.json` gives them. */
  prompts: Record<string, string>
  /** Prefix of texts that are encoded without saying as what. */
  defaultPrompt: string
  /** Width of the vectors that come out. */
  dimension: number
  /** Hex SHA-256 of everything that decides what the vectors are. */
  fingerprint: string
}

import type { Weights } from './weights.js'

/** A module's validated configuration, as the graph builder needs it. */
export type Module =
  | TransformerModule
  | StaticModule
  | GivenGraphModule
  | WordWeightsModule
  | PoolingModule
  | DenseModule
  | NormalizeModule

export type Activation = 'gelu' | 'gelu-tanh' | 'silu' | 'relu' | 'tanh' | 'sigmoid' | 'identity'

/** Graphs that are told apart. XLM-R and CamemBERT are built like RoBERTa. */
export type Family =
  | 'bert'
  | 'roberta'
  | 'electra'
  | 'distilbert'
  | 'mpnet'
  | 'modernbert'
  | 'qwen3'
  | 'gemma3'

/** Whether a family's positions are counted from the padding id on, without padding tokens. */
export function skipsPadding(family: Family): boolean {
  return family === 'roberta' || family === 'mpnet'
}

export interface TransformerModule {
  kind: 'transformer'
  /** roberta and mpnet count positions from `padTokenId + 1` and skip padding tokens; the others count from 0. */
  family: Family
  /** Class name in the checkpoint, e.g. `XLMRobertaModel`. */
  architecture: string
  vocabulary: number
  hidden: number
  layers: number
  heads: number
  intermediate: number
  maxPositions: number
  /** 0 if there are no types of tokens. */
  typeVocabulary: number
  /**
   * From `config.json`. Used only for positions of roberta and mpnet: rows are packed, so no padding enters the graph. The
   * tokenizer may pad with another id (multilingual-e5-small: 0 here, 1 in the tokenizer).
   */
  padTokenId: number
  epsilon: number
  activation: Activation
  /** Of electra: width of the embeddings. */
  embeddingWidth?: number
  /** Of mpnet: number of addends by distance. */
  buckets?: number
  /** Width of a head, if not `hidden / heads`. */
  headSize?: number
  /** Heads of keys and values, shared by those of queries. */
  keyHeads?: number
  /** Factor of attention scores; default: by the width of a head. */
  scale?: number
  /** Bases of rotary positions: of layers that see all tokens, and of local ones. */
  rotary?: { theta: number; localTheta?: number }
  /** Which layers see only tokens at most `reach` away. */
  local?: { layers: readonly boolean[]; reach: number }
  /** Of modernbert: its head for classification. */
  head?: { pooling: 'cls' | 'mean'; activation: Activation; bias: boolean }
  weights: Weights
}

export interface StaticModule {
  kind: 'static'
  /** Name of the embedding table in `weights`. */
  tensor: string
  vocabulary: number
  dimension: number
  weights: Weights
  /** Rows of the table, if tokens share them. */
  rows?: number
  /** Whose rules hold for the mean, if not sentence-transformers'. */
  rules?: 'model2vec'
  lookup?: StaticLookup
}

/** What model2vec keeps beside a table. */
export interface StaticLookup {
  /** Row of each token; default: its id. */
  rows?: ArrayLike<number> | undefined
  /** Factor of each token's vector; default: 1. */
  factors?: ArrayLike<number> | undefined
  /** Token that is left out. */
  unknown?: number | undefined
}

/** An input of a given graph, [batch, sequence]. */
export interface GivenInput {
  name: 'input_ids' | 'attention_mask' | 'token_type_ids' | 'position_ids'
  type: 'int64' | 'int32'
}

/** A graph that came with the checkpoint, and is run as it is. */
export interface GivenGraphModule {
  kind: 'given-graph'
  /** As `config.json` says. */
  architecture: string
  path: string
  inputs: GivenInput[]
  /** float [batch, sequence, hidden], or [batch, hidden] if pooled. */
  output: string
  isPooled: boolean
  hidden: number
  vocabulary: number
  /** Token that shorter texts are padded with. */
  padTokenId: number
  /** The files of the graph. */
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
  modules: [TransformerModule | StaticModule | GivenGraphModule, ...Module[]]
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
  /** How many of them are kept unless the user says otherwise. */
  keptDimension: number
  /** Hex SHA-256 of everything that determines the vectors. */
  fingerprint: string
}

/** Name of an encoder's kind. */
export function architectureOf({ modules: [first] }: Pick<Checkpoint, 'modules'>): string {
  return first.kind === 'static' ? 'StaticEmbedding' : first.architecture
}

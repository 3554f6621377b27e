import type { Precision, Provider, VectorBatch } from '../types.js'
import type { Prompts } from './prompts.js'

/** Identity of an encoder, and how it runs. Encoders with equal fingerprints give the same vectors. */
export interface EncoderSpec {
  /** As the user gave it: `builtin`, `builtin-static`, a directory or a hub id. */
  model: string
  architecture: string
  dimension: number
  /** Dimensions before vectors are cut. */
  fullDimension: number
  /** Prefix of each text, by what it is for. */
  prompts: Prompts
  /** Maximum input length in tokens, special tokens included; null if unlimited. */
  maxTokens: number | null
  /** Hex SHA-256 of everything that determines the vectors. */
  fingerprint: string
  /** The execution provider in use. */
  provider: Provider
  precision: Precision
  /** Measured accuracy, for anything but fp32 on the CPU; else null. */
  parity: Parity | null
  threads: number
}

/** Measured similarity of a run to fp32 on the CPU. */
export interface Parity {
  /** Number of texts measured. */
  sentences: number
  meanCosine: number
  worstCosine: number
  /** Mean overlap of the top 10 results, 0 to 1. */
  top10: number
}

/** How texts are encoded. */
export interface EncodeOptions {
  /** What the texts are, which selects their prompt. Absent: texts that are compared with each other. */
  kind?: 'query' | 'document'
  /** Scale rows to unit length; default true. False returns the model's raw output. */
  normalize?: boolean
  /** Keep all dimensions, whatever the encoder cuts to. */
  whole?: boolean
  signal?: AbortSignal
}

/** Vectors of texts, and what the model read of each. */
export interface EncodedBatch extends VectorBatch {
  /** Tokens per text after truncation, special tokens included. */
  tokens: Uint32Array
  /** 1 if the text exceeded the model's maximum length. */
  truncated: Uint8Array
}

/** Turns texts into vectors. */
export interface Encoder {
  readonly spec: EncoderSpec
  /**
   * Encodes each text to one row, in order. A text without tokens gives a zero row.
   * @throws AnlamError `cancelled`, `overloaded`
   */
  encode(texts: readonly string[], options?: EncodeOptions): Promise<EncodedBatch>
  close(): Promise<void>
}

import type { Precision, Provider, VectorBatch } from '../types.js'

/** Who an encoder is. Two encoders with one fingerprint give the same vectors. */
export interface EncoderSpec {
  /** What the user asked for: `builtin`, a directory or a hub id. */
  model: string
  architecture: string
  dimension: number
  /** Longest input in tokens, special tokens included; null where there is no limit. */
  maxTokens: number | null
  /** Hex SHA-256 of all that decides the vectors. */
  fingerprint: string
  /** What it really runs on. */
  provider: Provider
  precision: Precision
  /** For a precision below fp32, what it was measured to cost; null for fp32. */
  parity: Parity | null
  threads: number
}

/** How close a lower precision was measured to be to fp32. */
export interface Parity {
  /** Texts it was measured on. */
  sentences: number
  meanCosine: number
  worstCosine: number
  /** Share of the ten nearest texts that both agree on. */
  top10: number
}

export interface EncodeOptions {
  /** Picks the checkpoint's prompt of that name, if it has one; without it, its default prompt. */
  kind?: 'query' | 'document'
  /** Scale rows to unit length (default true); false gives the model's own output. */
  normalize?: boolean
  signal?: AbortSignal
}

export interface EncodedBatch extends VectorBatch {
  /** Tokens each text took, special tokens included, after truncation. */
  tokens: Uint32Array
  /** 1 where the text was longer than the model takes. */
  truncated: Uint8Array
}

/** Texts to vectors. */
export interface Encoder {
  readonly spec: EncoderSpec
  /**
   * One row for each text, in order. A text without any token gives a zero row.
   * @throws AnlamError `cancelled`, `overloaded`
   */
  encode(texts: readonly string[], options?: EncodeOptions): Promise<EncodedBatch>
  close(): Promise<void>
}

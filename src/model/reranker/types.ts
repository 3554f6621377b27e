import type { Precision } from '../../types.js'

/** Identity of a re-ranker, and how it runs. */
export interface RerankerSpec {
  /** As the user gave it: a directory or a hub id. */
  model: string
  architecture: string
  /** Most tokens of a query and a text together, special tokens included. */
  maxTokens: number
  /** Hex SHA-256 of everything that determines the scores. */
  fingerprint: string
  precision: Precision
  /** Measured accuracy, for anything but fp32; else null. */
  parity: ScoreParity | null
  threads: number
}

/** Measured distance of a run's probabilities from those of fp32. */
export interface ScoreParity {
  /** Number of pairs measured. */
  pairs: number
  meanDifference: number
  worstDifference: number
}

export interface RerankOptions {
  /** When to stop, in milliseconds since the epoch: texts that would not be done by then are left out. */
  deadline?: number
  signal?: AbortSignal
}

export interface Reranking {
  /** Probability that each text answers the query, 0 to 1, in order; absent for those left out, which come last. */
  scores: Float32Array
  /** Tokens computed, special tokens and the query in each pair included. */
  tokens: number
  /** Pairs of which an end was cut. */
  truncated: number
}

/** Reads a query and a text together, and says how probable it is that the text answers. */
export interface Reranker {
  readonly spec: RerankerSpec
  /**
   * Scores texts for a query, in the order given: what stands first is not left out.
   * @throws AnlamError `cancelled`, `overloaded`
   */
  rerank(query: string, texts: readonly string[], options?: RerankOptions): Promise<Reranking>
  close(): Promise<void>
}

import type { Precision } from '../../types.js'
import type { TextPair } from '../tokenizer.js'

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
  /** Whether its probabilities were learnt from judged texts. The model's own say little more than an order. */
  calibrated: boolean
  threads: number
}

/** Measured distance of a run's probabilities from those of fp32. */
export interface ScoreParity {
  /** Number of pairs measured. */
  pairs: number
  meanDifference: number
  worstDifference: number
}

export interface ScoreOptions {
  /** When to stop, in milliseconds since the epoch: pairs that would not be done by then are left out. */
  deadline?: number
  signal?: AbortSignal
}

export interface Scoring {
  /** Probability that each pair belongs together, 0 to 1, in order; absent for those left out, which come last. */
  scores: Float32Array
  /** Tokens computed, special tokens included. */
  tokens: number
  /** Pairs of which an end was cut. */
  truncated: number
}

/** Reads two texts together, and says how probable it is that the second answers the first. */
export interface Reranker {
  readonly spec: RerankerSpec
  /**
   * Scores pairs of a query and a text, in the order given: what stands first is not left out.
   * @throws AnlamError `cancelled`, `overloaded`
   */
  score(pairs: readonly TextPair[], options?: ScoreOptions): Promise<Scoring>
  close(): Promise<void>
}

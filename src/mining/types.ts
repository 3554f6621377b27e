import type { Flag } from './flags/names.js'
import type { Kind } from './kinds.js'

export const METHODS = ['auto', 'exact', 'approximate'] as const
/** How pairs are looked for: all are compared, or an index is searched for each. */
export type Method = (typeof METHODS)[number]

/**
 * A pair of passages with the same meaning. Each pair is listed once, the lower id first; of two corpora, the first
 * corpus's passage first.
 */
export interface Pair {
  aId: string
  bId: string
  a: string
  b: string
  /** Cosine in [-1, 1], in float32. */
  score: number
  kind: Kind
  /** Signs that the claims differ nevertheless. */
  flags: Flag[]
  /** Overlap of their wording, 0 to 1. */
  overlap: number
  /** Words of each that mean something else than those of the other, if the pair is `related` for them. */
  differs?: [string, string]
  /** Id of a passage that says something else than one of them and is nearer to the other, if the pair is `related` for it. */
  rival?: string
  /** How many paraphrases of one of them are nearer to it, if the pair is `related` because they share few words and there are many. */
  crowded?: number
  /** Probability that they have the same meaning, if the model is calibrated. */
  probability?: number
  /** Probability by a cross-encoder, if it has looked at the pair again. */
  rerank?: number
}

/** Passages with the same meaning as their representative. */
export interface Group {
  /** From 1; larger groups first. */
  group: number
  /** Id of the passage that all members are paired with. */
  representative: string
  text: string
  /** Ids; the representative first, then by descending score. */
  members: string[]
  /** Cosine of each member to the representative; at least the threshold. */
  scores: number[]
  /** Row of each member (of its first occurrence, for duplicates): in two corpora, ids may be ambiguous. */
  rows: number[]
}

/** Which passages may be paired. */
export interface Scope {
  /** Only passages with the same value of this field: metadata, `source` or `document`. */
  within?: string
  /** Only passages with different values. */
  across?: string
}

/** What is used where nothing else is said. */
export const MINING = {
  topK: 100,
  mutual: false,
  maxPairs: 1_000_000,
  method: 'auto',
  memory: 2 ** 31,
} as const satisfies Omit<MineSettings, 'threshold'>

/** Which pairs are looked for, and how. */
export interface MineSettings extends Scope {
  /** Lowest cosine of a pair, -1 to 1. */
  threshold: number
  /** Maximum neighbours per passage. */
  topK: number
  /** Require both passages of a pair to be among each other's neighbours. */
  mutual: boolean
  /** Maximum pairs; the best are kept. */
  maxPairs: number
  method: Method
  /** Approximate memory limit in bytes, for state that grows with the corpus. */
  memory: number
}

import type { Flag } from './flags/names.js'
import type { Kind } from './kinds.js'

export const METHODS = ['auto', 'exact', 'approximate'] as const
export type Method = (typeof METHODS)[number]

/** Two passages that say the same, once, the one with the lower id first; of two corpora, that of the first one. */
export interface Pair {
  aId: string
  bId: string
  a: string
  b: string
  /** Cosine in [-1, 1], in float32. */
  score: number
  kind: Kind
  /** Signs that the two claim different things all the same. */
  flags: Flag[]
  /** Share of their wording that is the same, 0 to 1. */
  overlap: number
  /** How likely it is that they mean the same, where the model has been calibrated. */
  probability?: number
}

/** Passages that say the same as their representative. */
export interface Group {
  /** From 1; larger groups come first. */
  group: number
  /** Id of the passage that is nearest to all others. */
  representative: string
  text: string
  /** Ids, the representative first, then by falling score. */
  members: string[]
  /** Cosine of each member to the representative; at least the threshold. */
  scores: number[]
  /** Row that each member is, or whose text it has: of two corpora, an id may stand for two. */
  rows: number[]
}

/** Which passages may be paired. */
export interface Scope {
  /** Only passages that have the same value of this field: metadata, `source` or `document`. */
  within?: string
  /** Only passages that have different ones. */
  across?: string
}

export interface MineSettings extends Scope {
  /** Least cosine, -1 to 1. */
  threshold: number
  /** Most neighbours that each passage brings in. */
  topK: number
  /** Both passages of a pair are among each other's neighbours. */
  mutual: boolean
  /** Most pairs, the best ones. */
  maxPairs: number
  method: Method
  /** Bytes of memory to stay within, roughly: what grows with the corpus and can be bounded. */
  memory: number
}

import type { Hit } from '../types.js'
import { compareHits } from './order.js'

/**
 * Weight of BM25 on the scale of Fisher's z, for a passage as long as the query that holds all of its words. Chosen on labelled
 * Turkish questions, headings and pairs.
 */
const WORDING = 0.004
/** A bag of words trusts wording more in proportion to how many times as long as the query passages are, up to this. */
const LONGEST = 16
/**
 * Characters of a query up to which BM25 has full weight; it is a sum over words, so that long queries would get more.
 */
const QUERY = 150

/** Candidates whose length says how long passages are: the first ones. */
export const SAMPLED = 10

/** Greatest cosine: beyond it, Fisher's z goes to infinity, and what is added to it is lost. */
const NEARLY_ONE = 1 - 1e-9

/** A passage with its scores from both searches. */
export interface Candidate {
  id: string
  text: string
  cosine: number
  /** 0 if it was not found by wording. */
  bm25: number
}

/** A hit whose score is the cosine, raised by BM25. */
export type FusedHit = Hit & Candidate

export interface Fusion {
  /** Most hits of the fused ranking. */
  k: number
  /** Length of the query in characters. */
  length: number
  /** Whether the encoder is a mean over words, which is less reliable for texts much longer than the query. */
  bagOfWords: boolean
}

/**
 * Scores one query's passages by two rankings: the cosine is raised by a multiple of BM25 on the scale of Fisher's z (1915), where steps close
 * to 1 count more. BM25 counts by the share of the query that it makes up: a passage that holds the query's words is about it,
 * one that happens to hold a few of them need not be. Scores are not normalised by the candidates of a query: a passage with
 * the same meaning stands out by its cosine, and if there is none, wording decides.
 *
 * @param full BM25 of a passage that holds all words of the query
 * @param texts of some passages, by whose length a bag of words is trusted
 * @returns the score of a cosine and a BM25: -1 to 1, the cosine where BM25 is 0, and never less
 */
export function scoring(
  full: number,
  { length, bagOfWords }: Fusion,
  texts: readonly string[],
): (cosine: number, bm25: number) => number {
  const long = bagOfWords ? Math.min(LONGEST, Math.max(1, medianLength(texts) / length)) : 1
  const worth = WORDING * long * Math.min(1, QUERY / length)
  return (cosine, bm25) => {
    const share = full > 0 ? Math.min(1, bm25 / full) : 0
    return Math.tanh(fisher(cosine) + worth * share * bm25)
  }
}

/**
 * Fuses two rankings by `scoring`.
 * @param candidates each with both scores: those found by meaning, best first, then what only wording found
 * @returns at most k, best first; ties by id
 */
export function fuse<T extends Candidate>(
  candidates: readonly T[],
  full: number,
  fusion: Fusion,
): (T & { score: number })[] {
  const first = candidates.slice(0, SAMPLED)
  const score = scoring(
    full,
    fusion,
    first.map(({ text }) => text),
  )
  return candidates
    .map(candidate => ({ ...candidate, score: score(candidate.cosine, candidate.bm25) }))
    .sort(compareHits)
    .slice(0, fusion.k)
}

function fisher(cosine: number): number {
  return Math.atanh(Math.min(NEARLY_ONE, Math.max(-NEARLY_ONE, cosine)))
}

function medianLength(texts: readonly string[]): number {
  const lengths = texts.map(text => text.length).sort((a, b) => a - b)
  return lengths[Math.floor(lengths.length / 2)] ?? 0
}

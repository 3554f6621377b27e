import type { Hit } from '../types.js'
import { cosinesByFeedback } from './feedback.js'
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

/** A passage's scores from both searches. */
export interface BothScores {
  cosine: number
  /** 0 if it was not found by wording. */
  bm25: number
}

/** A passage that may be a hit. */
export interface Candidate extends BothScores {
  id: string
  /** Only needed for a bag of words. */
  vector?: Float32Array
}

/** A hit whose score is the cosine, raised by BM25 and, for a bag of words, by the best hits. */
export type FusedHit = Hit & BothScores

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
 * Scores of one query's passages by `scoring`. A bag of words ranks them twice: the second time by their cosines with a query that
 * has learnt from the best of the first (`cosinesByFeedback`), so that its scores depend on which candidates there are.
 * @param query of unit length
 * @returns in the order of the candidates
 */
export function scoresOf(
  candidates: readonly (BothScores & { vector?: Float32Array })[],
  query: Float32Array,
  score: (cosine: number, bm25: number) => number,
  { bagOfWords }: Fusion,
): number[] {
  const scores = candidates.map(({ cosine, bm25 }) => score(cosine, bm25))
  if (!bagOfWords) return scores
  const rated = candidates.map((candidate, i) => ({
    ...candidate,
    vector: candidate.vector!,
    score: scores[i]!,
  }))
  return cosinesByFeedback(query, rated).map((cosine, i) => score(cosine, candidates[i]!.bm25))
}

/**
 * The best of the candidates by `scoresOf`.
 * @param query of unit length
 * @returns at most k, best first, without their vectors; ties by id
 */
export function fuse<T extends Candidate>(
  candidates: readonly T[],
  query: Float32Array,
  score: (cosine: number, bm25: number) => number,
  fusion: Fusion,
): (Omit<T, 'vector'> & { score: number })[] {
  const scores = scoresOf(candidates, query, score, fusion)
  return candidates
    .map(({ vector: _, ...candidate }, i) => ({ ...candidate, score: scores[i]! }))
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

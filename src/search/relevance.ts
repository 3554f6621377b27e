import { type Logistic, predict } from '../evaluation/logistic.js'
import { isFunctionWord } from '../turkish/function-words.js'
import { words } from '../turkish/tokens.js'

/**
 * How a model's cosines, and the words that are found, tell how probable it is that a hit answers its query. Measured on
 * labelled searches (`measure-relevance.ts`), because cosines of unrelated texts differ from model to model.
 */
export interface RelevanceModel {
  /** Weights of cosine, coverage, and coverage by the logarithm of the query's words. */
  meaning: Logistic
  /** The same without cosine, for searches that do not encode. */
  wording: Logistic
}

/** What the best hit says about an answer. */
export const CONFIDENCES = ['probable', 'possible', 'none'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/**
 * Least relevance of what is called probable and possible. Of the labelled searches' first five hits, 93 of 100 hits of 0.7
 * or more answer their query, 43 of 100 from 0.3 to 0.7, and 8 of 100 of those below (builtin-static, hybrid,
 * cross-validated).
 */
const PROBABLE = 0.7
export const POSSIBLE = 0.3

export function confidenceOf(relevance: number | undefined): Confidence {
  if (relevance === undefined || relevance < POSSIBLE) return 'none'
  return relevance < PROBABLE ? 'possible' : 'probable'
}

/** Tells how many of a query's words a text has, whatever their endings; function words do not count. */
export class QueryCoverage {
  private readonly stems: Set<string>

  constructor(query: string) {
    const all = words(query)
    const content = all.filter(({ text }) => !isFunctionWord(text))
    this.stems = new Set((content.length > 0 ? content : all).map(({ stem }) => stem))
  }

  /** Share of the words that the text has, 0 to 1, and what it is worth: more if there are more words. */
  of(text: string): [coverage: number, matched: number] {
    const found = new Set(words(text).map(({ stem }) => stem))
    let shared = 0
    for (const stem of this.stems) if (found.has(stem)) shared++
    const coverage = this.stems.size === 0 ? 0 : shared / this.stems.size
    return [coverage, coverage * Math.log(1 + this.stems.size)]
  }
}

/** Probability that a text answers a query, 0 to 1. @param cosine of both; undefined if they were not encoded */
export function relevanceOf(
  { meaning, wording }: RelevanceModel,
  cosine: number | undefined,
  coverage: [number, number],
): number {
  return cosine === undefined ? predict(wording, coverage) : predict(meaning, [cosine, ...coverage])
}

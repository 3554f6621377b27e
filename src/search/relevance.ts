import { remembered } from '../basics/remembered.js'
import { type Logistic, predict } from '../evaluation/logistic.js'
import { standsUnder } from '../index/lexical.js'
import { plain } from '../turkish/fold.js'
import { isFunctionWord } from '../turkish/function-words.js'
import { bundledGlossary, type Glossary } from '../turkish/glossary.js'
import { namesOf } from '../turkish/glossary-entry.js'
import { tokenize, words } from '../turkish/tokens.js'
import type { Hit } from '../types.js'
import { termsOfQuery } from './equal-names.js'

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

/** Names of terms whose stems are remembered. */
const REMEMBERED = 10_000

/** What the best hit says about an answer. */
export const CONFIDENCES = ['probable', 'possible', 'none'] as const
/** Whether an index answers a query. */
export type Confidence = (typeof CONFIDENCES)[number]

/**
 * Least relevance of what is called probable and possible. Of the labelled searches' first five hits, 91 of 100 hits of 0.7
 * or more answer their query, 31 of 100 from 0.12 to 0.7, and 3 of 100 of those below (builtin-static, hybrid,
 * cross-validated). A higher bound would call more queries unanswered whose answer shares no word with them.
 */
const PROBABLE = 0.7
export const POSSIBLE = 0.12

export function confidenceOf(relevance: number | undefined): Confidence {
  if (relevance === undefined || relevance < POSSIBLE) return 'none'
  return relevance < PROBABLE ? 'possible' : 'probable'
}

/**
 * Tells how many of a query's words a text has, whatever their endings and Turkish letters; function words do not count. The words of a term
 * count as found where the text has another of its names.
 */
export class QueryCoverage {
  private readonly stems: Set<string>
  /** Of each term in the query: the stems of its words, and its other names as phrases. */
  private readonly terms: readonly { stems: readonly string[]; names: readonly string[] }[]

  constructor(query: string, glossary: Glossary = bundledGlossary()) {
    const all = words(query)
    const content = all.filter(({ text }) => !isFunctionWord(text))
    this.stems = new Set((content.length > 0 ? content : all).map(({ stem }) => plain(stem)))
    this.terms = termsOfQuery(query, glossary).map(({ start, end, entries }) => ({
      stems: words(query.slice(start, end)).map(({ stem }) => plain(stem)),
      names: entries.flatMap(namesOf).map(phraseOfName),
    }))
  }

  /** Share of the words that the text has, 0 to 1, and what it is worth: more if there are more words. */
  of(text: string): [coverage: number, matched: number] {
    const found = new Set(words(text).map(({ stem }) => plain(stem)))
    if (this.terms.length > 0) {
      const phrase = phraseOf(text)
      for (const { stems, names } of this.terms)
        if (names.some(name => phrase.includes(name))) for (const stem of stems) found.add(stem)
    }
    let shared = 0
    for (const stem of this.stems) if (found.has(stem)) shared++
    const coverage = this.stems.size === 0 ? 0 : shared / this.stems.size
    return [coverage, coverage * Math.log(1 + this.stems.size)]
  }
}

/** Stems between spaces, so that a name in any form is a part of a text that has it. */
function phraseOf(text: string): string {
  return ` ${tokenize(text)
    .map(({ stem }) => stem)
    .join(' ')} `
}

/** Names of terms come again with each query that has one. */
const phraseOfName = remembered(REMEMBERED, phraseOf)

/** Probability that a text answers a query, 0 to 1. @param cosine of both; undefined if they were not encoded */
export function relevanceOf(
  { meaning, wording }: RelevanceModel,
  cosine: number | undefined,
  coverage: [number, number],
): number {
  return cosine === undefined ? predict(wording, coverage) : predict(meaning, [cosine, ...coverage])
}

/** A passage and what it stands under, whose words are found as well. */
export function withHeadings({ text, title, metadata: { heading } }: Hit): string {
  return `${standsUnder({ title, heading })}\n${text}`
}

import { throwIfAborted } from '../../errors.js'
import type { Hit } from '../../types.js'
import { checkK } from '../checks.js'
import {
  B,
  FIELD_WEIGHTS,
  FIELDS,
  holds,
  K1,
  keyOf,
  LEAST_IDF,
  occurrences,
  type Term,
  type TermQuery,
  termsOf,
  termsOfText,
  toTerms,
} from '../lexical.js'
import { compareHits } from '../order.js'
import type { LexicalOptions, LexicalQuery } from '../types.js'
import { WINDOW } from './mapping.js'
import { filterQueries, type Query } from './metadata.js'
import type { FoundRow, Moments } from './moments.js'
import { PASSAGES } from './reads.js'
import { entriesOf, type PassagePayload, type PassageRow, toHit } from './rows.js'
import type { Moment } from './state.js'
import { frequencyOf, matching, scoring, wordsOfPhrase } from './word-queries.js'

/** How much more than the most that was seen a point of the cluster's score may be worth, for candidates not looked at. */
const MARGIN = 1.05
/** Candidates beyond k at first, and how many times more in each further round. */
const MORE = 100
const ROUND = 4
/** Frequencies remembered. */
const KEPT = 10_000

/**
 * Searches by wording. The cluster finds candidates by its own BM25, which knows lengths up to 40 words exactly and rounds
 * longer ones down, and counts rows that died. Their scores are computed here, from their texts and from numbers of passages that
 * the cluster counts exactly. More candidates are looked at until none of the others can be among the best.
 */
export class WordSearch {
  /** How many passages hold a term, by its key, in the state of this number. */
  private frequencies = new Map<string, number>()
  private countedAt = -1

  constructor(private readonly moments: Moments) {}

  async lexical(moment: Moment, query: LexicalQuery, options: LexicalOptions): Promise<Hit[]> {
    const { k, filter = {}, signal } = options
    checkK(k)
    throwIfAborted(signal)
    const terms = toTerms(query)
    if (!terms || moment.state.passages === 0) return []
    const scorer = await this.scorer(moment, terms, signal)
    const filters = [matching(terms), PASSAGES, ...moment.visible, ...filterQueries(filter)]
    const wanted = { bool: { filter: filters, should: scoring(scorer.weighted) } }
    for (let size = k + MORE; ; size *= ROUND) {
      const found = await this.candidates(wanted, Math.min(size, WINDOW), signal)
      const scored = found.flatMap(({ row, score: rough }) => {
        const score = scorer.scoreOf(row.payload)
        return score === undefined ? [] : [{ row, id: row.pid, score, rough }]
      })
      // What a point of the cluster is worth here: versions of Lucene differ by a constant factor.
      const worth = Math.max(...scored.map(({ score, rough }) => score / rough))
      const best = scored.sort(compareHits).slice(0, k)
      const isAll = found.length < Math.min(size, WINDOW) || size >= WINDOW
      if (isAll || (best.length === k && best.at(-1)!.score >= MARGIN * worth * found.at(-1)!.score))
        return best.map(({ row, score }) => toHit(row, score))
    }
  }

  /** As `SearchIndex.fullScore`. */
  async fullScore(moment: Moment, query: LexicalQuery): Promise<number> {
    const terms = toTerms(query)
    const { passages } = moment.state
    if (!terms || passages === 0) return 0
    const wanted = termsOfText(terms)
    const holding = await this.count(moment, wanted, undefined)
    return wanted.reduce((sum, term) => {
      const weight = FIELD_WEIGHTS[term.field]
      return sum + (idf(passages, holding(term)) * weight * (K1 + 1)) / (weight + K1)
    }, 0)
  }

  private candidates(
    query: Query,
    size: number,
    signal: AbortSignal | undefined,
  ): Promise<FoundRow<PassageRow>[]> {
    const source = ['pid', 'did', 'payload.text', 'payload.source', 'payload.title', 'payload.metadata']
    return this.moments.search<PassageRow>({ query, size, source, dfs: true, signal })
  }

  private async scorer(moment: Moment, query: TermQuery, signal: AbortSignal | undefined): Promise<Scorer> {
    const { passages, entries } = moment.state
    const terms = termsOf(query, true)
    const words = terms.flatMap(wordsOfPhrase)
    const holding = await this.count(moment, [...terms, ...words], signal)
    const mean = entries / passages
    const repeats = new Map<string, number>()
    for (const term of terms) repeats.set(keyOf(term), (repeats.get(keyOf(term)) ?? 0) + 1)
    const unique = [...new Map(terms.map(term => [keyOf(term), term])).values()]
    const counted = unique.map(term => ({
      term,
      idf: idf(passages, holding(term)),
      times: repeats.get(keyOf(term))!,
    }))
    const weighted = counted
      .filter(({ term }) => holding(term) > 0)
      .map(each => ({
        ...each,
        rarity: wordsOfPhrase(each.term).map(word => rarity(passages, holding(word))),
      }))
    const scoreOf = (passage: PassagePayload): number | undefined => {
      const fields = entriesOf(passage)
      if (!holds(fields, query)) return undefined
      const length = FIELDS.reduce((sum, field) => sum + fields[field].length, 0)
      const norm = K1 * (1 - B + (B * length) / mean)
      return counted.reduce((sum, { term, idf, times }) => {
        const frequency = occurrences(fields[term.field], term) * FIELD_WEIGHTS[term.field]
        return sum + (times * idf * frequency * (K1 + 1)) / (frequency + norm)
      }, 0)
    }
    return { weighted, scoreOf }
  }

  /** Counts the passages that hold each term; the counts of the present state are remembered. */
  private async count(
    { state, visible }: Moment,
    terms: readonly Term[],
    signal: AbortSignal | undefined,
  ): Promise<(term: Term) => number> {
    if (this.countedAt !== state.committed || this.frequencies.size > KEPT) {
      this.frequencies = new Map()
      this.countedAt = state.committed
    }
    const known = this.frequencies
    const unknown = new Map(
      terms.map(term => [keyOf(term), term] as const).filter(([key]) => !known.has(key)),
    )
    if (unknown.size > 0) {
      const counted = await frequencyOf(this.moments, [...unknown.values()], [PASSAGES, ...visible], signal)
      for (const [i, key] of [...unknown.keys()].entries()) known.set(key, counted[i]!)
    }
    return term => known.get(keyOf(term))!
  }
}

interface Scorer {
  weighted: readonly WeightedTerm[]
  /** @returns undefined for a text that is not what the query demands */
  scoreOf: (passage: PassagePayload) => number | undefined
}

/** A term that some passage holds. */
export interface WeightedTerm {
  term: Term
  idf: number
  /** How often it comes in the query. */
  times: number
  /** The idf of each of its words as Lucene computes it. */
  rarity: readonly number[]
}

function idf(passages: number, holding: number): number {
  return Math.max(LEAST_IDF, Math.log((passages - holding + 0.5) / (holding + 0.5)))
}

function rarity(passages: number, holding: number): number {
  return Math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
}

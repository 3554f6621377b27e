import { FIELD_WEIGHTS, K1, type Term, type TermQuery } from '../lexical.js'
import type { Query } from './metadata.js'
import type { Moments } from './moments.js'
import { beginningEntry, entry } from './rows.js'
import type { WeightedTerm } from './word-search.js'

/** Most terms that the cluster ranks by; it allows 1,024 parts of a query, filters included. */
const MOST_RANKED = 800
/** Most words that the last word of a phrase goes on to. */
const MOST_EXPANSIONS = 1000
/** The exact form's weight within BM25's saturation, as a factor of a term's score: that of a passage of mean length. */
const EXACT_FACTOR = (FIELD_WEIGHTS.exact * (1 + K1)) / (FIELD_WEIGHTS.exact + K1)

/** The words of a phrase as terms; of any other term, itself. */
export function wordsOfPhrase(term: Term): Term[] {
  if (term.words.length === 1 || term.prefix) return [term]
  return term.words.map(word => ({ field: term.field, words: [word], prefix: false }))
}

/** What a passage must hold, without a score. */
export function matching(query: TermQuery): Query {
  if ('field' in query) return matchingTerm(query)
  if ('all' in query) return { bool: { filter: query.all.map(matching) } }
  if ('match' in query) return { bool: { filter: [matching(query.match)], must_not: [matching(query.not)] } }
  // One part for all words: a long query would have more parts than are allowed.
  const words = query.any.flatMap(each => ('field' in each ? (singleEntry(each) ?? []) : []))
  const others = query.any.filter(each => !('field' in each) || singleEntry(each) === undefined).map(matching)
  const should = words.length > 0 ? [{ terms: { words } }, ...others] : others
  return { bool: { should, minimum_should_match: 1 } }
}

/** The one entry that a term stands for, unless it stands for several. */
function singleEntry({ field, words, prefix }: Term): string | undefined {
  const [word] = words
  if (words.length > 1 || word === undefined) return undefined
  return prefix ? beginningEntry(field, word) : entry(field, word)
}

function matchingTerm(term: Term): Query {
  const single = singleEntry(term)
  if (single !== undefined) return { term: { words: single } }
  const { field, words, prefix } = term
  if (words.length === 1) return { prefix: { words: entry(field, words[0]!) } }
  const query = words.map(word => entry(field, word)).join(' ')
  return prefix
    ? { match_phrase_prefix: { words: { query, max_expansions: MOST_EXPANSIONS } } }
    : { match_phrase: { words: query } }
}

/** Queries whose scores add up to about the BM25 of a passage, or to more. */
export function scoring(terms: readonly WeightedTerm[]): Query[] {
  return terms
    .map(({ term, idf, times, rarity }) => {
      const weight = times * idf * (K1 + 1) * (term.field === 'exact' ? EXACT_FACTOR : 1)
      return { term, weight, boost: weight / rarity.reduce((sum, each) => sum + each, 0) }
    })
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_RANKED)
    .map(({ term, weight, boost }) => {
      const single = singleEntry(term)
      if (single !== undefined) return { term: { words: { value: single, boost } } }
      // What begins so in any way counts as its most, which no passage exceeds.
      if (term.prefix) return { constant_score: { filter: matchingTerm(term), boost: weight * (K1 + 1) } }
      const query = term.words.map(word => entry(term.field, word)).join(' ')
      return { match_phrase: { words: { query, boost } } }
    })
}

/** Numbers of passages that hold each term and meet the conditions; one request. */
export async function frequencyOf(
  { cluster, alias }: Moments,
  terms: readonly Term[],
  conditions: readonly Query[],
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const { aggregations } = await cluster.send<{
    aggregations: { terms: { buckets: { doc_count: number }[] } }
  }>('POST', `/${alias}/_search`, {
    body: {
      size: 0,
      query: { bool: { filter: conditions } },
      aggs: { terms: { filters: { filters: terms.map(matchingTerm) } } },
    },
    query: { allow_partial_search_results: false },
    signal,
  })
  return aggregations.terms.buckets.map(bucket => bucket.doc_count)
}

import { stem } from '../turkish/stem.js'
import { type Token, tokenize } from '../turkish/tokens.js'
import type { LexicalQuery } from './types.js'

/**
 * What is kept of a passage's words, each field one entry a word: as written (İ and ı told apart), without Turkish
 * letters, and without endings.
 */
export type Field = 'exact' | 'plain' | 'stem'
export const FIELDS: readonly Field[] = ['exact', 'plain', 'stem']

/** The exact form only decides between passages that are otherwise alike: it ranks `öğrenme` above `ogrenme`. */
export const FIELD_WEIGHTS: Readonly<Record<Field, number>> = { exact: 0.02, plain: 1, stem: 1 }

/** BM25's saturation and length normalisation, as Robertson and Zaragoza (2009) and SQLite have them. */
export const K1 = 1.2
export const B = 0.75

/** Changes whenever the same text gives other words, so that an index knows that its own are outdated. */
export const ANALYSIS_VERSION = 1

/** Letters that forms of a word share at least: a second, coarser stem, which derivation leaves alone too. */
const START = 5

/** Words next to each other in one field. */
export interface Term {
  field: Field
  words: readonly string[]
  /** The last word may go on. */
  prefix: boolean
}

/** A query down to what an index looks up. */
export type TermQuery =
  | Term
  | { any: readonly TermQuery[] }
  | { all: readonly TermQuery[] }
  | { match: TermQuery; not: TermQuery }

export function analyze(text: string): Record<Field, string[]> {
  return fieldsOf(tokenize(text))
}

/** Entries of each field; those at a token's position are that token's, compounds follow. */
export function fieldsOf(tokens: readonly Token[]): Record<Field, string[]> {
  const stems = tokens.map(token => stem(token.plain))
  return {
    exact: tokens.map(token => token.exact),
    plain: tokens.map(token => token.plain),
    // Words with a hyphen are found without it too: `k-NN` by `knn`.
    stem: [...stems, ...compounds(tokens)],
  }
}

/** @returns undefined for a query without a word */
export function toTerms(query: LexicalQuery): TermQuery | undefined {
  if ('word' in query) return wordTerms(query.word)
  if ('prefix' in query) return prefixTerms(query.prefix)
  if ('phrase' in query) return phraseTerms(query.phrase.flatMap(tokenize))
  if ('any' in query) return joined('any', query.any)
  if ('all' in query) return joined('all', query.all)
  const match = toTerms(query.match)
  const not = toTerms(query.not)
  return match && not ? { match, not } : match
}

/** Every term of a query, those of what must not be there only `withExcluded`. */
export function termsOf(query: TermQuery, withExcluded: boolean): Term[] {
  if ('field' in query) return [query]
  if ('any' in query) return query.any.flatMap(each => termsOf(each, withExcluded))
  if ('all' in query) return query.all.flatMap(each => termsOf(each, withExcluded))
  const excluded = withExcluded ? termsOf(query.not, withExcluded) : []
  return [...termsOf(query.match, withExcluded), ...excluded]
}

/** Whether a term's words stand in its field's entries, from a position on. */
export function standsAt(entries: readonly string[], at: number, { words, prefix }: Term): boolean {
  return words.every((word, i) => {
    const entry = entries[at + i]
    return prefix && i === words.length - 1 ? (entry?.startsWith(word) ?? false) : entry === word
  })
}

function joined(how: 'any' | 'all', queries: readonly LexicalQuery[]): TermQuery | undefined {
  const of = queries.flatMap(query => toTerms(query) ?? [])
  return of.length > 1 ? ({ [how]: of } as { any: TermQuery[] } | { all: TermQuery[] }) : of[0]
}

function wordTerms(word: string): TermQuery | undefined {
  const tokens = tokenize(word)
  const [token] = tokens
  if (!token) return undefined
  if (tokens.length > 1) {
    const whole = compounds(tokens).map((words): Term => ({ field: 'stem', words: [words], prefix: false }))
    return { any: [phraseTerms(tokens)!, ...whole] }
  }
  const goesOn = token.plain.length >= START
  return {
    any: [
      { field: 'exact', words: [token.exact], prefix: false },
      { field: 'plain', words: [token.plain.slice(0, START)], prefix: goesOn },
      { field: 'stem', words: [stem(token.plain)], prefix: false },
    ],
  }
}

function prefixTerms(prefix: string): TermQuery | undefined {
  const tokens = tokenize(prefix)
  if (tokens.length === 0) return undefined
  return {
    any: [
      { field: 'exact', words: tokens.map(token => token.exact), prefix: true },
      { field: 'plain', words: tokens.map(token => token.plain), prefix: true },
    ],
  }
}

function phraseTerms(tokens: readonly Token[]): TermQuery | undefined {
  if (tokens.length === 0) return undefined
  return {
    any: [
      { field: 'exact', words: tokens.map(token => token.exact), prefix: false },
      { field: 'stem', words: tokens.map(token => stem(token.plain)), prefix: false },
    ],
  }
}

function compounds(tokens: readonly Token[]): string[] {
  const whole: string[] = []
  for (let i = 1; i < tokens.length; i++) {
    if (!tokens[i]!.joined) continue
    let last = i
    while (tokens[last + 1]?.joined) last++
    whole.push(
      stem(
        tokens
          .slice(i - 1, last + 1)
          .map(token => token.plain)
          .join(''),
      ),
    )
    i = last
  }
  return whole
}

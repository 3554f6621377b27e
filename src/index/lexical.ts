import { AnlamError } from '../errors.js'
import { isRoot } from '../turkish/roots.js'
import { stem } from '../turkish/stem.js'
import { beginning, type Token, tokenize } from '../turkish/tokens.js'
import type { LexicalQuery } from './types.js'

/**
 * The indexed fields of a passage's text, each with one entry per word: as written (İ and ı distinct), without Turkish
 * letters, and stemmed.
 */
export type TextField = 'exact' | 'plain' | 'stem'
export const TEXT_FIELDS: readonly TextField[] = ['exact', 'plain', 'stem']
/** `heading` has the stems of what the passage stands under: the title of its document, and its heading. */
export type Field = TextField | 'heading'
export const FIELDS: readonly Field[] = [...TEXT_FIELDS, 'heading']

/**
 * Weights of the fields. The exact form only breaks ties between similar passages: `öğrenme` above `ogrenme`. That of headings
 * is from questions to prose with headings (decision 51).
 */
export const FIELD_WEIGHTS: Readonly<Record<Field, number>> = { exact: 0.02, plain: 1, stem: 1, heading: 0.5 }

/** BM25's saturation and length normalisation, as in Robertson and Zaragoza (2009) and SQLite. */
export const K1 = 1.2
export const B = 0.75
/** Least idf, as in SQLite's FTS5: a word in most passages still counts a little. */
export const LEAST_IDF = 1e-6

/** Version of the analysis and its storage. The words of an index of another version are outdated. */
export const ANALYSIS_VERSION = 4

/** Length of a prefix used as a second, coarser stem, which also matches derived words. */
const START = 5
/** Longer hyphenated compounds are no words (paths, table rows). In UTF-16 code units. */
const LONGEST_COMPOUND = 64

/**
 * Maximum number of word forms in a query; a word has four. Each is a list to read, and one more score to add up for every
 * passage that has it.
 */
export const MAX_FORMS = 1024
/** Maximum depth of `any`, `all` and `not` in an expanded query: each takes a byte for every passage while it is matched. */
export const MAX_LEVELS = 24
/** Maximum depth of a query as received, which may include any in any, and parentheses around one word. */
const DEEPEST = 256
/** How often a repeated term counts among alternatives. */
const MOST_REPEATS = 4

/** Adjacent words in one field. */
export interface Term {
  field: Field
  words: readonly string[]
  /** The last word is a prefix. */
  prefix: boolean
}

/** The same for equal terms. */
export function keyOf({ field, words, prefix }: Term): string {
  return `${field} ${prefix} ${words.join(' ')}`
}

/** A query of terms for an inverted index. */
export type TermQuery =
  | Term
  | { any: readonly TermQuery[] }
  | { all: readonly TermQuery[] }
  | { match: TermQuery; not: TermQuery }

/** A passage, as far as its words are concerned. */
export interface Worded {
  text: string
  /** Of its document. */
  title?: string | null | undefined
  /** `heading` of its metadata; it counts if it is text. */
  heading?: unknown
}

export function analyze(passage: Worded): Record<Field, string[]> {
  return { ...fieldsOf(tokenize(passage.text)), heading: stemsOf(tokenize(standsUnder(passage))) }
}

/** The title and heading that a passage stands under, a line each. */
export function standsUnder({ title, heading }: Omit<Worded, 'text'>): string {
  return [title ?? '', typeof heading === 'string' ? heading : ''].join('\n')
}

/** Entries of each field of a text at their tokens' positions; in `stem`, compounds follow. */
export function fieldsOf(tokens: readonly Token[]): Record<TextField, string[]> {
  return {
    exact: tokens.map(token => token.exact),
    plain: tokens.map(token => token.plain),
    stem: stemsOf(tokens),
  }
}

/** Words joined by a hyphen also match without it: `k-NN` by `knn`. */
function stemsOf(tokens: readonly Token[]): string[] {
  const stems = tokens.map(token => token.stem)
  return tokens.some(({ joined }) => joined) ? [...stems, ...compounds(tokens)] : stems
}

/**
 * Expands a query into terms.
 * @returns undefined for a query without a word
 * @throws AnlamError `invalid-input` for more than `MAX_FORMS` forms or `MAX_LEVELS` levels
 */
export function toTerms(query: LexicalQuery): TermQuery | undefined {
  const terms = new Expansion().of(query, 0)
  if (terms && levelsOf(terms) > MAX_LEVELS) throw tooDeep()
  return terms
}

function levelsOf(query: TermQuery): number {
  if ('field' in query) return 0
  const parts = 'any' in query ? query.any : 'all' in query ? query.all : [query.match, query.not]
  return 1 + Math.max(...parts.map(levelsOf))
}

function tooDeep(): AnlamError {
  return new AnlamError('invalid-input', 'the query is nested too deeply; write it with fewer parentheses')
}

/** Expands a query in linear size: no part is inserted twice. */
class Expansion {
  private forms = 0

  of(query: LexicalQuery, level: number): TermQuery | undefined {
    if (level > DEEPEST) throw tooDeep()
    if ('any' in query) return this.any(query.any, level)
    if ('all' in query) return this.all(query.all, level)
    if ('match' in query) {
      const match = this.of(query.match, level + 1)
      const not = this.of(query.not, level + 1)
      return match && not ? { match, not } : match
    }
    const terms =
      'word' in query
        ? wordTerms(query.word)
        : 'prefix' in query
          ? prefixTerms(query.prefix)
          : 'name' in query
            ? nameTerms(query.name)
            : phraseTerms(query.phrase.flatMap(tokenize))
    if (terms) this.count(terms)
    return terms
  }

  private count({ any }: Forms): void {
    for (const { words } of any) this.forms += words.length
    if (this.forms <= MAX_FORMS) return
    throw new AnlamError(
      'invalid-input',
      `the query has too many words to look for their wording (${MAX_FORMS} forms are allowed, and a word has four); ` +
        'shorten it, or search by meaning',
    )
  }

  private any(queries: readonly LexicalQuery[], level: number): TermQuery | undefined {
    const repeats = new Map<string, number>()
    const of: TermQuery[] = []
    const add = (each: TermQuery): void => {
      if ('any' in each) each.any.forEach(add)
      else if (!('field' in each)) of.push(each)
      else {
        const key = keyOf(each)
        const repeated = (repeats.get(key) ?? 0) + 1
        repeats.set(key, repeated)
        if (repeated <= MOST_REPEATS) of.push(each)
        else this.forms -= each.words.length
      }
    }
    for (const query of queries) {
      const inner = this.of(query, level + 1)
      if (inner) add(inner)
    }
    return of.length > 1 ? { any: of } : of[0]
  }

  private all(queries: readonly LexicalQuery[], level: number): TermQuery | undefined {
    const of = queries.flatMap(query => {
      const inner = this.of(query, level + 1)
      if (!inner) return []
      return 'all' in inner ? inner.all : [inner]
    })
    return of.length > 1 ? { all: of } : of[0]
  }
}
/** The terms of a query; excluded ones (`not`) only `withExcluded`. */
export function termsOf(query: TermQuery, withExcluded: boolean): Term[] {
  if ('field' in query) return [query]
  if ('any' in query) return query.any.flatMap(each => termsOf(each, withExcluded))
  if ('all' in query) return query.all.flatMap(each => termsOf(each, withExcluded))
  const excluded = withExcluded ? termsOf(query.not, withExcluded) : []
  return [...termsOf(query.match, withExcluded), ...excluded]
}

/** The terms that a passage's own text can hold: what it would have to be a full answer, whatever it stands under. */
export function termsOfText(query: TermQuery): Term[] {
  return termsOf(query, false).filter(({ field }) => field !== 'heading')
}

/** Whether a term's words are at this position in its field's entries. */
export function standsAt(entries: readonly string[], at: number, { words, prefix }: Term): boolean {
  // Counted loops here and below: engines without lists of words call this for every entry.
  const last = words.length - 1
  for (let i = 0; i <= last; i++) {
    const entry = entries[at + i]
    if (entry === undefined) return false
    if (prefix && i === last ? !entry.startsWith(words[i]!) : entry !== words[i]) return false
  }
  return true
}

/** How often a term stands among the entries of its field. */
export function occurrences(entries: readonly string[], term: Term): number {
  let count = 0
  for (let at = 0; at < entries.length; at++) if (standsAt(entries, at, term)) count++
  return count
}

/** Whether a passage with these entries is what a query demands. */
export function holds(fields: Readonly<Record<Field, readonly string[]>>, query: TermQuery): boolean {
  if ('field' in query) {
    const entries = fields[query.field]
    for (let at = 0; at < entries.length; at++) if (standsAt(entries, at, query)) return true
    return false
  }
  if ('any' in query) return query.any.some(each => holds(fields, each))
  if ('all' in query) return query.all.every(each => holds(fields, each))
  return holds(fields, query.match) && !holds(fields, query.not)
}

/** Alternative terms for one word, prefix or phrase. */
type Forms = { any: readonly Term[] }

function wordTerms(word: string): Forms | undefined {
  const tokens = tokenize(word)
  const [token] = tokens
  if (!token) return undefined
  if (tokens.length > 1) {
    const whole = compounds(tokens).flatMap(words => stemTerms([words]))
    return { any: [...phraseTerms(tokens)!.any, ...whole] }
  }
  const stemmed = token.stem
  // A short root's forms begin like those of others: `verilerin` (of data) like `verilir` (is given).
  const isShortRoot = stemmed.length < START && isRoot(stemmed)
  const goesOn = token.plain.length >= START && !isShortRoot
  return {
    any: [
      { field: 'exact', words: [token.exact], prefix: false },
      { field: 'plain', words: [goesOn ? beginning(token.plain, START) : token.plain], prefix: goesOn },
      ...stemTerms([stemmed]),
    ],
  }
}

function prefixTerms(prefix: string): Forms | undefined {
  const tokens = tokenize(prefix)
  if (tokens.length === 0) return undefined
  return {
    any: [
      { field: 'exact', words: tokens.map(token => token.exact), prefix: true },
      { field: 'plain', words: tokens.map(token => token.plain), prefix: true },
    ],
  }
}

function phraseTerms(tokens: readonly Token[]): Forms | undefined {
  if (tokens.length === 0) return undefined
  return {
    any: [
      { field: 'exact', words: tokens.map(token => token.exact), prefix: false },
      ...stemTerms(tokens.map(token => token.stem)),
    ],
  }
}

function nameTerms(name: string): Forms | undefined {
  const tokens = tokenize(name)
  if (tokens.length === 0) return undefined
  const stems = [tokens.map(token => token.stem), ...compounds(tokens).map(whole => [whole])]
  return { any: stems.flatMap(stemTerms) }
}

/** Stems in a passage's text, and in what it stands under. */
function stemTerms(words: readonly string[]): Term[] {
  return [
    { field: 'stem', words, prefix: false },
    { field: 'heading', words, prefix: false },
  ]
}

function compounds(tokens: readonly Token[]): string[] {
  const whole: string[] = []
  for (let i = 1; i < tokens.length; i++) {
    if (!tokens[i]!.joined) continue
    let last = i
    while (tokens[last + 1]?.joined) last++
    const parts = tokens.slice(i - 1, last + 1).map(token => token.plain)
    if (parts.reduce((sum, part) => sum + part.length, 0) <= LONGEST_COMPOUND)
      whole.push(stem(parts.join('')))
    i = last
  }
  return whole
}

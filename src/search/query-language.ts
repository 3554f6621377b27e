import { AnlamError } from '../errors.js'
import type { LexicalQuery } from '../index/types.js'
import { isFunctionWord } from '../turkish/function-words.js'
import { bundledGlossary, type Glossary } from '../turkish/glossary.js'
import { tokenize } from '../turkish/tokens.js'
import { equalNames } from './equal-names.js'

/** A token of a query outside phrases: a sign or a word. */
const PART = /[()]|[^\s()]+/y
const SPACE = /\s*/y
const OPENS_PHRASE = /[+-]?~?["“”«]/y
const CLOSES_PHRASE = /["“”»]/g
const QUOTES = /^["“”«]|["“”»]$/g
const OPERATORS: ReadonlyMap<string, 'and' | 'or' | 'not'> = new Map([
  ['AND', 'and'],
  ['VE', 'and'],
  ['OR', 'or'],
  ['VEYA', 'or'],
  ['NOT', 'not'],
  ['DEĞİL', 'not'],
])
const DEEPEST = 20

export interface ParsedQuery {
  /** Its words as text, for the encoder. */
  text: string
  /** Any of its words, without other names of terms. */
  words: LexicalQuery
  wording: LexicalQuery
  /** Whether it requires or excludes words. */
  demands: boolean
}

/**
 * Parses a query. Plain words match if any of them occurs, or another name of a term; `"…"` is a phrase, `word*` a
 * prefix, `+word` is required and `-word` excluded; AND, OR, NOT (VE, VEYA, DEĞİL, in capitals) and parentheses combine.
 * What is quoted, required or excluded is meant as written; with `~` before it, as in `+~"aşırı öğrenme"`, other names
 * of the term count as well. A sign that makes no sense is taken for text.
 *
 * @throws AnlamError `invalid-input` for a query of several words that only excludes, or with more than 20 nested parentheses
 */
export function parseQuery(text: string, glossary: Glossary = bundledGlossary()): ParsedQuery {
  const parts = partsOf(text)
  // A word alone cannot be excluded from anything: its sign is that of a list, or of a command line.
  if (parts.length === 1 && /^-[\p{L}\p{N}]/u.test(parts[0]!)) return parseQuery(parts[0]!.slice(1), glossary)
  const isLanguage = parts.some(
    part =>
      OPERATORS.has(part) ||
      /^[+-]?~?["“«]/.test(part) ||
      /^(?:[+-][\p{L}\p{N}]|[+-]?~\p{L})/u.test(part) ||
      /[\p{L}\p{N}]\*$/u.test(part),
  )
  if (!isLanguage)
    return { text, words: { any: tellingWords(text) }, wording: bag(text, glossary), demands: false }
  const { match, besides } = new Parser(parts, glossary).parse()
  const plain = [match, ...besides].flatMap(wordsOf).join(' ')
  return {
    text: plain,
    words: { any: tellingWords(plain) },
    wording: raised(match, besides),
    demands: demands(match),
  }
}

/** Splits a query into phrases and tokens. A phrase without end is taken for words. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  const end = (pattern: RegExp, from: number): number => {
    pattern.lastIndex = from
    return pattern.test(text) ? pattern.lastIndex : -1
  }
  let mayHavePhrases = true
  for (let at = end(SPACE, 0); at < text.length; at = end(SPACE, at)) {
    const opened = mayHavePhrases ? end(OPENS_PHRASE, at) : -1
    const closed = opened < 0 ? -1 : end(CLOSES_PHRASE, opened)
    // If there is no further quotation mark, it is not searched for again.
    if (opened > 0 && closed < 0) mayHavePhrases = false
    const next = closed < 0 ? end(PART, at) : closed
    parts.push(text.slice(at, next))
    at = next
  }
  return parts
}

/** The words searched for as typed, without signs and excluded words. */
function wordsOf(query: LexicalQuery): string[] {
  if ('word' in query) return [query.word]
  if ('prefix' in query) return [query.prefix]
  if ('phrase' in query) return [...query.phrase]
  if ('name' in query) return []
  if ('any' in query) return query.any.flatMap(wordsOf)
  if ('all' in query) return query.all.flatMap(wordsOf)
  return wordsOf(query.match)
}

function demands(query: LexicalQuery): boolean {
  return !('any' in query) || query.any.some(each => !('word' in each || 'name' in each) && demands(each))
}

/** Matches of `besides` raise scores, but do not change which passages are found. */
function raised(match: LexicalQuery, besides: readonly LexicalQuery[]): LexicalQuery {
  if (besides.length === 0) return match
  const all = 'all' in match ? match.all : [match]
  const raising = besides.length === 1 ? besides[0]! : { any: besides }
  return { any: [{ all: [...all, raising] }, match] }
}

/** Any of the words, or another name of a term. */
function bag(text: string, glossary: Glossary): LexicalQuery {
  return { any: [...tellingWords(text), ...equalNames(text, glossary)] }
}

/** The words. Function words count only if there are no others. */
function tellingWords(text: string): LexicalQuery[] {
  const tokens = tokenize(text)
  const words: string[] = []
  for (const [i, { start, end, joined }] of tokens.entries()) {
    const word = text.slice(start, end)
    if (joined && i > 0) words.push(`${words.pop()}-${word}`)
    else words.push(word)
  }
  const telling = words.filter(word => !isFunctionWord(word))
  return (telling.length > 0 ? telling : words).map(word => ({ word }))
}

/** A parsed part of a query. */
interface Meaning {
  /** What a passage has to match. */
  match: LexicalQuery
  /** Optional parts, kept apart to the end: adding them at every level would double the query each time. */
  besides: readonly LexicalQuery[]
}

class Parser {
  private at = 0
  private depth = 0

  constructor(
    private readonly parts: readonly string[],
    private readonly glossary: Glossary,
  ) {}

  parse(): Meaning {
    const found = this.alternatives()
    const rest = this.parts.slice(this.at).filter(part => !/^[()]$/.test(part))
    return rest.length > 0
      ? { ...found, match: { any: [found.match, bag(rest.join(' '), this.glossary)] } }
      : found
  }

  private operator(): 'and' | 'or' | 'not' | undefined {
    return OPERATORS.get(this.parts[this.at] ?? '')
  }

  private alternatives(): Meaning {
    const all = [this.together()]
    while (this.operator() === 'or') {
      this.at++
      all.push(this.together())
    }
    return all.length === 1 ? all[0]! : { match: { any: matches(all) }, besides: besides(all) }
  }

  /** Adjacent parts: all with AND; otherwise `+` and `-` decide, and any of the rest matches. */
  private together(): Meaning {
    const wanted: Meaning[] = []
    const required: Meaning[] = []
    const excluded: Meaning[] = []
    let next: Meaning[] = wanted
    while (this.at < this.parts.length && this.operator() !== 'or' && this.parts[this.at] !== ')') {
      const operator = this.operator()
      if (operator === 'and') {
        const before = wanted.pop()
        if (before) required.push(before)
        next = required
        this.at++
      } else if (operator === 'not') {
        next = excluded
        this.at++
      } else {
        const sign = /^[+-](?=["“«\p{L}\p{N}]|~["“«\p{L}])/u.exec(this.parts[this.at]!)?.[0]
        const list = sign === '+' ? required : sign === '-' ? excluded : next
        list.push(this.one(sign ? 1 : 0))
        next = wanted
      }
    }
    return combine(this.withNames(wanted), required, excluded)
  }

  /** Other names of the terms that are wanted, not demanded, as further alternatives. */
  private withNames(wanted: readonly Meaning[]): Meaning[] {
    const words = wanted.flatMap(({ match }) => ('word' in match ? [match.word] : []))
    const names = equalNames(words.join(' '), this.glossary)
    return [...wanted, ...names.map((match): Meaning => ({ match, besides: [] }))]
  }

  private one(skipped: number): Meaning {
    const part = this.parts[this.at++]!.slice(skipped)
    if (part === '(') {
      if (++this.depth > DEEPEST) throw new AnlamError('invalid-input', 'the query has too many parentheses')
      const inside = this.alternatives()
      this.depth--
      if (this.parts[this.at] === ')') this.at++
      return inside
    }
    return { match: /^~["“”«\p{L}]/u.test(part) ? this.anyName(part.slice(1)) : simple(part), besides: [] }
  }

  /** A word or phrase as written, or another name of its term. */
  private anyName(part: string): LexicalQuery {
    const text = part.replaceAll(QUOTES, '')
    return { any: [{ phrase: [text] }, ...equalNames(text, this.glossary)] }
  }
}

function simple(part: string): LexicalQuery {
  if (/^["“”«]/.test(part)) return { phrase: [part.replaceAll(QUOTES, '')] }
  if (/[\p{L}\p{N}]\*$/u.test(part)) return { prefix: part.slice(0, -1) }
  return { word: part }
}

/** Optional parts decide what is found only if nothing is required. Excluded parts raise no score. */
function combine(wanted: Meaning[], required: Meaning[], excluded: Meaning[]): Meaning {
  const alternatives: LexicalQuery[] = wanted.length > 0 ? [{ any: matches(wanted) }] : []
  const match: LexicalQuery | undefined = required.length > 0 ? { all: matches(required) } : alternatives[0]
  const raising = [...(required.length > 0 ? alternatives : []), ...besides(wanted), ...besides(required)]
  if (excluded.length === 0) return { match: match ?? { any: [] }, besides: raising }
  if (!match)
    throw new AnlamError(
      'invalid-input',
      'the query only excludes words; add a word to search for, or put it in quotation marks to search for it',
    )
  return { match: { match, not: { any: matches(excluded) } }, besides: raising }
}

function matches(parts: readonly Meaning[]): LexicalQuery[] {
  return parts.map(({ match }) => match)
}

function besides(parts: readonly Meaning[]): LexicalQuery[] {
  return parts.flatMap(part => part.besides)
}

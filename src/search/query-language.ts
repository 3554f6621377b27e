import { AnlamError } from '../errors.js'
import type { LexicalQuery } from '../index/types.js'
import { isFunctionWord } from '../turkish/function-words.js'
import { otherNames } from '../turkish/glossary.js'
import { tokenize } from '../turkish/tokens.js'

/** Parts of a query: a sign, a phrase in quotes, or a word. */
const PART = /[()]|[+-]?["“”«][^"“”»]*["“”»]|[^\s()]+/g
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
  /** Its words as a text, for an encoder. */
  text: string
  wording: LexicalQuery
  /** It says what must or must not be there. */
  demands: boolean
}

/**
 * Reads a query as people type it. Plain words match any of them, and what else is said for the terms among them;
 * `"…"` is a phrase, `word*` a beginning, `+word` must and `-word` must not be there; AND, OR, NOT (VE, VEYA, DEĞİL, in
 * capitals) and parentheses combine. A sign that fits nowhere is taken for text.
 *
 * @throws AnlamError `invalid-input` for a query that only excludes
 */
export function parseQuery(text: string): ParsedQuery {
  const parts = text.match(PART) ?? []
  const isLanguage = parts.some(
    part =>
      OPERATORS.has(part) ||
      /^[+-]?["“«]/.test(part) ||
      /^[+-][\p{L}\p{N}]/u.test(part) ||
      /[\p{L}\p{N}]\*$/u.test(part),
  )
  if (!isLanguage) return { text, wording: bag(text), demands: false }
  const wording = new Parser(parts).parse()
  return { text: wordsOf(wording).join(' '), wording, demands: demands(wording) }
}

/** What is looked for, without signs and without what must not be there. */
function wordsOf(query: LexicalQuery): string[] {
  if ('word' in query) return [query.word]
  if ('prefix' in query) return [query.prefix]
  if ('phrase' in query) return [...query.phrase]
  if ('any' in query) return query.any.flatMap(wordsOf)
  if ('all' in query) return query.all.flatMap(wordsOf)
  return wordsOf(query.match)
}

function demands(query: LexicalQuery): boolean {
  return !('any' in query) || query.any.some(each => !('word' in each) && demands(each))
}

/** Any of the words; those that every text has only where there is no other. */
function bag(text: string): LexicalQuery {
  const tokens = tokenize(text)
  const words: string[] = []
  for (const [i, { start, end, joined }] of tokens.entries()) {
    const word = text.slice(start, end)
    if (joined && i > 0) words.push(`${words.pop()}-${word}`)
    else words.push(word)
  }
  const telling = words.filter(word => !isFunctionWord(word))
  const names = otherNames(text).map((name): LexicalQuery => ({ phrase: [name] }))
  return { any: [...(telling.length > 0 ? telling : words).map(word => ({ word })), ...names] }
}

class Parser {
  private at = 0
  private depth = 0

  constructor(private readonly parts: readonly string[]) {}

  parse(): LexicalQuery {
    const found = this.alternatives()
    const rest = this.parts.slice(this.at).filter(part => !/^[()]$/.test(part))
    return rest.length > 0 ? { any: [found, bag(rest.join(' '))] } : found
  }

  private operator(): 'and' | 'or' | 'not' | undefined {
    return OPERATORS.get(this.parts[this.at] ?? '')
  }

  private alternatives(): LexicalQuery {
    const all = [this.together()]
    while (this.operator() === 'or') {
      this.at++
      all.push(this.together())
    }
    return all.length === 1 ? all[0]! : { any: all }
  }

  /** What stands side by side: with AND all of it; else `+` and `-` decide, and the rest is any of it. */
  private together(): LexicalQuery {
    const wanted: LexicalQuery[] = []
    const required: LexicalQuery[] = []
    const excluded: LexicalQuery[] = []
    let next: LexicalQuery[] = wanted
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
        const sign = /^[+-](?=["“«\p{L}\p{N}])/u.exec(this.parts[this.at]!)?.[0]
        const list = sign === '+' ? required : sign === '-' ? excluded : next
        list.push(this.one(sign ? 1 : 0))
        next = wanted
      }
    }
    return combine(wanted, required, excluded)
  }

  private one(skipped: number): LexicalQuery {
    const part = this.parts[this.at++]!.slice(skipped)
    if (part === '(') {
      if (++this.depth > DEEPEST) throw new AnlamError('invalid-input', 'the query has too many parentheses')
      const inside = this.alternatives()
      this.depth--
      if (this.parts[this.at] === ')') this.at++
      return inside
    }
    if (/^["“”«]/.test(part)) return { phrase: [part.replaceAll(QUOTES, '')] }
    if (/[\p{L}\p{N}]\*$/u.test(part)) return { prefix: part.slice(0, -1) }
    return { word: part }
  }
}

function combine(wanted: LexicalQuery[], required: LexicalQuery[], excluded: LexicalQuery[]): LexicalQuery {
  const any: LexicalQuery | undefined = wanted.length > 0 ? { any: wanted } : undefined
  let match: LexicalQuery | undefined = any
  if (required.length > 0) {
    const all: LexicalQuery = { all: required }
    // What is wanted besides raises scores: it holds with the required words or without.
    match = any ? { any: [{ all: [...required, any] }, all] } : all
  }
  if (excluded.length === 0) return match ?? { any: [] }
  if (!match)
    throw new AnlamError(
      'invalid-input',
      'the query only says what must not be there; add a word to look for',
    )
  return { match, not: { any: excluded } }
}

import type { LexicalQuery } from '../index/types.js'
import { stem } from '../turkish/stem.js'
import { type Token, tokenize } from '../turkish/tokens.js'

/** UTF-16 offsets into a text. */
export interface Highlight {
  start: number
  end: number
}

/** Whether a query's words are there, from a token on; how many tokens long, 0 if not. */
type Matcher = (tokens: readonly Token[], at: number) => number

/** The places of a text that a query matches by its wording, in order, without overlaps. */
export function highlight(text: string, query: LexicalQuery): Highlight[] {
  const matchers = matchersOf(query)
  const tokens = tokenize(text)
  const found: Highlight[] = []
  for (let at = 0; at < tokens.length; ) {
    const length = Math.max(0, ...matchers.map(matches => matches(tokens, at)))
    if (length > 0) found.push({ start: tokens[at]!.start, end: tokens[at + length - 1]!.end })
    at += Math.max(1, length)
  }
  return found
}

function matchersOf(query: LexicalQuery): Matcher[] {
  if ('word' in query) return [sequence(tokenize(query.word), 'word')]
  if ('prefix' in query) return [sequence(tokenize(query.prefix), 'prefix')]
  if ('phrase' in query) return [sequence(query.phrase.flatMap(tokenize), 'phrase')]
  if ('any' in query) return query.any.flatMap(matchersOf)
  if ('all' in query) return query.all.flatMap(matchersOf)
  return matchersOf(query.match)
}

function sequence(words: readonly Token[], kind: 'word' | 'prefix' | 'phrase'): Matcher {
  const wanted = words.map(({ plain }) => ({ plain, stem: stem(plain), start: plain.slice(0, START) }))
  const single = wanted.length === 1
  return (tokens, at) => {
    const fits = wanted.every(({ plain, stem: root, start }, i) => {
      const token = tokens[at + i]?.plain
      if (token === undefined) return false
      if (kind === 'prefix' && i === wanted.length - 1) return token.startsWith(plain)
      const alike = kind === 'word' && single && start.length === START && token.startsWith(start)
      return token === plain || alike || stem(token) === root
    })
    return fits ? wanted.length : 0
  }
}

/** Letters that two forms of a word share at least, as the index has it. */
const START = 5

/**
 * A piece of a text around what matches, cut between words.
 * @returns the piece, with highlights moved along; dots say where it was cut
 */
export function snippet(
  text: string,
  highlights: readonly Highlight[],
  length: number,
): { text: string; highlights: Highlight[] } {
  if (text.length <= length) return { text, highlights: [...highlights] }
  const first = highlights[0]?.start ?? 0
  const from = first < length / 2 ? 0 : wordStart(text, first - Math.floor(length / 4))
  const to = from + length >= text.length ? text.length : wordStart(text, from + length)
  const before = from > 0 ? '…' : ''
  const shift = before.length - from
  return {
    text: before + text.slice(from, to).trimEnd() + (to < text.length ? '…' : ''),
    highlights: highlights
      .filter(({ start, end }) => start >= from && end <= to)
      .map(({ start, end }) => ({ start: start + shift, end: end + shift })),
  }
}

/** The start of a word at a place, or after it; the place itself in a word that does not end. */
function wordStart(text: string, at: number): number {
  const space = text.slice(at, at + 40).search(/\s\S/)
  return space < 0 ? at : at + space + 1
}

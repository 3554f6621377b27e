import { fieldsOf, TEXT_FIELDS, termsOf, toTerms } from '../index/lexical.js'
import type { LexicalQuery } from '../index/types.js'
import { tokenize } from '../turkish/tokens.js'
import { PhraseFinder } from './phrases.js'

/** UTF-16 offsets into a text. */
export interface Highlight {
  start: number
  end: number
}

/** Makes a function that finds the words of a text that match a query, in order and without overlaps. */
export function highlighter(query: LexicalQuery): (text: string) => Highlight[] {
  const looked = toTerms(query)
  const terms = looked ? termsOf(looked, false) : []
  const finders = TEXT_FIELDS.map(
    field => [field, new PhraseFinder(terms.filter(term => term.field === field))] as const,
  )
  return text => {
    const tokens = tokenize(text)
    const fields = fieldsOf(tokens)
    const longest = new Uint16Array(tokens.length)
    for (const [field, finder] of finders) finder.find(fields[field], longest)
    const found: Highlight[] = []
    for (let at = 0; at < tokens.length; at += Math.max(1, longest[at]!)) {
      const length = longest[at]!
      if (length > 0) found.push({ start: tokens[at]!.start, end: tokens[at + length - 1]!.end })
    }
    return found
  }
}

/**
 * A snippet of a text around its matches, cut between words.
 * @returns the snippet with shifted highlights; an ellipsis marks each cut
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

/** The start of a word at or after a position; the position itself within a word without end. */
function wordStart(text: string, at: number): number {
  const space = text.slice(at, at + 40).search(/\s\S/)
  return space < 0 ? at : at + space + 1
}

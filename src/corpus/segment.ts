import type { DocumentFields, Passage, Unit } from '../types.js'
import { type Span, sentenceSpans } from './sentences.js'

/**
 * Cuts a document into passages whose offsets give their text back:
 * `document.text.slice(start, end) === passage.text`. White space around a passage belongs to none, and a passage
 * without any letter or digit is left out.
 */
export function segment({ id, text }: DocumentFields, unit: Unit): Passage[] {
  const spans = unit === 'document' ? [{ start: 0, end: text.length }] : paragraphs(text)
  const pieces = unit === 'sentence' ? spans.flatMap(span => sentenceSpans(text, span)) : spans
  const kept = pieces
    .map(span => trim(text, span))
    .filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end)))
  return kept.map(({ start, end }, i) => ({
    id: passageId(id, i + 1, kept.length),
    documentId: id,
    text: text.slice(start, end),
    start,
    end,
  }))
}

/** What ids of passages end with where a document has several. */
const NUMBERED = /#[1-9]\d*$/

/**
 * The id of a document's nth passage: the document's own where it is the only one, else `id#n`. A document that is itself
 * called like a passage (`a#1`) numbers its only one too, so that an id tells the document: what ends in a number belongs to
 * what stands before it, anything else to itself.
 */
export function passageId(documentId: string, n: number, of: number): string {
  return of === 1 && !NUMBERED.test(documentId) ? documentId : `${documentId}#${n}`
}

/** Blank lines part paragraphs; in a text without any, every line is one. */
function paragraphs(text: string): Span[] {
  const separator = /\n[^\S\n]*\n/.test(text) ? /\n[^\S\n]*(?:\n[^\S\n]*)+/g : /\n/g
  const spans: Span[] = []
  let start = 0
  for (const match of text.matchAll(separator)) {
    spans.push({ start, end: match.index })
    start = match.index + match[0].length
  }
  spans.push({ start, end: text.length })
  return spans
}

function trim(text: string, { start, end }: Span): Span {
  const piece = text.slice(start, end)
  const from = start + (piece.length - piece.trimStart().length)
  return { start: from, end: Math.max(from, start + piece.trimEnd().length) }
}

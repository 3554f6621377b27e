import type { DocumentFields, Passage, Unit } from '../types.js'
import { type Span, sentenceSpans } from './sentences.js'

/**
 * Cuts a document into passages. Offsets are exact: `document.text.slice(start, end) === passage.text`. Passages have
 * no surrounding white space; those without a letter or digit are left out.
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

/** Suffix of a passage id in a document with several passages. */
const NUMBERED = /#[1-9]\d*$/

/**
 * The id of a document's nth passage (1-based, of `of`): the document's own if it is the only one, else `id#n`. A
 * document whose id already looks like a passage's (`a#1`) numbers its only passage too. So a passage id determines
 * its document: strip the number if there is one.
 */
export function passageId(documentId: string, n: number, of: number): string {
  return of === 1 && !NUMBERED.test(documentId) ? documentId : `${documentId}#${n}`
}

/** Blank lines separate paragraphs. In a text without blank lines, every line is a paragraph. */
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

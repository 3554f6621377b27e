import type { Document, Passage, Unit } from '../types.js'

/** Words that end in a full stop without ending a sentence, in lower case and without that full stop. */
const ABBREVIATIONS = new Set(
  `a.g.e age alb alm ank apt ar arş as atğm av bçvş bk bkz bl bnb böl bşk bul cad çev çvş dak dan dist doç doğ dr
  ecz ed ens erm fak far fig fr g gen geom gön gör hz haz hek hst huk ing ist jeol kim krş lat ltd m.ö m.s mah md
  min müd müh nö no noter op opr ord ort ör örn öğr ölç prof s sa sf sn sok sos şb şek şk şti t.c tab tel tic tl uzm
  ünv ver vb vd vs yak yd yrd yun yy yzb zf i.e e.g et al cf eq eqs figs ref sec vol p pp`.split(/\s+/),
)

const sentences = new Intl.Segmenter('tr', { granularity: 'sentence' })

interface Span {
  start: number
  end: number
}

/**
 * Cuts a document into passages whose offsets give their text back:
 * `document.text.slice(start, end) === passage.text`. White space around a passage belongs to none, and a passage
 * without any letter or digit is left out.
 */
export function segment(document: Document, unit: Unit): Passage[] {
  const { id, text } = document
  const spans = unit === 'document' ? [{ start: 0, end: text.length }] : paragraphs(text)
  const pieces = unit === 'sentence' ? spans.flatMap(span => sentenceSpans(text, span)) : spans
  const kept = pieces
    .map(span => trim(text, span))
    .filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end)))
  return kept.map(({ start, end }, i) => ({
    id: kept.length === 1 ? id : `${id}#${i + 1}`,
    documentId: id,
    text: text.slice(start, end),
    start,
    end,
  }))
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

function sentenceSpans(text: string, { start, end }: Span): Span[] {
  // A line end inside a paragraph is a space; the segmenter would end a sentence there.
  const paragraph = text.slice(start, end).replaceAll('\n', ' ')
  const spans: Span[] = []
  for (const { index, segment: piece } of sentences.segment(paragraph)) {
    const last = spans.at(-1)
    if (last && continues(paragraph.slice(last.start - start, last.end - start), piece))
      last.end += piece.length
    else spans.push({ start: start + index, end: start + index + piece.length })
  }
  return spans
}

/** Whether what looks like the end of a sentence is an abbreviation, an initial, or an ordinal (`3. katman`). */
function continues(before: string, next: string): boolean {
  const word = /(\S+)\.\s*$/.exec(before)?.[1]?.replace(/^[("'“‘[]+/, '')
  if (word === undefined) return /^\s*\p{Ll}/u.test(next) && !/[!?…]["”’)\]]*\s*$/.test(before)
  if (ABBREVIATIONS.has(word.toLocaleLowerCase('tr'))) return true
  if (/^\p{Lu}$/u.test(word)) return true
  return /^\s*\p{Ll}/u.test(next)
}

function trim(text: string, { start, end }: Span): Span {
  const piece = text.slice(start, end)
  const from = start + (piece.length - piece.trimStart().length)
  return { start: from, end: Math.max(from, start + piece.trimEnd().length) }
}

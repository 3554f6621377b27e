import type { Explanation } from '../analysis/explain.js'
import type { Facet } from '../index/facets.js'
import { fixed, say, type Text } from '../messages/said.js'
import { type Highlight, snippet } from '../search/highlight.js'
import type { SearchResult } from '../search/searcher.js'
import type { SecondLookReport } from '../search/second-look.js'
import type { Metadata } from '../types.js'
import { marked, strongest } from './explanation.js'
import type { Output } from './output.js'

const SNIPPET_CHARACTERS = 300
const NAME_CHARACTERS = 80

/** Prints the hits of a search, as text or as JSON. */
export function printHits(
  result: SearchResult,
  out: Output,
  explanations: readonly Explanation[] = [],
  facets?: readonly Facet[],
): void {
  if (out.options.json) {
    out.json({ ...hitsAsJson(result, explanations), ...(facets ? { facets } : {}) })
    return
  }
  if (result.truncated) out.warn(say`the query is too long for the model; its end was ignored`)
  if (result.hits.length === 0) out.line(say`nothing found`)
  else if (result.confidence === 'none') out.line(out.dim(say`nothing close; these are the nearest`))
  for (const [
    i,
    { rank, score, rerank, relevance, probability, text, title, id, source, metadata, highlights, copies },
  ] of result.hits.entries()) {
    const spans = explanations[i]?.b
    const shown = spans ? marked(text, spans, out) : short(text, highlights ?? [], out)
    out.line(
      `${String(rank).padStart(3)}  ${out.bold(out.number(fixed(score, 4)))}${likely(rerank ?? relevance ?? probability, out)}  ${shown}`,
    )
    if (spans) out.line(`             ${out.dim(strongest(spans, out))}`)
    const others = copies === undefined ? '' : out.said(say`  and ${copies} that say the same`)
    out.line(`             ${out.dim(`${id}  ${source}${spoken(metadata, out)}${others}`)}`)
    const place = standing(title, metadata, out)
    if (place) out.line(`             ${out.dim(place)}`)
  }
  for (const facet of facets ?? []) out.line(`${out.bold(facet.field)}  ${counted(facet, out)}`)
  out.note(say`${fixed(result.timings.total, 1)} ms${looked(result.rerank)}`)
}

/** What looking again did. */
function looked(rerank: SecondLookReport | undefined): Text {
  if (!rerank) return ''
  const { model, scored, leftOut, milliseconds } = rerank
  const rest = leftOut > 0 ? say`; ${leftOut} more were left out for lack of time` : ''
  return say`, of which ${fixed(milliseconds, 0)} for looking again at ${scored} hits with ${model}${rest}`
}

/** The values of a field, as `2024 (12)`, and the range of numbers and dates. */
function counted({ values, distinct, range }: Facet, out: Output): string {
  const listed = values.map(({ value, passages }) => `${value} (${passages})`).join(', ')
  const more = distinct > values.length ? out.said(say`, … of ${distinct}`) : ''
  const span = range ? out.said(say`; ${String(range.least)} to ${String(range.greatest)}`) : ''
  return `${listed}${more}${span}`
}

/** What a passage stands under, such as `Ders notları › Giriş, page 3`; empty if nothing is known of it. */
function standing(title: string | undefined, { heading, page }: Metadata, out: Output): string {
  const above = [title, heading].flatMap(name => (typeof name === 'string' && name !== '' ? [cut(name)] : []))
  const under = [...new Set(above)].join(' › ')
  return [under, typeof page === 'number' ? out.said(say`page ${page}`) : '']
    .filter(part => part !== '')
    .join(', ')
}

/** When a subtitle is shown, such as ` at 1:15–2:10`. */
function spoken({ start, end }: Metadata, out: Output): string {
  if (typeof start !== 'number' || typeof end !== 'number') return ''
  return out.said(say` at ${clock(start)}–${clock(end)}`)
}

/** Seconds as minutes and seconds, with hours where there are any. */
function clock(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const pair = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  return `${hours > 0 ? `${hours}:${pair(minutes)}` : minutes}:${pair(seconds % 60)}`
}

/** A name on a line, no longer than it takes to know it. */
function cut(name: string): string {
  const line = name.replaceAll(/\s+/g, ' ')
  return line.length > NAME_CHARACTERS ? `${line.slice(0, NAME_CHARACTERS).trimEnd()}…` : line
}

function likely(probability: number | undefined, out: Output): string {
  if (probability === undefined) return ''
  return `  ${out.said(say`${Math.round(100 * probability)} %`).padStart(5)}`
}

/** The JSON output of a search. @param explanations one per hit, or none */
export function hitsAsJson(
  { query, mode, hits, confidence, rerank, timings }: SearchResult,
  explanations: readonly Explanation[],
): object {
  return {
    query,
    mode,
    hits: hits.map((hit, i) => ({
      ...hit,
      ...(explanations[i] ? { explanation: { query: explanations[i].a, text: explanations[i].b } } : {}),
    })),
    ...(confidence ? { confidence } : {}),
    ...(rerank ? { rerank } : {}),
    timings,
  }
}

/** A snippet of a text on one line, around the matches. */
function short(text: string, highlights: readonly Highlight[], out: Output): string {
  const piece = snippet(text, highlights, SNIPPET_CHARACTERS)
  let line = ''
  let at = 0
  for (const { start, end } of piece.highlights) {
    line += piece.text.slice(at, start) + out.green(piece.text.slice(start, end))
    at = end
  }
  return (line + piece.text.slice(at)).replaceAll(/\s+/g, ' ')
}

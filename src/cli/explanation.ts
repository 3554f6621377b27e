import type { Span } from '../analysis/explain.js'
import type { Output } from './output.js'

/** Words listed by name beneath a text. */
const NAMED = 5
/** Words that lose less than this share of what the strongest one loses are not marked. */
const MARKED = 0.25
const STRONG = 0.6

/** A text with the words marked that carry its similarity. */
export function marked(text: string, spans: readonly Span[], out: Output): string {
  const most = Math.max(0, ...spans.map(({ weight }) => weight))
  let at = 0
  let line = ''
  for (const { start, end, weight, text: word } of spans) {
    const share = most > 0 ? weight / most : 0
    line += text.slice(at, start)
    line += share < MARKED ? word : share < STRONG ? out.green(word) : out.bold(out.green(word))
    at = end
  }
  return (line + text.slice(at)).replaceAll(/\s+/g, ' ')
}

/** The words that carry most, with the cosine that is lost without them. */
export function strongest(spans: readonly Span[]): string {
  return [...spans]
    .sort((a, b) => b.weight - a.weight || a.start - b.start)
    .slice(0, NAMED)
    .filter(({ weight }) => weight > 0)
    .map(({ text, weight }) => `${text} ${weight.toFixed(3)}`)
    .join(', ')
}

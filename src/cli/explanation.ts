import type { Span } from '../analysis/explain.js'
import { fixed } from '../messages/said.js'
import type { Output } from './output.js'

/** Words listed below a text. */
const NAMED = 5
/** Least weights of a marked word and of a strongly marked one, relative to the greatest weight. */
const MARKED = 0.25
const STRONG = 0.6

/** A text on one line, with the words marked that contribute most to its similarity. */
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

/** Lists the words with the greatest weights: the cosine that is lost without them. */
export function strongest(spans: readonly Span[], out: Output): string {
  return [...spans]
    .sort((a, b) => b.weight - a.weight || a.start - b.start)
    .slice(0, NAMED)
    .filter(({ weight }) => weight > 0)
    .map(({ text, weight }) => `${text} ${out.number(fixed(weight, 3))}`)
    .join(', ')
}

import { rowOf, unitCosine } from '../basics/vectors.js'
import type { Encoder } from '../model/types.js'
import { wordSpans } from '../turkish/tokens.js'

/** A span of a text, and how much it contributes. */
export interface Span {
  text: string
  /** UTF-16 offsets. */
  start: number
  end: number
  /** Decrease of the cosine without it; negative if the cosine increases. */
  weight: number
}

/** A `Span` in short: start, end and weight. */
export type Weight = [start: number, end: number, weight: number]

/** What makes two texts similar. */
export interface Explanation {
  /** Cosine of the two texts. */
  score: number
  a: Span[]
  b: Span[]
}

/** Maximum spans per text. In longer texts, a span has several words. */
const MAX_SPANS = 64
/**
 * Most tokens that are encoded to explain one text, which is encoded once more for each span. With whole words, the cost
 * would grow with the square of the length: a text of 2,000 tokens took a large model minutes.
 */
const MAX_TOKENS = 2048
/** For static models, which only add up rows of a table. */
const MAX_TOKENS_STATIC = 1 << 19
/** A text that allows no two spans has none: one alone says nothing. */
const MIN_SPANS = 2

/**
 * Explains which words make two texts similar: leaves out each in turn and encodes the texts again. The longer a text is,
 * the more words are left out together, and a very long one has no spans at all: at most `MAX_TOKENS` are encoded for it.
 */
export async function explain(
  encoder: Encoder,
  a: string,
  b: string,
  signal?: AbortSignal,
): Promise<Explanation> {
  const [explanation] = await explainAll(encoder, [[a, b]], signal)
  return explanation!
}

/** Explains several pairs, with two calls of the encoder. */
export async function explainAll(
  encoder: Encoder,
  pairs: readonly (readonly [string, string])[],
  signal?: AbortSignal,
): Promise<Explanation[]> {
  return (await explainCounted(encoder, pairs, signal)).explanations
}

/** Whether a text has few enough words to have spans; that of others need not be tried. */
export function mayBeExplained({ spec }: Encoder, text: string): boolean {
  return wordSpans(text).length <= mostTokens(spec) / MIN_SPANS
}

/** The same as `explainAll`, with how many tokens were encoded. */
export async function explainCounted(
  encoder: Encoder,
  pairs: readonly (readonly [string, string])[],
  signal?: AbortSignal,
): Promise<{ explanations: Explanation[]; tokens: number }> {
  const options = signal ? { signal } : {}
  const texts = pairs.flat()
  const whole = await encoder.encode(texts, options)
  const plans = texts.map((text, i) => spans(text, mostTokens(encoder.spec) / Math.max(1, whole.tokens[i]!)))
  const pieces = texts.flatMap((text, i) => plans[i]!.map(span => without(text, span)))
  const batch = pieces.length === 0 ? undefined : await encoder.encode(pieces, options)
  let row = 0
  const weigh = (i: number, other: Float32Array, score: number): Span[] =>
    plans[i]!.map(({ start, end }) => ({
      text: texts[i]!.slice(start, end),
      start,
      end,
      weight: score - unitCosine(rowOf(batch!, row++), other),
    }))
  const explanations = pairs.map((_, i) => {
    const [a, b] = [rowOf(whole, 2 * i), rowOf(whole, 2 * i + 1)]
    const score = unitCosine(a, b)
    return { score, a: weigh(2 * i, b, score), b: weigh(2 * i + 1, a, score) }
  })
  return { explanations, tokens: sum(whole.tokens) + sum(batch?.tokens ?? []) }
}

function mostTokens({ architecture }: Encoder['spec']): number {
  return architecture === 'StaticEmbedding' ? MAX_TOKENS_STATIC : MAX_TOKENS
}

function sum(counts: Iterable<number>): number {
  let all = 0
  for (const count of counts) all += count
  return all
}

interface Stretch {
  start: number
  end: number
}

/** The words of a text, or groups of consecutive words. @param most of them; none if that is below `MIN_SPANS` */
function spans(text: string, most: number): Stretch[] {
  if (most < MIN_SPANS) return []
  const words = wordSpans(text)
  const size = Math.ceil(words.length / Math.min(MAX_SPANS, Math.floor(most)))
  if (size <= 1) return words
  return words.flatMap((word, i) =>
    i % size === 0 ? [{ start: word.start, end: words[Math.min(i + size, words.length) - 1]!.end }] : [],
  )
}

function without(text: string, { start, end }: Stretch): string {
  return `${text.slice(0, start)}${text.slice(end)}`
}

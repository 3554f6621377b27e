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

export interface Explanation {
  /** Cosine of the two texts. */
  score: number
  a: Span[]
  b: Span[]
}

/** Maximum spans per text. In longer texts, a span has several words. */
const MAX_SPANS = 64

/**
 * Explains which words make two texts similar: leaves out each in turn and encodes the texts again. Costs one
 * encoding per word.
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

/** Explains several pairs, with a single call of the encoder. */
export async function explainAll(
  encoder: Encoder,
  pairs: readonly (readonly [string, string])[],
  signal?: AbortSignal,
): Promise<Explanation[]> {
  const plans = pairs.map(([a, b]) => ({ a, b, spansA: spans(a), spansB: spans(b) }))
  const texts = plans.flatMap(({ a, b, spansA, spansB }) => [
    a,
    b,
    ...spansA.map(span => without(a, span)),
    ...spansB.map(span => without(b, span)),
  ])
  const batch = await encoder.encode(texts, signal ? { signal } : {})
  let row = 0
  return plans.map(({ a, b, spansA, spansB }) => {
    const [vectorA, vectorB] = [rowOf(batch, row), rowOf(batch, row + 1)]
    row += 2
    const score = unitCosine(vectorA, vectorB)
    const weigh = (text: string, list: readonly Stretch[], other: Float32Array): Span[] =>
      list.map(({ start, end }) => ({
        text: text.slice(start, end),
        start,
        end,
        weight: score - unitCosine(rowOf(batch, row++), other),
      }))
    return { score, a: weigh(a, spansA, vectorB), b: weigh(b, spansB, vectorA) }
  })
}

interface Stretch {
  start: number
  end: number
}

/** The words of a text, or up to `MAX_SPANS` groups of consecutive words. */
function spans(text: string): Stretch[] {
  const words = wordSpans(text)
  const size = Math.ceil(words.length / MAX_SPANS)
  if (size <= 1) return words
  return words.flatMap((word, i) =>
    i % size === 0 ? [{ start: word.start, end: words[Math.min(i + size, words.length) - 1]!.end }] : [],
  )
}

function without(text: string, { start, end }: Stretch): string {
  return `${text.slice(0, start)}${text.slice(end)}`
}

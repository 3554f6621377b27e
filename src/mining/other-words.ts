import { rowOf } from '../basics/vectors.js'
import type { VectorBatch } from '../types.js'
import { bundledContrast, contrastOf } from './contrast.js'
import { type Replaced, replacedWords } from './flags/replaced.js'
import type { Pair } from './types.js'

/** Overlap in wording from which two texts are one sentence with other words in it. */
export const ONE_SENTENCE = 0.5
/** Pairs whose words are encoded in one call. */
const TOGETHER = 4096

/** Vectors of words, one row for each text; of unit length. */
export type EncodeWords = (texts: readonly string[]) => Promise<VectorBatch>

/**
 * Looks at what paraphrases that share half of their words say in the others: a pair whose other words mean something else is
 * `related`, and says which they are. Most such pairs are one claim about two things. Takes time linear in the texts.
 * @param encode of the bundled table of words, whatever model the pairs were found by: it encodes words without a sentence
 */
export async function judgeOtherWords(pairs: readonly Pair[], encode: EncodeWords): Promise<Pair[]> {
  const replaced = new Map<number, Replaced>()
  pairs.forEach(({ a, b, kind, overlap }, i) => {
    if ((kind !== 'paraphrase' && kind !== 'near-copy') || overlap < ONE_SENTENCE) return
    const words = replacedWords(a, b)
    if (words) replaced.set(i, words)
  })
  const judged = [...pairs]
  const waiting = [...replaced]
  while (waiting.length > 0)
    for (const { i, differs } of await differing(waiting.splice(0, TOGETHER), encode))
      judged[i] = { ...judged[i]!, kind: 'related', differs }
  return judged
}

/** Pairs, by their positions, whose other words mean something else. */
async function differing(
  replaced: readonly [number, Replaced][],
  encode: EncodeWords,
): Promise<{ i: number; differs: [string, string] }[]> {
  const contrast = bundledContrast()
  const sides = replaced.map(([, { a, b }]): [string, string] => [a.join(' '), b.join(' ')])
  const rows = new Map([...new Set(sides.flat())].map((text, row) => [text, row]))
  const vectors = await encode([...rows.keys()])
  return replaced.flatMap(([i, words], at) => {
    const [one, other] = sides[at]!.map(side => rowOf(vectors, rows.get(side)!)) as [
      Float32Array,
      Float32Array,
    ]
    return contrastOf(contrast, words, one, other) < 0 ? [] : [{ i, differs: sides[at]! }]
  })
}

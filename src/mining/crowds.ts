import type { RowPairs } from './pairs.js'
import type { Pair } from './types.js'

/** Overlap in wording from which two texts need not be each other's nearest: their words agree too. */
const SOME_WORDS = 0.4
/** How many of the nearest of each text may say the same in other words. */
const NEAREST = 3

/**
 * Where many texts are near a text, most are of its subject and say something else. So paraphrases that share few words are
 * `related` unless each is among the other's three nearest, and say how many paraphrases are nearer. Groups of copies stay whole, since
 * their wording agrees; what a second look has read is left as that found it. Takes time linear in the pairs.
 * @param found rows of each pair, best first
 * @param pairs in the same order
 */
export function settleCrowds(found: RowPairs, pairs: readonly Pair[]): Pair[] {
  const nearerTo = new Map<number, number>()
  return pairs.map((pair, i) => {
    if (pair.kind !== 'paraphrase' && pair.kind !== 'near-copy') return pair
    const [left, right] = [found.left[i]!, found.right[i]!]
    const nearer = [nearerTo.get(left) ?? 0, nearerTo.get(right) ?? 0] as const
    nearerTo.set(left, nearer[0] + 1)
    nearerTo.set(right, nearer[1] + 1)
    const crowded = Math.max(...nearer)
    const known = pair.overlap >= SOME_WORDS || pair.rerank !== undefined
    return known || crowded < NEAREST ? pair : { ...pair, kind: 'related', crowded }
  })
}

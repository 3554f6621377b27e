import type { RowPairs } from './pairs.js'
import type { Pair } from './types.js'

/** Most rivals of a text that are looked at: sentences from one mould may have thousands. */
const MOST_RIVALS = 50

/**
 * Of two texts that contradict each other, or say one thing about two, a third can repeat one. So a paraphrase that is nearer
 * to a rival of the other text is `related`, and names it. Takes time linear in the pairs.
 * @param found rows of each pair
 * @param pairs in the same order
 */
export function settleRivals(found: RowPairs, pairs: readonly Pair[]): Pair[] {
  const scores = new Map<string, number>()
  const rivals = new Map<number, { row: number; id: string }[]>()
  const add = (of: number, row: number, id: string): void => {
    const list = rivals.get(of)
    if (!list) rivals.set(of, [{ row, id }])
    else if (list.length < MOST_RIVALS) list.push({ row, id })
  }
  pairs.forEach(({ score, flags, differs, aId, bId }, i) => {
    const [left, right] = [found.left[i]!, found.right[i]!]
    scores.set(keyOf(left, right), score)
    if (flags.length === 0 && !differs) return
    add(left, right, bId)
    add(right, left, aId)
  })
  if (rivals.size === 0) return [...pairs]
  return pairs.map((pair, i) => {
    if (pair.kind !== 'paraphrase' && pair.kind !== 'near-copy') return pair
    const [left, right] = [found.left[i]!, found.right[i]!]
    const nearer = (text: number, other: number): string | undefined =>
      rivals.get(text)?.find(({ row }) => (scores.get(keyOf(row, other)) ?? -1) > pair.score)?.id
    const rival = nearer(left, right) ?? nearer(right, left)
    return rival === undefined ? pair : { ...pair, kind: 'related', rival }
  })
}

function keyOf(one: number, other: number): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`
}

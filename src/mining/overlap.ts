import type { Word } from '../turkish/tokens.js'

/** Overlap in wording of two texts: the Dice coefficient of the multisets of their words' stems, 0 to 1. */
export function overlap(a: readonly Word[], b: readonly Word[]): number {
  if (a.length + b.length === 0) return 1
  const left = new Map<string, number>()
  for (const { stem } of a) left.set(stem, (left.get(stem) ?? 0) + 1)
  let shared = 0
  for (const { stem } of b) {
    const count = left.get(stem) ?? 0
    if (count === 0) continue
    left.set(stem, count - 1)
    shared++
  }
  return (2 * shared) / (a.length + b.length)
}

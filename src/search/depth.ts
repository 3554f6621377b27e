/**
 * How many hits each side of a search by both is asked for, if k are wanted: of the first 30, what the best of them say in other words
 * still comes forward.
 * @param depth asked for at least
 */
export function depthFor(k: number, depth = 0): number {
  return Math.max(30, k + 10, depth)
}

/** Least depth of a search whose hits are taken in pages. */
const PAGED = 50

/**
 * A depth that is the same for all pages up to a number of hits: pages of one search fit together only if all are cut from the
 * same ranking, and scores by both depend on the candidates.
 */
export function depthOfPages(hits: number): number {
  let depth = PAGED
  while (depth < hits + 10) depth *= 2
  return depth
}

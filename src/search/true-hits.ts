import { countTrue } from '../basics/top-k.js'

/** Scores that differ by less are equal: passages that are equally near may stand for one another. */
const TIE = 1e-6

export interface Scored {
  score: number
}

/**
 * How many hits are as near as the true ones: the numerator of recall@k.
 * @param best what an exact search found, best first
 */
export function countTrueHits(hits: readonly Scored[], best: readonly Scored[]): number {
  const scores = (of: readonly Scored[]): number[] => of.map(({ score }) => score)
  return countTrue(scores(hits), scores(best), TIE)
}

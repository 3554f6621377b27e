/** A pair that was decided about, and its cosine. */
export interface Decided {
  score: number
  isRight: boolean
}

/**
 * From which cosine people call pairs the same, as far as their decisions tell: where fewest of them are on the wrong side, of
 * several such places the one nearest to `start`. While all were called different, the middle between the highest of them and
 * 1: halving finds the place in few decisions, wherever it is; while all were called the same, just below them.
 * @param start where it is thought to be without any
 * @param step how far below
 */
export function boundaryOf(decided: readonly Decided[], start: number, step: number): number {
  const sorted = [...decided].sort((a, b) => a.score - b.score)
  const rights = sorted.filter(({ isRight }) => isRight)
  const highest = sorted.findLast(({ isRight }) => !isRight)?.score
  if (rights.length === 0) return highest === undefined ? start : Math.max(start, (highest + 1) / 2)
  if (highest === undefined) return Math.min(start, rights[0]!.score - step)
  const places = [start, ...sorted.slice(1).map(({ score }, i) => (score + sorted[i]!.score) / 2)]
  const errors = (place: number): number =>
    sorted.filter(({ score, isRight }) => isRight !== score >= place).length
  const counted = places.map(place => ({ place, errors: errors(place) }))
  counted.sort((a, b) => a.errors - b.errors || Math.abs(a.place - start) - Math.abs(b.place - start))
  return counted[0]!.place
}

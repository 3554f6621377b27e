/** Exponent on word frequencies for the vocabulary, as for negatives in word2vec (Mikolov et al. 2013). */
const DAMPING = 0.75

/** Weighted count of each word, for learning the vocabulary. */
export function wordCounts(words: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  for (const [word, count] of counts) counts.set(word, damped(count))
  return counts
}

/**
 * Damps a word's count, because everyday words would otherwise take up most pieces. Times three, so that small counts
 * still differ after rounding. A single occurrence stays 1, which is too rare for a piece.
 */
function damped(count: number): number {
  return count === 1 ? 1 : Math.ceil(3 * count ** DAMPING)
}

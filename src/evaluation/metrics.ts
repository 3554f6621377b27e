/** Ranks from 1. Equal values share their mean rank. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const out = new Array<number>(values.length)
  for (let i = 0; i < order.length; ) {
    let end = i
    while (end < order.length && values[order[end]!] === values[order[i]!]) end++
    for (let k = i; k < end; k++) out[order[k]!] = (i + end + 1) / 2
    i = end
  }
  return out
}

/**
 * Area under the ROC curve: the probability that a positive scores higher than a negative (Mann and Whitney 1947).
 * @returns NaN if one of the classes is empty
 */
export function auc(scores: readonly number[], positive: readonly boolean[]): number {
  const rank = ranks(scores)
  const positives = positive.filter(Boolean).length
  const sum = rank.reduce((total, r, i) => (positive[i] ? total + r : total), 0)
  return (sum - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives))
}

/** Spearman's rank correlation, in [-1, 1]; NaN if one side is constant. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const x = ranks(a)
  const y = ranks(b)
  const mean = (x.length + 1) / 2
  let xy = 0
  let xx = 0
  let yy = 0
  x.forEach((value, i) => {
    xy += (value - mean) * (y[i]! - mean)
    xx += (value - mean) ** 2
    yy += (y[i]! - mean) ** 2
  })
  return xy / Math.sqrt(xx * yy)
}

/** Pearson's correlation, in [-1, 1]; NaN if one side is constant. */
export function pearson(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  let ab = 0
  let aa = 0
  let bb = 0
  a.forEach((value, i) => {
    ab += (value - meanA) * (b[i]! - meanB)
    aa += (value - meanA) ** 2
    bb += (b[i]! - meanB) ** 2
  })
  return ab / Math.sqrt(aa * bb)
}

/** Precision and recall if everything with at least this score is accepted. */
export interface OperatingPoint {
  threshold: number
  precision: number
  recall: number
}

/**
 * Precision and recall at every score that occurs, highest first.
 * @param total number of positives; default those given (more if some were never scored)
 */
export function precisionRecall(
  scores: readonly number[],
  positive: readonly boolean[],
  total = positive.filter(Boolean).length,
): OperatingPoint[] {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!)
  const points: OperatingPoint[] = []
  let hits = 0
  order.forEach((i, at) => {
    if (positive[i]) hits++
    const threshold = scores[i]!
    if (at + 1 < order.length && scores[order[at + 1]!] === threshold) return
    points.push({ threshold, precision: hits / (at + 1), recall: hits / total })
  })
  return points
}

/** Average precision: precision weighted by the steps of recall, without interpolation. NaN without positives. */
export function averagePrecision(points: readonly OperatingPoint[]): number {
  let before = 0
  return points.reduce((sum, { precision, recall }) => {
    const step = recall - before
    before = recall
    return sum + step * precision
  }, 0)
}

/** The operating point with the highest harmonic mean of precision and recall; on ties the highest threshold. */
export function bestF1(points: readonly OperatingPoint[]): OperatingPoint & { f1: number } {
  let best = { threshold: Number.NaN, precision: 0, recall: 0, f1: 0 }
  for (const point of points) {
    const { precision, recall } = point
    const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
    if (f1 > best.f1) best = { ...point, f1 }
  }
  return best
}

/** Reciprocal rank of the first relevant result among the first k; 0 if there is none. */
export function reciprocalRank(relevance: readonly number[], k: number): number {
  const at = relevance.slice(0, k).findIndex(gain => gain > 0)
  return at < 0 ? 0 : 1 / (at + 1)
}

/** Share of all relevant documents among the first k results. */
export function recallAt(relevance: readonly number[], relevant: number, k: number): number {
  return relevance.slice(0, k).filter(gain => gain > 0).length / relevant
}

/**
 * Normalised discounted cumulative gain, with relevance as gain (Järvelin and Kekäläinen 2002, as in trec_eval).
 * @param relevance relevance of each result, in order
 * @param ideal relevance of all relevant documents
 */
export function ndcg(relevance: readonly number[], ideal: readonly number[], k: number): number {
  const dcg = (gains: readonly number[]): number =>
    gains.slice(0, k).reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0)
  return dcg(relevance) / dcg([...ideal].sort((a, b) => b - a))
}

/** Ranks from 1; equal values share their mean rank. */
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
 * Area under the ROC curve: the chance that a positive scores higher than a negative (Mann and Whitney 1947).
 * @returns NaN where one of the two classes is missing
 */
export function auc(scores: readonly number[], positive: readonly boolean[]): number {
  const rank = ranks(scores)
  const positives = positive.filter(Boolean).length
  const sum = rank.reduce((total, r, i) => (positive[i] ? total + r : total), 0)
  return (sum - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives))
}

/** Spearman's rank correlation, in [-1, 1]; NaN where one side is constant. */
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

/** A mapping from cosine to probability: linear between these points, constant outside. */
export type Curve = { score: number; probability: number }[]

export const CALIBRATORS = ['isotonic', 'platt'] as const
export type Calibrator = (typeof CALIBRATORS)[number]

/** Labels of each kind without which held-out figures say nothing: two for each of five folds. */
export const LEAST_OF_A_KIND = 10
/** Fits a curve to at least one labelled score. */
export type Fit = (scores: readonly number[], labels: readonly boolean[]) => Curve

export const FITS: Record<Calibrator, Fit> = { isotonic: fitIsotonic, platt: fitPlatt }

/** No finite sample justifies certainty. */
const MIN_PROBABILITY = 1e-3

/** The share of positives, whatever the score; smoothed by one pair of each kind (Laplace). */
export function fitBaseRate(_: readonly number[], labels: readonly boolean[]): Curve {
  return [{ score: 0, probability: (labels.filter(Boolean).length + 1) / (labels.length + 2) }]
}

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955), after equal scores. The curve has a point at the
 * mean of each pool.
 */
function fitIsotonic(scores: readonly number[], labels: readonly boolean[]): Curve {
  const groups = new Map<number, { sum: number; count: number }>()
  scores.forEach((score, i) => {
    const { sum, count } = groups.get(score) ?? { sum: 0, count: 0 }
    groups.set(score, { sum: sum + (labels[i] ? 1 : 0), count: count + 1 })
  })
  const pools: { sum: number; count: number; scores: number }[] = []
  for (const [score, { sum, count }] of [...groups].sort((a, b) => a[0] - b[0])) {
    let pool = { sum, count, scores: score * count }
    for (
      let last = pools.at(-1);
      last && last.sum / last.count >= pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pools.pop()
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count, scores: pool.scores + last.scores }
    }
    pools.push(pool)
  }
  return pools.map(({ sum, count, scores: total }) => ({
    score: total / count,
    probability: clamp(sum / count),
  }))
}

const PLATT_STEPS = 100
const PLATT_POINTS = 64
/** Keeps Newton steps finite if the classes are separable. */
const RIDGE = 1e-9

/**
 * Fits a logistic curve with smoothed targets (Platt 1999) by Newton's method. The curve ends with the scores: what lies
 * beyond them has not been seen.
 */
function fitPlatt(scores: readonly number[], labels: readonly boolean[]): Curve {
  const positives = labels.filter(Boolean).length
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (labels.length - positives + 2)
  let slope = 1
  let offset = 0
  for (let step = 0; step < PLATT_STEPS; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, RIDGE, 0, RIDGE]
    scores.forEach((score, i) => {
      const p = 1 / (1 + Math.exp(-(slope * score + offset)))
      const error = p - (labels[i] ? high : low)
      const weight = p * (1 - p)
      g0 += error * score
      g1 += error
      h00 += weight * score * score
      h01 += weight * score
      h11 += weight
    })
    const determinant = h00 * h11 - h01 * h01
    const [d0, d1] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant]
    if (!Number.isFinite(d0) || !Number.isFinite(d1)) break
    slope -= d0
    offset -= d1
    if (Math.abs(d0) + Math.abs(d1) < 1e-9) break
  }
  // More similarity must not lower the probability.
  if (!(slope > 0)) return fitBaseRate(scores, labels)
  const least = scores.reduce((a, b) => Math.min(a, b))
  const range = scores.reduce((a, b) => Math.max(a, b)) - least
  return Array.from({ length: PLATT_POINTS + 1 }, (_, i) => {
    const score = least + (range * i) / PLATT_POINTS
    return { score, probability: clamp(1 / (1 + Math.exp(-(slope * score + offset)))) }
  })
}

function clamp(probability: number): number {
  return Math.min(1 - MIN_PROBABILITY, Math.max(MIN_PROBABILITY, probability))
}

/** Maps a cosine to a probability. */
export function probabilityOf(curve: Curve, score: number): number {
  const after = curve.findIndex(point => point.score >= score)
  if (after < 0) return curve.at(-1)!.probability
  const high = curve[after]!
  const low = curve[after - 1]
  if (!low || high.score === score) return high.probability
  return (
    low.probability + ((high.probability - low.probability) * (score - low.score)) / (high.score - low.score)
  )
}

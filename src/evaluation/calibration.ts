import { evenlySpaced } from '../basics/evenly-spaced.js'
import type { OperatingPoint } from './metrics.js'
import { precisionRecall } from './metrics.js'
import type { ScoredLabels } from './pairs.js'

/** A mapping from cosine to probability: linear between these points, constant outside. */
export type Curve = { score: number; probability: number }[]

export const CALIBRATORS = ['isotonic', 'platt'] as const
export type Calibrator = (typeof CALIBRATORS)[number]

export interface Calibration {
  /** The method with the lower log loss in cross-validation. */
  method: Calibrator
  curve: Curve
  /** Precision and recall on the labelled pairs, thinned out; highest threshold first. */
  operatingPoints: OperatingPoint[]
  pairs: number
  positives: number
  /** In five-fold cross-validation: mean squared error of the probability (Brier 1950), and log loss in nats. */
  brier: number
  logLoss: number
}

const FOLDS = 5
const MAX_POINTS = 200
/** No finite sample justifies certainty. */
const MIN_PROBABILITY = 1e-3

type Fit = (scores: readonly number[], labels: readonly boolean[]) => Curve

const FITS: Record<Calibrator, Fit> = { isotonic: fitIsotonic, platt: fitPlatt }

/** Fits both mappings, and picks the one that predicts unseen pairs better. */
export function calibrate({ scores, labels }: ScoredLabels): Calibration {
  const trials = CALIBRATORS.map(method => ({ method, ...crossValidate(FITS[method], scores, labels) }))
  const best = trials.reduce((a, b) => (b.logLoss < a.logLoss ? b : a))
  return {
    method: best.method,
    curve: FITS[best.method](scores, labels),
    operatingPoints: thin(precisionRecall(scores, labels)),
    pairs: scores.length,
    positives: labels.filter(Boolean).length,
    brier: best.brier,
    logLoss: best.logLoss,
  }
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

/** The lowest threshold with at least this precision on the labelled pairs; undefined if there is none. */
export function thresholdFor(points: readonly OperatingPoint[], precision: number): number | undefined {
  return points.reduce<number | undefined>(
    (least, point) => (point.precision >= precision ? point.threshold : least),
    undefined,
  )
}

/** The lowest cosine with at least this probability; 1 if there is none. */
export function scoreFor(curve: Curve, probability: number): number {
  const after = curve.findIndex(point => point.probability >= probability)
  if (after < 0) return 1
  const high = curve[after]!
  const low = curve[after - 1]
  if (!low || high.probability === low.probability) return high.score
  const share = (probability - low.probability) / (high.probability - low.probability)
  return low.score + share * (high.score - low.score)
}

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al. 1955). The curve has a point at the mean of each
 * pool.
 */
function fitIsotonic(scores: readonly number[], labels: readonly boolean[]): Curve {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!)
  const pools: { sum: number; count: number; scores: number }[] = []
  for (const i of order) {
    let pool = { sum: labels[i] ? 1 : 0, count: 1, scores: scores[i]! }
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

/** Fits a logistic curve with smoothed targets (Platt 1999) by Newton's method. */
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
  return Array.from({ length: PLATT_POINTS + 1 }, (_, i) => {
    const score = -1 + (2 * i) / PLATT_POINTS
    // More similarity must not lower the probability.
    return { score, probability: clamp(1 / (1 + Math.exp(-(Math.max(0, slope) * score + offset)))) }
  })
}

function clamp(probability: number): number {
  return Math.min(1 - MIN_PROBABILITY, Math.max(MIN_PROBABILITY, probability))
}

/** Five-fold cross-validation. Deals rows out in turn, so the folds are deterministic. */
function crossValidate(
  fit: Fit,
  scores: readonly number[],
  labels: readonly boolean[],
): { brier: number; logLoss: number } {
  let [brier, logLoss] = [0, 0]
  for (let fold = 0; fold < FOLDS; fold++) {
    const isHeldOut = (i: number): boolean => i % FOLDS === fold
    const rest = [...scores.keys()].filter(i => !isHeldOut(i))
    const curve = fit(
      rest.map(i => scores[i]!),
      rest.map(i => labels[i]!),
    )
    scores.forEach((score, i) => {
      if (!isHeldOut(i) || curve.length === 0) return
      const p = probabilityOf(curve, score)
      brier += (p - (labels[i] ? 1 : 0)) ** 2
      logLoss -= Math.log(labels[i] ? p : 1 - p)
    })
  }
  return { brier: brier / scores.length, logLoss: logLoss / scores.length }
}

function thin(points: readonly OperatingPoint[]): OperatingPoint[] {
  const kept = new Set(evenlySpaced(points.length, MAX_POINTS)).add(points.length - 1)
  return points.filter((_, i) => kept.has(i))
}

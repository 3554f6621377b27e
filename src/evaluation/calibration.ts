import { evenlySpaced } from '../basics/evenly-spaced.js'
import { type Fold, foldsApart } from '../basics/folds.js'
import {
  CALIBRATORS,
  type Calibrator,
  type Curve,
  FITS,
  type Fit,
  fitBaseRate,
  probabilityOf,
} from './calibration-fits.js'
import { assertUseful, type Losses, lossesOf } from './label-shortage.js'
import type { OperatingPoint } from './metrics.js'
import { precisionRecall } from './metrics.js'
import type { ScoredLabels } from './pairs.js'
import { type SuggestedThreshold, suggestThresholds } from './suggested-thresholds.js'

export interface Calibration extends Losses {
  /** The method with the lower log loss in cross-validation. */
  method: Calibrator
  curve: Curve
  /** Precision and recall on the labelled pairs, thinned out; highest threshold first. */
  operatingPoints: OperatingPoint[]
  thresholds: SuggestedThreshold[]
  pairs: number
  positives: number
  /** Losses of the share of positives as the only prediction, in the same cross-validation. */
  base: Losses
}

const FOLDS = 5
const MAX_POINTS = 200

/**
 * Fits both mappings, and picks the one that predicts unseen pairs better, in five-fold cross-validation in which pairs
 * that share a text are never on both sides.
 * @throws AnlamError `invalid-input` for too few labels, or if the base rate predicts as well
 */
export function calibrate(scored: ScoredLabels): Calibration {
  const { scores, labels, texts } = scored
  const folds = foldsApart(texts ?? scores.map(() => []), FOLDS)
  const trials = CALIBRATORS.map(method => ({ method, ...crossValidate(FITS[method], scored, folds) }))
  const best = trials.reduce((a, b) => (b.logLoss < a.logLoss ? b : a))
  const base = crossValidate(fitBaseRate, scored, folds)
  assertUseful(scored, best, base)
  return {
    ...best,
    curve: FITS[best.method](scores, labels),
    operatingPoints: thin(precisionRecall(scores, labels)),
    thresholds: suggestThresholds(scored),
    pairs: scores.length,
    positives: labels.filter(Boolean).length,
    base,
  }
}

/** The lowest threshold with at least this precision on the labelled pairs; undefined if there is none. */
export function thresholdFor(points: readonly OperatingPoint[], precision: number): number | undefined {
  return points.reduce<number | undefined>(
    (least, point) => (point.precision >= precision ? point.threshold : least),
    undefined,
  )
}

/**
 * The lowest cosine of a labelled pair from which on a pair is at least this probable; 1 if there is none, which only
 * equal vectors reach.
 */
export function likelyFrom(
  { curve, operatingPoints }: Pick<Calibration, 'curve' | 'operatingPoints'>,
  probability: number,
): number {
  const lowest = operatingPoints.findLast(({ threshold }) => probabilityOf(curve, threshold) >= probability)
  return lowest?.threshold ?? 1
}

function crossValidate(fit: Fit, { scores, labels }: ScoredLabels, folds: readonly Fold[]): Losses {
  const sum = { brier: 0, logLoss: 0 }
  for (const { heldOut, rest } of folds) {
    const of = (rows: readonly number[]) => ({
      scores: rows.map(row => scores[row]!),
      labels: rows.map(row => labels[row]!),
    })
    const learnt = of(rest)
    const curve = (rest.length > 0 ? fit : fitBaseRate)(learnt.scores, learnt.labels)
    const { brier, logLoss } = lossesOf(curve, of(heldOut))
    sum.brier += brier * heldOut.length
    sum.logLoss += logLoss * heldOut.length
  }
  return { brier: sum.brier / scores.length, logLoss: sum.logLoss / scores.length }
}

function thin(points: readonly OperatingPoint[]): OperatingPoint[] {
  const kept = new Set(evenlySpaced(points.length, MAX_POINTS)).add(points.length - 1)
  return points.filter((_, i) => kept.has(i))
}

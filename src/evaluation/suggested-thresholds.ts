import { bestF1, type OperatingPoint, precisionRecall } from './metrics.js'
import type { ScoredLabels } from './pairs.js'
import { wilson } from './wilson.js'

/** Precisions that a threshold is looked for. */
const WANTED = [0.8, 0.9, 0.95, 0.99]

/** A cosine that was seen, with labelled pairs on both sides, and what accepting pairs from it on is worth. */
export interface SuggestedThreshold extends OperatingPoint {
  /** Why it is suggested: the least precision wanted, or the best balance of precision and recall. */
  wanted: number | 'f1'
  /** Labelled pairs with at least this cosine. */
  accepted: number
  /** Wilson's 95 % intervals. */
  precisionInterval: [number, number]
  recallInterval: [number, number]
}

/**
 * Thresholds that the labels speak for: the lowest one for each precision that is reached at all, and that of the best
 * F1. Each is the cosine of a labelled pair, above at least one other.
 */
export function suggestThresholds({
  scores,
  labels,
}: Pick<ScoredLabels, 'scores' | 'labels'>): SuggestedThreshold[] {
  // The last point accepts everything: nothing lies below it.
  const points = precisionRecall(scores, labels).slice(0, -1)
  const positives = labels.filter(Boolean).length
  const describe = (wanted: SuggestedThreshold['wanted'], point: OperatingPoint): SuggestedThreshold => {
    const accepted = scores.filter(score => score >= point.threshold).length
    const hits = Math.round(point.recall * positives)
    const { threshold, precision, recall } = point
    return {
      wanted,
      threshold,
      precision,
      recall,
      accepted,
      precisionInterval: wilson(hits, accepted),
      recallInterval: wilson(hits, positives),
    }
  }
  const suggested = WANTED.flatMap(wanted => {
    const lowest = points.findLast(({ precision }) => precision >= wanted)
    return lowest ? [describe(wanted, lowest)] : []
  })
  const best = bestF1(points)
  return best.f1 > 0 ? [describe('f1', best), ...suggested] : suggested
}

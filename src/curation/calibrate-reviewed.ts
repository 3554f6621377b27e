import { createHash } from 'node:crypto'
import type { Config } from '../config.js'
import { calibrateBy } from '../evaluation/calibrate-index.js'
import { likelyFrom } from '../evaluation/calibration.js'
import { probabilityOf } from '../evaluation/calibration-fits.js'
import { readCalibration, type StoredCalibration } from '../evaluation/calibrations.js'
import { type LabelledPair, type ScoredLabels, scoreLabels } from '../evaluation/pairs.js'
import type { SearchIndex } from '../index/types.js'
import { paraphrasesFrom } from '../mining/paraphrase-threshold.js'
import type { Encoder } from '../model/types.js'
import type { Reporter } from '../types.js'
import { allDecisions } from './decisions.js'
import { tellsOfCosine } from './labels.js'

/** What a threshold is worth on the pairs that were decided about. */
export interface AtThreshold {
  threshold: number
  /** Share of the pairs from there on that are right; null if there are none. */
  precision: number | null
  /** Share of the right pairs that are from there on. */
  recall: number
  /** Number of pairs from there on. */
  accepted: number
}

export interface ReviewedCalibration {
  before: AtThreshold
  after: AtThreshold
  calibration: StoredCalibration
  /** Maps a cosine to the probability of a paraphrase. */
  probability: (score: number) => number
}

/**
 * Calibrates an index by what was decided about its pairs without flags, and says what its threshold for paraphrases was
 * and is worth. Both are measured on these pairs, which the new one was chosen by; the calibration's own losses are of held-out ones.
 * @param encoder that of the index
 * @throws AnlamError as `calibrateIndex`; the earlier calibration then stays
 */
export async function calibrateReviewed(
  config: Config,
  index: SearchIndex,
  encoder: Encoder,
  options: { reporter: Reporter; signal?: AbortSignal },
): Promise<ReviewedCalibration> {
  const { name, identity } = index
  const pairs = (await allDecisions(index))
    .filter(tellsOfCosine)
    .map(({ a, b, verdict }): LabelledPair => ({ a, b, label: verdict === 'right' ? 1 : 0 }))
  const { signal } = options
  const scored = await scoreLabels(pairs, `the decisions of index ${name}`, encoder, signal ? { signal } : {})
  const earlier = await readCalibration(config, name, identity.fingerprint)
  const before = await paraphrasesFrom(config, identity, earlier, options)
  const { model, fingerprint } = encoder.spec
  const sha256 = createHash('sha256').update(JSON.stringify(pairs)).digest('hex')
  const calibration = await calibrateBy(config, name, { pairs, scored, model, fingerprint, sha256 })
  return {
    before: measured(scored, before),
    after: measured(scored, likelyFrom(calibration, 0.5)),
    calibration,
    probability: score => probabilityOf(calibration.curve, score),
  }
}

function measured({ scores, labels }: ScoredLabels, threshold: number): AtThreshold {
  const accepted = labels.filter((_, i) => scores[i]! >= threshold)
  const right = accepted.filter(Boolean).length
  return {
    threshold,
    precision: accepted.length === 0 ? null : right / accepted.length,
    recall: right / labels.filter(Boolean).length,
    accepted: accepted.length,
  }
}

import { AnlamError } from '../errors.js'
import { type Curve, FITS, fitBaseRate, LEAST_OF_A_KIND, probabilityOf } from './calibration-fits.js'
import type { ScoredLabels } from './pairs.js'

/** Mean squared error of probabilities (Brier 1950), and log loss in nats; lower is better. */
export interface Losses {
  brier: number
  logLoss: number
}

/** More labels than anybody gives by hand. */
const MOST = 5000

/** How many labels of each kind are missing. */
export interface Shortage {
  positives: number
  negatives: number
}

/** Mean losses of a curve on labelled scores. */
export function lossesOf(curve: Curve, { scores, labels }: Pick<ScoredLabels, 'scores' | 'labels'>): Losses {
  let [brier, logLoss] = [0, 0]
  scores.forEach((score, i) => {
    const p = probabilityOf(curve, score)
    brier += (p - (labels[i] ? 1 : 0)) ** 2
    logLoss -= Math.log(labels[i] ? p : 1 - p)
  })
  return { brier: brier / scores.length, logLoss: logLoss / scores.length }
}

/** Nats of all held-out pairs together: what a curve's one parameter gains by chance (AIC, Akaike 1974). */
const LEAST_GAIN = 0.5

/**
 * Refuses labels that are too few, and a fit that predicts held-out pairs no better than the share of paraphrases does.
 * @throws AnlamError `invalid-input`, saying how many labels of which kind are missing
 */
export function assertUseful(scored: ScoredLabels, held: Losses, base: Losses): void {
  const { positives, negatives } = countKinds(scored)
  const few = {
    positives: Math.max(0, LEAST_OF_A_KIND - positives),
    negatives: Math.max(0, LEAST_OF_A_KIND - negatives),
  }
  if (few.positives + few.negatives > 0) {
    throw new AnlamError(
      'invalid-input',
      `${positives} paraphrases and ${negatives} other pairs are too few to calibrate with; at least ` +
        `${LEAST_OF_A_KIND} of each are needed: label ${inWords(few)} more (--next FILE chooses pairs to label)`,
    )
  }
  const gain = (base.logLoss - held.logLoss) * (positives + negatives)
  if (gain > LEAST_GAIN && held.brier < base.brier) return
  const figures =
    `log loss ${held.logLoss.toFixed(4)} and Brier ${held.brier.toFixed(4)} on held-out pairs, against ` +
    `${base.logLoss.toFixed(4)} and ${base.brier.toFixed(4)} of always answering ${share(positives, positives + negatives)}`
  const missing = shortageOf(scored)
  throw new AnlamError(
    'invalid-input',
    missing
      ? `the cosine predicts these labels no better than their share does: ${figures}; about ${inWords(missing)} more ` +
          'labelled pairs could change that (--next FILE chooses them)'
      : `the cosine does not tell these labels apart: ${figures}; more labels of the same kind would not change that: ` +
          'check that 1 means a paraphrase, and label pairs as unlike one another as those you will mine',
  )
}

/**
 * How many more labels a logistic curve needs to predict better than the share of positives. Its gain over that share
 * in nats a pair, estimated without bias by AIC (Akaike 1974), is g - 1 / (2 n) on unseen pairs after n labels, because it
 * has one parameter more; n = 1 / g keeps half of g.
 * @returns undefined if no number would do
 */
export function shortageOf(scored: ScoredLabels): Shortage | undefined {
  const { scores, labels } = scored
  const { positives, negatives } = countKinds(scored)
  const pairs = positives + negatives
  const curve = FITS.platt(scores, labels)
  const base = fitBaseRate(scores, labels)
  const gain = lossesOf(base, scored).logLoss - lossesOf(curve, scored).logLoss - 1 / (2 * pairs)
  if (gain <= 0 || 1 / gain > MOST) return undefined
  const wanted = Math.max(LEAST_OF_A_KIND, Math.ceil(1 / gain) - pairs)
  // The rarer kind first, up to as many as of the other; then as many of each.
  const rarer = Math.min(wanted, Math.abs(positives - negatives))
  const [one, other] = [rarer + Math.ceil((wanted - rarer) / 2), Math.floor((wanted - rarer) / 2)]
  return positives < negatives ? { positives: one, negatives: other } : { positives: other, negatives: one }
}

function countKinds({ labels }: Pick<ScoredLabels, 'labels'>): Shortage {
  const positives = labels.filter(Boolean).length
  return { positives, negatives: labels.length - positives }
}

function inWords({ positives, negatives }: Shortage): string {
  if (negatives === 0) return `${positives} paraphrases (label 1)`
  if (positives === 0) return `${negatives} other pairs (label 0)`
  return `${positives} paraphrases (label 1) and ${negatives} other pairs (label 0)`
}

function share(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`
}

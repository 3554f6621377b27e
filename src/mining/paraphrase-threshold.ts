import { z } from 'zod'
import { rowOf, unitCosine } from '../basics/vectors.js'
import type { Config } from '../config.js'
import { likelyFrom } from '../evaluation/calibration.js'
import type { StoredCalibration } from '../evaluation/calibrations.js'
import { type JudgedSentence, judgedTexts } from '../evaluation/judged-texts.js'
import { MeasuredFacts } from '../evaluation/measured.js'
import type { IndexIdentity } from '../index/types.js'
import type { Encoder } from '../model/types.js'
import type { Reporter } from '../types.js'

/** From which cosine pairs of a model are paraphrases. */
export interface ParaphraseThreshold {
  threshold: number
  /** On the labelled prose: share of the pairs from there on that are paraphrases, and of the paraphrases that are found. */
  precision: number
  recall: number
}

/** Wanted share of right pairs. */
const PRECISION = 0.8
/** Pairs from which on a share says something. */
const LEAST_PAIRS = 10
const DECIMALS = 100

/** By model. */
export const PARAPHRASES: MeasuredFacts<ParaphraseThreshold> = new MeasuredFacts(
  'paraphrases',
  z.object({ threshold: z.number(), precision: z.number(), recall: z.number() }),
)

/**
 * Measures the lowest cosine, of two decimals, from which four of five pairs of labelled prose are paraphrases. Near-copies
 * that contradict each other are left out: no cosine tells them apart, flags do.
 */
export async function measureThreshold(
  encoder: Encoder,
  options: { signal?: AbortSignal } = {},
): Promise<ParaphraseThreshold> {
  const sentences = judgedTexts('prose')
  const vectors = await encoder.encode(
    sentences.map(({ text }) => text),
    options,
  )
  const pairs = labelledPairs(sentences, (a, b) => unitCosine(rowOf(vectors, a), rowOf(vectors, b)))
  const paraphrases = pairs.filter(({ same }) => same).length
  let best: ParaphraseThreshold | undefined
  for (let threshold = 1; threshold > 0; threshold = Math.round(DECIMALS * threshold - 1) / DECIMALS) {
    const found = pairs.filter(({ cosine }) => cosine >= threshold)
    const right = found.filter(({ same }) => same).length
    const precision = right / Math.max(1, found.length)
    if (found.length >= LEAST_PAIRS && precision < PRECISION) break
    if (found.length >= LEAST_PAIRS) best = { threshold, precision, recall: right / paraphrases }
  }
  // A model that reaches it nowhere cannot tell paraphrases: only equal texts are called so.
  return best ?? { threshold: 1, precision: 1, recall: 0 }
}

/**
 * The cosine from which pairs of an index are paraphrases: by its calibration, or as measured of its model on labelled prose.
 * @throws AnlamError as `MeasuredFacts.learn`
 */
export async function paraphrasesFrom(
  config: Config,
  identity: IndexIdentity,
  calibration: StoredCalibration | undefined,
  { reporter, signal }: { reporter: Reporter; signal?: AbortSignal },
): Promise<number> {
  if (calibration) return likelyFrom(calibration, 0.5)
  const options = { reporter, ...(signal ? { signal } : {}) }
  return (await PARAPHRASES.learn(config, identity, measureThreshold, options)).threshold
}

interface LabelledPair {
  cosine: number
  same: boolean
}

/** All pairs but those of which one contradicts the other, or what the other says in other words. */
function labelledPairs(
  sentences: readonly JudgedSentence[],
  cosineOf: (a: number, b: number) => number,
): LabelledPair[] {
  const groupOf = new Map(sentences.map(({ id, group }) => [id, group]))
  const denied = ({ contradicts }: JudgedSentence): string | undefined =>
    contradicts && groupOf.get(contradicts)
  return sentences.flatMap((a, i) =>
    sentences.slice(0, i).flatMap((b, j) => {
      if (denied(a) === b.group || denied(b) === a.group) return []
      return { cosine: cosineOf(i, j), same: a.group === b.group }
    }),
  )
}

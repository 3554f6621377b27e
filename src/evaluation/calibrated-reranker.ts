import { z } from 'zod'
import { openReranker } from '../compose.js'
import type { Config } from '../config.js'
import type { Reranker } from '../model/reranker/types.js'
import { SILENT } from '../types.js'
import { type Logistic, predict } from './logistic.js'
import { MeasuredFacts } from './measured.js'

/** What a re-ranker is asked: whether a passage answers a query, or whether two texts say the same. */
export const QUESTIONS = ['answers', 'paraphrases'] as const
export type Question = (typeof QUESTIONS)[number]

/** For each question, what the log-odds of a model's own probability say. */
export type RerankerCurves = Record<Question, Logistic>

const Curve = z.object({ weights: z.array(z.number()).length(1), bias: z.number() })

/** What probabilities say, by re-ranker. */
export const RERANKERS: MeasuredFacts<RerankerCurves> = new MeasuredFacts(
  'rerankers',
  z.object({ answers: Curve, paraphrases: Curve }),
)

/** Probabilities nearer to 0 or 1 are no longer told apart by a float32. */
const EDGE = 1e-6

/** Log-odds of a probability. */
export function logOdds(probability: number): number {
  const p = Math.min(1 - EDGE, Math.max(EDGE, probability))
  return Math.log(p / (1 - p))
}

/**
 * Opens a re-ranker whose probabilities are those of bundled judged texts, if `anlam model measure` has learnt them on this
 * machine; otherwise they are the model's own. The order of what it scores is the same.
 * @throws AnlamError as `openReranker`
 */
export async function openCalibratedReranker(
  config: Config,
  model: string,
  question: Question,
  reporter = SILENT,
): Promise<Reranker> {
  const reranker = await openReranker(config, model, reporter)
  const curves = RERANKERS.known(config, reranker.spec.fingerprint)
  return curves ? calibrated(reranker, curves[question]) : reranker
}

/** The same re-ranker with other probabilities. */
export function calibrated(reranker: Reranker, curve: Logistic): Reranker {
  return {
    spec: { ...reranker.spec, calibrated: true },
    score: async (pairs, options) => {
      const scoring = await reranker.score(pairs, options)
      return { ...scoring, scores: scoring.scores.map(p => predict(curve, [logOdds(p)])) }
    },
    close: () => reranker.close(),
  }
}

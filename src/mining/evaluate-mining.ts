import type { Config } from '../config.js'
import { evaluateMining, type MiningEvaluation, readGold } from '../evaluation/mining.js'
import type { EvaluationRequest, Subject } from '../evaluation/subject.js'
import { mineCorpus } from './mine-corpus.js'
import { MINING } from './types.js'

export interface MiningEvaluationRequest extends EvaluationRequest {
  index: string
  /** Lowest cosine of the ranked pairs. */
  threshold: number
  topK: number
  /** Working folder. */
  folder: string
}

/** Evaluates mining in an index against known pairs: which are found, and in which order. */
export function evaluateMiningFile(
  config: Config,
  file: string,
  request: MiningEvaluationRequest,
): Promise<MiningEvaluation & Subject> {
  const { index: name, threshold, topK, folder, signal, reporter } = request
  return mineCorpus(
    config,
    {
      sources: [{ index: name }],
      settings: { ...MINING, topK },
      threshold,
      folder,
      read: { textField: 'text', idField: 'id', onError: 'fail' },
      reporter,
      ...(signal ? { signal } : {}),
    },
    async ({ result: { pairs }, indexes: [index] }) => {
      const gold = await readGold(file, async ids => (await index.get(ids)).map(Boolean))
      const { model, fingerprint } = index.identity
      return { model, fingerprint, ...evaluateMining(pairs, gold) }
    },
  )
}

import type { Config } from '../config.js'
import { readGroups } from './group-rows.js'
import { evaluateGroups, type GroupsEvaluation } from './groups.js'
import { type Evaluation, evaluatePairs, evaluateSts, type PairEvaluation } from './pairs.js'
import { type EvaluationRequest, type Subject, withEncoder } from './subject.js'

/** Runs `evaluateSts` with a model, or with that of an index. */
export function evaluateStsFile(
  config: Config,
  file: string,
  request: EvaluationRequest,
): Promise<Evaluation & Subject> {
  return withEncoder(config, request, encoder => evaluateSts(file, encoder, request))
}

/** Runs `evaluatePairs` with a model, or with that of an index. */
export function evaluatePairsFile(
  config: Config,
  file: string,
  request: EvaluationRequest,
): Promise<PairEvaluation & Subject> {
  return withEncoder(config, request, encoder => evaluatePairs(file, encoder, request))
}

/** Runs `evaluateGroups` with a model, or with that of an index, on all groups of these files together. */
export async function evaluateGroupFiles(
  config: Config,
  files: readonly string[],
  request: EvaluationRequest,
): Promise<GroupsEvaluation & Subject> {
  const groups = await readGroups(files)
  const { signal } = request
  return withEncoder(config, request, encoder =>
    evaluateGroups(
      groups,
      (texts, kind) => encoder.encode(texts, { kind, ...(signal ? { signal } : {}) }),
      request,
    ),
  )
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { VERSION } from '../basics/version.js'
import type { Config } from '../config.js'
import { calibrate } from './calibration.js'
import { type StoredCalibration, writeCalibration } from './calibrations.js'
import { readGroups } from './group-rows.js'
import { evaluateGroups, type GroupsEvaluation } from './groups.js'
import { type Evaluation, evaluatePairs, evaluateSts, type PairEvaluation, scoreLabels } from './pairs.js'
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

/**
 * Calibrates an index: maps its model's cosines to probabilities by labelled pairs, and stores the mapping with the
 * index.
 * @throws AnlamError `not-found`, `invalid-input`, `incompatible-index`, `storage-full`
 */
export async function calibrateIndex(
  config: Config,
  name: string,
  labelled: string,
  request: Omit<EvaluationRequest, 'index'>,
): Promise<StoredCalibration> {
  const { model, fingerprint, ...calibration } = await withEncoder(
    config,
    { ...request, index: name },
    async encoder => calibrate(await scoreLabels(labelled, encoder, request)),
  )
  const stored: StoredCalibration = {
    version: 1,
    model,
    fingerprint,
    ...calibration,
    sha256: await fileHash(labelled),
    anlam: VERSION,
  }
  await writeCalibration(config, name, stored)
  return stored
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { VERSION } from '../basics/version.js'
import { openIndex } from '../compose.js'
import type { Config } from '../config.js'
import type { SearchIndex } from '../index/types.js'
import { calibrate } from './calibration.js'
import { readCalibration, type StoredCalibration, writeCalibration } from './calibrations.js'
import { chooseNext, type NextPair } from './next-pairs.js'
import { type LabelledPair, readLabelledPairs, type ScoredLabels, scoreLabels } from './pairs.js'
import { type EvaluationRequest, withEncoder } from './subject.js'
import { pairKey, unlabelledPairs } from './unlabelled-pairs.js'

/** Passages whose neighbours are offered for labelling. */
const SAMPLE = 500

/**
 * Calibrates an index: maps its model's cosines to probabilities by labelled pairs, and stores the mapping with the
 * index.
 * @param labelled files of `{"a","b","label":0|1|null}`; pairs whose label is null are left out, with a warning
 * @throws AnlamError `not-found`, `incompatible-index`, `storage-full`; `invalid-input` if the labels do not suffice to
 *   predict better than the share of paraphrases does, saying how many are missing. An earlier calibration then stays.
 */
export async function calibrateIndex(
  config: Config,
  name: string,
  labelled: string | readonly string[],
  request: Omit<EvaluationRequest, 'index'>,
): Promise<StoredCalibration> {
  const files = typeof labelled === 'string' ? [labelled] : labelled
  const { pairs, unlabelled } = await readLabelledPairs(files)
  if (unlabelled > 0) request.reporter.warn(`${unlabelled} pairs have no label yet, and were left out`)
  const { model, fingerprint, scored } = await withEncoder(
    config,
    { ...request, index: name },
    async encoder => ({ scored: await scoreLabels(pairs, files.join(', '), encoder, request) }),
  )
  return calibrateBy(config, name, { scored, pairs, model, fingerprint, sha256: await hashOf(files) })
}

/** Labelled pairs with the cosines of a model. */
export interface ScoredPairs {
  pairs: readonly LabelledPair[]
  scored: ScoredLabels
  model: string
  fingerprint: string
  /** Hex SHA-256 of where the pairs are from. */
  sha256: string
}

/** Calibrates an index by scored pairs; see `calibrateIndex`. */
export async function calibrateBy(
  config: Config,
  name: string,
  { pairs, scored, model, fingerprint, sha256 }: ScoredPairs,
): Promise<StoredCalibration> {
  const stored: StoredCalibration = {
    version: 1,
    model,
    fingerprint,
    ...calibrate(scored),
    labelled: pairs.map(({ a, b }) => pairKey(a, b)),
    sha256,
    anlam: VERSION,
  }
  await writeCalibration(config, name, stored)
  return stored
}

export interface NextPairsRequest {
  count: number
  /** Files of pairs, as of `calibrateIndex`, that are not offered again. */
  labelled?: readonly string[]
  /** Passages whose neighbours are looked at. */
  sample?: number
  signal?: AbortSignal
}

/**
 * The pairs of an index that a person should label next, most telling first. With a calibration, those that it is least
 * sure of, without the ones it was made with; otherwise pairs of all cosines.
 * @throws AnlamError `not-found`, `corrupt-index`, `cancelled`; `invalid-input` for a bad row
 */
export async function nextPairs(
  config: Config,
  name: string,
  request: NextPairsRequest,
): Promise<NextPair[]> {
  const index = await openIndex(config, name, 'reader')
  try {
    return await nextPairsOf(config, index, request)
  } finally {
    await index.close()
  }
}

/** As `nextPairs`, for an index that is open. */
export async function nextPairsOf(
  config: Config,
  index: SearchIndex,
  { count, labelled = [], sample = SAMPLE, signal }: NextPairsRequest,
): Promise<NextPair[]> {
  const calibration = await readCalibration(config, index.name, index.identity.fingerprint)
  const { pairs } = await readLabelledPairs(labelled)
  const known = [...(calibration?.labelled ?? []), ...pairs.map(({ a, b }) => pairKey(a, b))]
  const candidates = await unlabelledPairs(index, new Set(known), { sample, ...(signal ? { signal } : {}) })
  return chooseNext(candidates, count, calibration?.curve)
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) await pipeline(createReadStream(path), hash, { end: false })
  return hash.digest('hex')
}

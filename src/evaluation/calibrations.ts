import { z } from 'zod'
import { indexEngine } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import { CALIBRATORS, probabilityOf } from './calibration.js'

/** Its key among the metadata of an index. */
const CALIBRATION = 'calibration'

const probability = z.number().min(0).max(1)
const StoredCalibration = z.object({
  version: z.literal(1),
  /** Of the model whose cosines it maps. */
  model: z.string(),
  fingerprint: z.string(),
  method: z.enum(CALIBRATORS),
  curve: z.array(z.object({ score: z.number(), probability })).min(1),
  operatingPoints: z
    .array(z.object({ threshold: z.number(), precision: probability, recall: probability }))
    .min(1),
  pairs: z.number(),
  positives: z.number(),
  brier: z.number(),
  logLoss: z.number(),
  /** Of the labelled pairs. */
  sha256: z.string(),
  anlam: z.string(),
})

/** What maps a model's cosines to probabilities, and where it comes from. */
export type StoredCalibration = z.infer<typeof StoredCalibration>

/**
 * Keeps a calibration with its index, in place of an earlier one.
 * @throws AnlamError `not-found` if there is no index; `storage-full`
 */
export function writeCalibration(
  config: Config,
  name: string,
  calibration: StoredCalibration,
): Promise<void> {
  return indexEngine(config).setMetadata(name, CALIBRATION, calibration)
}

/**
 * The calibration of an index, if it has one that is of its model.
 * @throws AnlamError `corrupt-index` if it cannot be read
 */
export async function readCalibration(
  config: Config,
  name: string,
  fingerprint: string,
): Promise<StoredCalibration | undefined> {
  try {
    const value = await indexEngine(config).metadata(name, CALIBRATION)
    if (value === undefined) return undefined
    const stored = StoredCalibration.parse(value)
    return stored.fingerprint === fingerprint ? stored : undefined
  } catch (cause) {
    if (cause instanceof AnlamError && cause.code !== 'corrupt-index') throw cause
    throw new AnlamError(
      'corrupt-index',
      `the calibration of index ${name} is damaged; \`anlam calibrate\` writes it again`,
      { cause },
    )
  }
}

/** @returns undefined where nothing has been calibrated */
export function probabilities(
  calibration: StoredCalibration | undefined,
): ((score: number) => number) | undefined {
  return calibration && (score => probabilityOf(calibration.curve, score))
}

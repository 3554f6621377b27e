import { z } from 'zod'
import { indexEngine } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import type { IndexEngine } from '../index/engine.js'
import { CALIBRATORS, probabilityOf } from './calibration-fits.js'

/** Key of an index's metadata. */
export const CALIBRATION = 'calibration'

const probability = z.number().min(0).max(1)
const interval = z.tuple([probability, probability])
const point = { threshold: z.number(), precision: probability, recall: probability }
const StoredCalibration = z.object({
  version: z.literal(1),
  /** Model whose cosines are mapped. */
  model: z.string(),
  fingerprint: z.string(),
  method: z.enum(CALIBRATORS),
  curve: z.array(z.object({ score: z.number(), probability })).min(1),
  operatingPoints: z.array(z.object(point)).min(1),
  /** Absent, like `base` and `labelled`, in calibrations of earlier versions. */
  thresholds: z
    .array(
      z.object({
        ...point,
        wanted: z.union([z.number(), z.literal('f1')]),
        accepted: z.number(),
        precisionInterval: interval,
        recallInterval: interval,
      }),
    )
    .optional(),
  pairs: z.number(),
  positives: z.number(),
  brier: z.number(),
  logLoss: z.number(),
  base: z.object({ brier: z.number(), logLoss: z.number() }).optional(),
  /** Keys of the labelled pairs, by `pairKey`. */
  labelled: z.array(z.string()).optional(),
  /** Hex SHA-256 of the files of labelled pairs, one after another. */
  sha256: z.string(),
  anlam: z.string(),
})

/** A stored mapping from a model's cosines to probabilities, and its origin. */
export type StoredCalibration = z.infer<typeof StoredCalibration>

/**
 * Stores a calibration with its index. Replaces an earlier one.
 * @throws AnlamError `not-found` if there is no such index; `storage-full`
 */
export function writeCalibration(
  config: Config,
  name: string,
  calibration: StoredCalibration,
): Promise<void> {
  return indexEngine(config).setMetadata(name, CALIBRATION, calibration)
}

/**
 * Reads the calibration of an index; undefined if there is none for this model.
 * @throws AnlamError `corrupt-index` if it is damaged
 */
export async function readCalibration(
  config: Config,
  name: string,
  fingerprint: string,
  engine: IndexEngine = indexEngine(config),
): Promise<StoredCalibration | undefined> {
  try {
    const value = await engine.metadata(name, CALIBRATION)
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

/** @returns undefined if there is no calibration */
export function probabilities(
  calibration: StoredCalibration | undefined,
): ((score: number) => number) | undefined {
  return calibration && (score => probabilityOf(calibration.curve, score))
}

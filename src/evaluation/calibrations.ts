import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../config.js'
import { AnlamError, asAnlamError } from '../errors.js'
import { checkIndexName } from '../index/embedded/names.js'
import { CALIBRATORS, probabilityOf } from './calibration.js'

/** Beside the index that it belongs to. */
const CALIBRATION_FILE = 'calibration.json'

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
 * @throws AnlamError `storage-full`
 */
export function writeCalibration(config: Config, name: string, calibration: StoredCalibration): void {
  const path = pathOf(config, name)
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(calibration)}\n`, { flush: true })
    renameSync(`${path}.tmp`, path)
  } catch (error) {
    rmSync(`${path}.tmp`, { force: true })
    throw asAnlamError(error)
  }
}

/** Forgets an index's calibration, if it has one. */
export function removeCalibration(config: Config, name: string): void {
  rmSync(pathOf(config, name), { force: true })
}

/** Copies an index's calibration, if it has one, into the folder of a backup, from where a restore takes it. */
export function copyCalibration(config: Config, name: string, backup: string): void {
  const path = pathOf(config, name)
  if (existsSync(path)) copyFileSync(path, join(backup, CALIBRATION_FILE))
}

/**
 * The calibration of an index, if it has one that is of its model.
 * @throws AnlamError `corrupt-index` if it cannot be read
 */
export function readCalibration(
  config: Config,
  name: string,
  fingerprint: string,
): StoredCalibration | undefined {
  const path = pathOf(config, name)
  if (!existsSync(path)) return undefined
  try {
    const stored = StoredCalibration.parse(JSON.parse(readFileSync(path, 'utf8')))
    return stored.fingerprint === fingerprint ? stored : undefined
  } catch (cause) {
    throw new AnlamError('corrupt-index', `${path} is damaged; \`anlam calibrate\` writes it again`, {
      cause,
    })
  }
}

/** @returns undefined where nothing has been calibrated */
export function probabilities(
  calibration: StoredCalibration | undefined,
): ((score: number) => number) | undefined {
  return calibration && (score => probabilityOf(calibration.curve, score))
}

function pathOf(config: Config, name: string): string {
  return join(config.indexes, checkIndexName(name), CALIBRATION_FILE)
}

import { resolve } from 'node:path'
import type { Config } from '../../config.js'
import { copyCalibration } from '../../evaluation/calibrations.js'
import { backupIndex, restoreIndex } from './backup.js'
import { checkIndexName, checkNewIndexName } from './names.js'
import { type RepairReport, repairIndex } from './repair.js'

/** @throws AnlamError as `repairIndex` */
export function repair(config: Config, name: string): Promise<RepairReport> {
  return repairIndex(resolve(config.indexes), checkIndexName(name))
}

/**
 * An index with its calibration.
 * @throws AnlamError as `backupIndex`
 */
export async function backup(config: Config, name: string, destination: string): Promise<void> {
  await backupIndex(config.indexes, checkIndexName(name), resolve(destination))
  copyCalibration(config, name, resolve(destination))
}

/** @throws AnlamError as `restoreIndex`; `invalid-input` for the name */
export async function restore(config: Config, source: string, name: string): Promise<void> {
  await restoreIndex(resolve(source), config.indexes, await checkNewIndexName(config.indexes, name))
}

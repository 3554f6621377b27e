import { resolve } from 'node:path'
import type { Config } from './config.js'
import { backupIndex, restoreIndex } from './index/embedded/backup.js'
import { type RepairReport, repairIndex } from './index/embedded/repair.js'
import { checkIndexName } from './index/names.js'

/** @throws AnlamError as `repairIndex` */
export function repair(config: Config, name: string): Promise<RepairReport> {
  return repairIndex(resolve(config.indexes), checkIndexName(name))
}

/** @throws AnlamError as `backupIndex` */
export function backup(config: Config, name: string, destination: string): Promise<void> {
  return backupIndex(config.indexes, checkIndexName(name), resolve(destination))
}

/** @throws AnlamError as `restoreIndex` */
export function restore(config: Config, source: string, name: string): Promise<void> {
  return restoreIndex(resolve(source), config.indexes, checkIndexName(name))
}

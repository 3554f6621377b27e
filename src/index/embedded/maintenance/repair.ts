import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { publishFile, replaceFile, syncDirectory, syncFile } from '../../../basics/files.js'
import { AnlamError } from '../../../errors.js'
import type { RepairReport } from '../../engine.js'
import type { BuildSettings } from '../bulk/bulk-builder.js'
import { EmbeddedIndex } from '../embedded-index.js'
import { REPAIR_MARK, WriterLock } from '../lock.js'
import { type Manifest, newManifest, readManifest, writeManifest } from '../manifest.js'
import { HIGH_WATER_FILE, HighWater, readHighWater } from '../recovery/high-water.js'
import { STORE_FILE, Store } from '../store/store.js'
import { checkIntegrity } from './integrity.js'
import { readIdentity, salvage } from './salvage.js'

/** Checks whose failure requires a new database. */
const IN_DATABASE = ['database', 'documents', 'passages', 'records', 'wording', 'vectors', 'copies']

/**
 * Repairs an index from what is left of it, without the model: a new database from the undamaged rows, a lost manifest
 * from the database, or the database's identity from the manifest, and the graph from the vectors. The damaged database
 * is kept; an interrupted repair starts again from it.
 *
 * @param building what the graph may be built with
 * @throws AnlamError `not-found`; `corrupt-index` if neither manifest nor database names the model; `unavailable` while
 *   it is being written
 */
export async function repairIndex(
  root: string,
  name: string,
  building: BuildSettings = {},
): Promise<RepairReport> {
  const directory = join(root, name)
  if (!existsSync(join(directory, STORE_FILE)) && !existsSync(join(directory, REPAIR_MARK)))
    throw new AnlamError('not-found', `there is no database of an index in ${directory}`)
  const report: RepairReport = {
    found: [],
    done: [],
    documents: 0,
    passages: 0,
    lost: [],
    lostWrites: 0,
    kept: null,
  }
  const lock = WriterLock.acquire(directory, name)
  try {
    report.found = await checkIntegrity(directory, name)
    const bad = report.found.filter(({ ok }) => !ok).map(check => check.name)
    const cutOff = existsSync(join(directory, REPAIR_MARK))
      ? readFileSync(join(directory, REPAIR_MARK), 'utf8').trim()
      : undefined
    if (cutOff || bad.length > 0) {
      const { manifest, recovered } = recoverManifest(directory, name, cutOff, report)
      if (cutOff || bad.some(check => IN_DATABASE.includes(check) || (check === 'identity' && !recovered)))
        replaceDatabase(directory, manifest, cutOff, report)
      resetHighWater(directory, manifest, report)
      if (bad.includes('graph')) report.done.push('the graph was made again from the vectors')
    }
  } finally {
    lock.release()
  }
  // Opening rebuilds the graph if necessary.
  const index = await EmbeddedIndex.open(root, name, { mode: 'writer', ...building })
  try {
    await index.commit()
    const { documents, passages } = await index.stats()
    return { ...report, documents, passages }
  } finally {
    await index.close()
  }
}

/** Returns the manifest, or recovers it from the database if it is lost or belongs to another database. */
function recoverManifest(
  directory: string,
  name: string,
  source: string | undefined,
  report: RepairReport,
): { manifest: Manifest; recovered: boolean } {
  const identity = readIdentity(source ? join(directory, source) : directory)
  let manifest: Manifest | undefined
  try {
    manifest = readManifest(directory, name)
  } catch (error) {
    if (!identity) throw error
  }
  if (manifest && (!identity || manifest.id === identity.id)) return { manifest, recovered: false }
  const { id, ...rest } = identity!
  const made = newManifest(id, rest)
  removeGraphs(directory)
  writeManifest(directory, made)
  report.done.push('the manifest was made again from the database')
  return { manifest: made, recovered: true }
}

function replaceDatabase(
  directory: string,
  manifest: Manifest,
  cutOff: string | undefined,
  report: RepairReport,
): void {
  const kept = cutOff ?? keepDamaged(directory)
  const repaired = join(directory, `${STORE_FILE}.repaired`)
  const { lost, lostRecords } = salvage(join(directory, kept), repaired, manifest)
  syncFile(repaired)
  // From here on the old files are replaced. The mark makes an interrupted repair restart from the kept ones.
  replaceFile(join(directory, REPAIR_MARK), `${kept}\n`)
  for (const suffix of ['-wal', '-shm']) rmSync(join(directory, STORE_FILE + suffix), { force: true })
  publishFile(repaired, join(directory, STORE_FILE))
  // The labels are new: in the old graph they would denote other passages.
  writeManifest(directory, { ...manifest, snapshot: null })
  removeGraphs(directory)
  syncDirectory(directory)
  rmSync(join(directory, REPAIR_MARK), { force: true })
  report.lost = lost
  report.kept = join(directory, kept)
  report.done.push('the database was made again from its undamaged rows')
  if (lostRecords > 0)
    report.done.push(
      `${lostRecords} damaged records were left out: decisions, or removals that could be undone`,
    )
}

function keepDamaged(directory: string): string {
  const kept = `damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  mkdirSync(join(directory, kept))
  for (const suffix of ['', '-wal']) {
    const file = STORE_FILE + suffix
    if (!existsSync(join(directory, file))) continue
    copyFileSync(join(directory, file), join(directory, kept, file))
    syncFile(join(directory, kept, file))
  }
  syncDirectory(join(directory, kept))
  syncDirectory(directory)
  return kept
}

/** Sets the acknowledged writes to those in the database, and reports how many are lost. */
function resetHighWater(directory: string, manifest: Manifest, report: RepairReport): void {
  const store = Store.open(join(directory, STORE_FILE), manifest.id, manifest.dimension, false)
  try {
    let acknowledged: number | undefined
    try {
      const read = readHighWater(directory)
      if (read.whole) acknowledged = read.sequence
    } catch {
      // It is created again below.
    }
    if (acknowledged === store.sequence) return
    if (report.kept === null && acknowledged !== undefined && acknowledged > store.sequence)
      report.lostWrites = acknowledged - store.sequence
    HighWater.create(directory, store.sequence).close()
    report.done.push(`${HIGH_WATER_FILE} was made again`)
  } finally {
    store.close()
  }
}

function removeGraphs(directory: string): void {
  for (const file of readdirSync(directory)) if (file.endsWith('.hnsw')) rmSync(join(directory, file))
}

import { randomUUID } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { publishFolder } from '../../../basics/files.js'
import { AnlamError, asAnlamError } from '../../../errors.js'
import { MANIFEST_FILE, readManifest, writeManifest } from '../manifest.js'
import { copyMetadata } from '../metadata.js'
import { HighWater } from '../recovery/high-water.js'
import { openDatabase, prepare } from '../sqlite.js'
import { STORE_FILE, Store } from '../store/store.js'
import { checkIntegrity } from './integrity.js'

/** Attempts to copy a graph: a writer that publishes meanwhile deletes the graph before last. */
const ATTEMPTS = 5

/**
 * Copies an index and its metadata while others use it: the graph first, then the database at one point in time, which
 * can only be ahead of the graph. The copy gets its name once it is complete and verified.
 *
 * @param destination folder that does not exist yet
 * @throws AnlamError `not-found`, `already-exists`, `storage-full`; `corrupt-index` if the index is damaged
 */
export async function backupIndex(root: string, name: string, destination: string): Promise<void> {
  const directory = join(root, name)
  readManifest(directory, name)
  await completing(destination, async partial => {
    const manifest = copyGraph(directory, name, partial)
    const path = join(partial, STORE_FILE)
    const source = openDatabase(join(directory, STORE_FILE), { readonly: true })
    try {
      source.prepare('VACUUM INTO ?').run(path)
    } finally {
      source.close()
    }
    const store = Store.open(path, manifest.id, manifest.dimension, true)
    try {
      HighWater.create(partial, store.sequence).close()
    } finally {
      store.close()
    }
    copyMetadata(directory, partial)
    writeManifest(partial, manifest)
    await assertWhole(partial, name)
  })
}

/**
 * Creates an index from a backup.
 * @throws AnlamError `not-found`, `already-exists`, `storage-full`; `corrupt-index` if the backup is damaged
 */
export async function restoreIndex(source: string, root: string, name: string): Promise<void> {
  if (!existsSync(join(source, MANIFEST_FILE)))
    throw new AnlamError('not-found', `${source} is no backup of an index`)
  await assertWhole(source, basename(source))
  await completing(join(root, name), async partial => {
    cpSync(source, partial, { recursive: true })
    renewIdentity(partial, name)
    await assertWhole(partial, name)
  })
}

/** Gives the restored index a new id, so that nothing remembered of the original is applied to it. */
function renewIdentity(directory: string, name: string): void {
  const id = randomUUID()
  const database = openDatabase(join(directory, STORE_FILE))
  try {
    prepare<[string], unknown>(database, "UPDATE meta SET value = ? WHERE key = 'id'").run(id)
  } finally {
    database.close()
  }
  writeManifest(directory, { ...readManifest(directory, name), id })
}

/** Copies the current snapshot, or the new one if it is replaced meanwhile. @returns its manifest */
function copyGraph(directory: string, name: string, target: string) {
  for (let attempt = 1; ; attempt++) {
    const manifest = readManifest(directory, name)
    if (!manifest.snapshot) return manifest
    const { file } = manifest.snapshot
    try {
      copyFileSync(join(directory, file), join(target, file))
      return manifest
    } catch (error) {
      if (asAnlamError(error).code !== 'not-found' || attempt === ATTEMPTS) throw error
    }
  }
}

/** Fills a temporary folder beside the destination, and renames it on success. */
async function completing(destination: string, fill: (partial: string) => Promise<void>): Promise<void> {
  if (existsSync(destination)) throw new AnlamError('already-exists', `${destination} exists`)
  // No index can have this name, so an incomplete copy is never taken for one.
  const partial = join(dirname(destination), `.${basename(destination)}.${process.pid}.partial`)
  mkdirSync(partial, { recursive: true })
  try {
    await fill(partial)
    publishFolder(partial, destination)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    throw asAnlamError(error)
  }
}

async function assertWhole(directory: string, name: string): Promise<void> {
  const bad = (await checkIntegrity(directory, name)).filter(({ ok }) => !ok)
  if (bad.length === 0) return
  throw new AnlamError(
    'corrupt-index',
    `${directory} is damaged: ${bad.map(check => `${check.name}: ${check.detail}`).join('; ')}`,
  )
}

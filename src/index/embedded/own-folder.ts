import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { moveAside, syncDirectory } from '../../basics/files.js'

/**
 * Name of the folder, among the indexes, for Anlam's own files: keys, locks, and indexes being deleted. Index names
 * begin with a letter or digit, so none collides with it.
 */
export const OWN_FOLDER = '.anlam'
/** Prefix for indexes being deleted, in the own folder and, up to version 0.1, beside the indexes. */
const DELETED = 'deleted-'
/** Access for the owner only. */
const OWNER_ONLY = 0o700
/** Retries, since another process may be finishing the same deletion. */
const RETRIES = 3

/** Path of the own folder, which may not exist yet. */
export function ownFolder(indexes: string): string {
  return join(indexes, OWN_FOLDER)
}

/** Creates the own folder if there is none; durable when it returns. */
export function makeOwnFolder(indexes: string): void {
  mkdirSync(indexes, { recursive: true })
  mkdirSync(ownFolder(indexes), { recursive: true, mode: OWNER_ONLY })
  syncDirectory(indexes)
}

/**
 * Deletes an index's folder. It is renamed first, so that a half-deleted index cannot be opened.
 * @param onGone called once nobody finds it any more
 */
export function deleteFolder(indexes: string, name: string, onGone = (): void => undefined): void {
  makeOwnFolder(indexes)
  const gone = join(ownFolder(indexes), DELETED + randomUUID())
  moveAside(join(indexes, name), gone)
  onGone()
  rmSync(gone, { recursive: true, force: true, maxRetries: RETRIES })
}

/** Finishes interrupted deletions as far as possible. */
export function endDeletions(indexes: string): void {
  for (const [folder, start] of [
    [ownFolder(indexes), DELETED],
    [indexes, `.${DELETED}`],
  ] as const) {
    try {
      for (const name of readdirSync(folder))
        if (name.startsWith(start)) rmSync(join(folder, name), { recursive: true, force: true })
    } catch {
      // Left-over files only take up space.
    }
  }
}

import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { moveAside, syncDirectory } from '../../basics/files.js'

/**
 * Holds what is ours in the folder of indexes: keys, locks, indexes that are being deleted. Names of indexes begin with a
 * letter or digit, so that none is called so.
 */
export const OWN_FOLDER = '.anlam'
/** Start of the names of indexes that are being deleted, here and, up to version 0.1, beside the indexes. */
const DELETED = 'deleted-'
/** It is nobody else's business. */
const OWNER_ONLY = 0o700
/** Another process may be ending the same deletion. */
const RETRIES = 3

/** Path of the folder, which may not exist yet. */
export function ownFolder(indexes: string): string {
  return join(indexes, OWN_FOLDER)
}

/** Makes the folder if there is none, so that it survives power loss. */
export function makeOwnFolder(indexes: string): void {
  mkdirSync(indexes, { recursive: true })
  mkdirSync(ownFolder(indexes), { recursive: true, mode: OWNER_ONLY })
  syncDirectory(indexes)
}

/** Deletes an index's folder. It is renamed first, so that nothing half deleted can be opened. */
export function deleteFolder(indexes: string, name: string): void {
  makeOwnFolder(indexes)
  const gone = join(ownFolder(indexes), DELETED + randomUUID())
  moveAside(join(indexes, name), gone)
  rmSync(gone, { recursive: true, force: true, maxRetries: RETRIES })
}

/** Ends deletions that were cut off, as far as that is possible. */
export function endDeletions(indexes: string): void {
  for (const [folder, start] of [
    [ownFolder(indexes), DELETED],
    [indexes, `.${DELETED}`],
  ] as const) {
    try {
      for (const name of readdirSync(folder))
        if (name.startsWith(start)) rmSync(join(folder, name), { recursive: true, force: true })
    } catch {
      // They only take up space.
    }
  }
}

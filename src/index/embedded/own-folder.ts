import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { OWN_FOLDER } from './names.js'

/** How what is being deleted is called, here and, up to version 0.1, beside the indexes. */
const DELETED = 'deleted-'
/** Nobody else has business in it. */
const OWNER_ONLY = 0o700

/** The folder of what is ours among the indexes; it may not be there yet. */
export function ownFolder(indexes: string): string {
  return join(indexes, OWN_FOLDER)
}

/** @returns the same, made where it was not there */
export function makeOwnFolder(indexes: string): string {
  mkdirSync(indexes, { recursive: true })
  const folder = ownFolder(indexes)
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY })
  return folder
}

/** Deletes a folder: under another name first, so that nothing half deleted can be opened. */
export function deleteFolder(indexes: string, folder: string): void {
  const gone = join(makeOwnFolder(indexes), DELETED + randomUUID())
  renameSync(folder, gone)
  rmSync(gone, { recursive: true, force: true })
}

/** Ends deletions that were cut off, where that can be done. */
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

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { moveAside, replaceFile } from '../../basics/files.js'
import { deleteFolder, ownFolder } from './own-folder.js'

/** Among Anlam's own files: indexes that are being made to take the place of others, each in a folder of its name. */
const SUCCESSORS = 'next'
/** File in a successor that takes its place as soon as the index of its name is gone. */
const READY = 'ready'

export function successorsFolder(indexes: string): string {
  return join(ownFolder(indexes), SUCCESSORS)
}

/**
 * Puts the successor of an index in its place. No system call does so at once for two folders: so the successor is marked
 * first, and from the moment at which the index is gone, whoever looks for it helps its successor into its place.
 */
export function replaceFolder(indexes: string, name: string): void {
  replaceFile(join(successorsFolder(indexes), name, READY), '')
  deleteFolder(indexes, name, () => endReplacement(indexes, name))
}

/** Ends the replacement of an index, unless it has not begun or others have ended it. */
export function endReplacement(indexes: string, name: string): void {
  const [successor, place] = [join(successorsFolder(indexes), name), join(indexes, name)]
  if (existsSync(place) || !existsSync(join(successor, READY))) return
  try {
    moveAside(successor, place)
  } catch (error) {
    // Others were faster.
    if (!existsSync(place)) throw error
  }
  rmSync(join(place, READY), { force: true })
}

/** Ends all replacements that were cut off. */
export function endReplacements(indexes: string): void {
  const successors = successorsFolder(indexes)
  if (!existsSync(successors)) return
  for (const name of readdirSync(successors)) endReplacement(indexes, name)
}

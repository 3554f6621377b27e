import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeAll } from './whole-io.js'

/** Makes a rename or a new file in a directory survive power loss. */
export function syncDirectory(path: string): void {
  syncPath(path, 'r')
}

export function syncFile(path: string): void {
  syncPath(path, 'r+')
}

function syncPath(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** For what is only in the way: that it cannot be removed must not hide why something else failed. */
export function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The next snapshot tries again.
  }
}

/**
 * Replaces a file so that, whatever happens, a reader finds either the old content or the new.
 * @param mode of a file that only some may read
 */
export function replaceFile(path: string, content: string, mode = 0o666): void {
  const temporary = `${path}.tmp`
  try {
    const descriptor = openSync(temporary, 'w', mode)
    try {
      writeAll(descriptor, Buffer.from(content))
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(temporary, path)
  } catch (error) {
    removeIfPossible(temporary)
    throw error
  }
  syncDirectory(dirname(path))
}

/** Bytes of all files in a folder, some of which may go meanwhile. */
export function folderBytes(directory: string): number {
  return readdirSync(directory).reduce(
    (sum, file) => sum + (statSync(join(directory, file), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}

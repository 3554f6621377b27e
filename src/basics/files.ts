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

/** Removes a leftover file, ignoring errors, so that they do not hide the error that caused the cleanup. */
export function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The next write tries again.
  }
}

/**
 * Replaces a file atomically: after a crash it has either the old content or the new. Durable when it returns.
 * @param mode permissions of the file
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

/** Bytes of all files in a folder; files may disappear meanwhile. */
export function folderBytes(directory: string): number {
  return readdirSync(directory).reduce(
    (sum, file) => sum + (statSync(join(directory, file), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}

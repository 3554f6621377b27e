import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile, syncDirectory } from '../../basics/files.js'
import { AnlamError, asAnlamError } from '../../errors.js'
import { MANIFEST_FILE } from './manifest.js'

/** Each metadata value is a JSON file in the index's folder, named by its key. */
const EXTENSION = '.json'

/**
 * @returns undefined if there is no such value
 * @throws AnlamError `corrupt-index` if the file is not JSON
 */
export function readMetadata(directory: string, key: string): unknown {
  const path = join(directory, key + EXTENSION)
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new AnlamError('corrupt-index', `${path} is damaged: ${asAnlamError(cause).message}`, { cause })
  }
}

export function writeMetadata(directory: string, key: string, value: unknown): void {
  const path = join(directory, key + EXTENSION)
  try {
    // Two processes may calibrate an index at once: the last one wins, and the file is always complete.
    if (value !== undefined) replaceFile(path, `${JSON.stringify(value)}\n`, { shared: true })
    else if (existsSync(path)) {
      rmSync(path)
      syncDirectory(directory)
    }
  } catch (error) {
    throw asAnlamError(error)
  }
}

/** Removes metadata left by an incompletely deleted index of this name. */
export function forgetMetadata(directory: string): void {
  for (const file of metadataFiles(directory)) rmSync(join(directory, file))
}

export function copyMetadata(directory: string, target: string): void {
  for (const file of metadataFiles(directory)) {
    copyFileSync(join(directory, file), join(target, file))
  }
}

function metadataFiles(directory: string): string[] {
  return readdirSync(directory).filter(file => file.endsWith(EXTENSION) && file !== MANIFEST_FILE)
}

import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AnlamError } from '../errors.js'
import { MANIFEST_FILE } from './embedded/manifest.js'

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u

/**
 * A name becomes the name of a folder, so it can hold nothing that leads out of one.
 * @throws AnlamError `invalid-input`
 */
export function checkIndexName(name: string): string {
  if (NAME.test(name)) return name
  throw new AnlamError(
    'invalid-input',
    `${JSON.stringify(name)} cannot name an index: use up to 64 letters, digits, ".", "_" and "-", a letter or digit first`,
  )
}

/** Names of the indexes in a folder, sorted. */
export async function listIndexes(root: string): Promise<string[]> {
  if (!existsSync(root)) return []
  const entries = await readdir(root, { withFileTypes: true })
  return entries
    .filter(
      entry =>
        entry.isDirectory() && NAME.test(entry.name) && existsSync(join(root, entry.name, MANIFEST_FILE)),
    )
    .map(entry => entry.name)
    .sort()
}

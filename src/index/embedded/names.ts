import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { toNfc } from '../../basics/document.js'
import { AnlamError } from '../../errors.js'
import { MANIFEST_FILE } from './manifest.js'

/** What no name can lead out of, or into what is ours. Indexes may exist whose names are no longer given. */
const SAFE = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u
/** Names that are given; but for those that are reserved or too long in bytes. */
export const INDEX_NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,62}[\p{L}\p{N}_-])?$/u
/** A folder's name may have 255 bytes; letters have up to 4. */
const MOST_BYTES = 200
/** Devices to Windows, whatever comes after a dot; and where keys were kept once. */
const RESERVED = /^(?:(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:\..*)?|keys\.json)$/iu

/** The rule for new names, in words. */
export const INDEX_NAME_RULE =
  'up to 64 letters, digits, ".", "_" and "-" (200 bytes of UTF-8), a letter or digit first, no dot last; not keys.json, nor a name ' +
  'that Windows keeps for itself (con, nul, com1, …)'

/**
 * What is ours in a folder of indexes: keys, locks, what is being made or deleted. Names of indexes begin with a letter
 * or digit, so that none can reach it.
 */
export const OWN_FOLDER = '.anlam'

/**
 * A name becomes the name of a folder, so it can hold nothing that leads out of one.
 * @returns it in Unicode's NFC: both forms of a letter name the same index
 * @throws AnlamError `invalid-input`
 */
export function checkIndexName(name: string): string {
  const composed = toNfc(name)
  if (SAFE.test(composed)) return composed
  throw refused(name)
}

/**
 * The name of an index that is to be made: one that every system can hold, and that none takes for another's.
 * @throws AnlamError `invalid-input`; `already-exists` if an index differs only in small and capital letters
 */
export async function checkNewIndexName(root: string, name: string): Promise<string> {
  const composed = toNfc(name)
  if (!INDEX_NAME.test(composed) || Buffer.byteLength(composed) > MOST_BYTES || RESERVED.test(composed))
    throw refused(name)
  const same = folded(composed)
  const other = (await listIndexes(root)).find(known => known !== composed && folded(known) === same)
  if (other === undefined) return composed
  throw new AnlamError(
    'already-exists',
    `there is an index ${other}: ${composed} differs from it only in small and capital letters, which some disks do not tell apart`,
  )
}

function refused(name: string): AnlamError {
  return new AnlamError(
    'invalid-input',
    `${JSON.stringify(name)} cannot name an index: use ${INDEX_NAME_RULE}`,
  )
}

/** As disks that do not tell small from capital letters compare names; to them too ı is no i. */
function folded(name: string): string {
  return [...name]
    .map(letter => (letter === 'ı' ? letter : letter.toUpperCase().toLowerCase()))
    .join('')
    .normalize('NFC')
}

/** Names of the indexes in a folder, sorted. */
export async function listIndexes(root: string): Promise<string[]> {
  if (!existsSync(root)) return []
  const entries = await readdir(root, { withFileTypes: true })
  return entries
    .filter(
      entry =>
        entry.isDirectory() && SAFE.test(entry.name) && existsSync(join(root, entry.name, MANIFEST_FILE)),
    )
    .map(entry => entry.name)
    .sort()
}

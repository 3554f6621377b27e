import { toNfc } from '../basics/document.js'
import { AnlamError } from '../errors.js'

/** Valid names of existing indexes. Older versions allowed names that new indexes cannot have; they stay usable. */
const SAFE = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u
/** Names of new indexes, except reserved or too long ones. */
export const INDEX_NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,62}[\p{L}\p{N}_-])?$/u
/** A folder's name may have 255 bytes; letters have up to 4. */
const MAX_BYTES = 200
/** Devices of Windows, with any extension, and the file that once held the API keys. */
const RESERVED = /^(?:(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:\..*)?|keys\.json)$/iu

/** The rule for new names, in words. */
export const INDEX_NAME_RULE =
  'up to 64 letters, digits, ".", "_" and "-" (200 bytes of UTF-8), a letter or digit first, no dot last; not keys.json, nor a name ' +
  'that Windows keeps for itself (con, nul, com1, …)'

/** Names of metadata. The embedded engine keeps them as files, beside its own `manifest.json`. */
const METADATA_KEY = /^(?!manifest$)[a-z][a-z-]{0,62}$/

/** Whether an entry of the folder of indexes can be an index, by its name. */
export function isIndexName(name: string): boolean {
  return SAFE.test(name)
}

/**
 * Checks the name of an index. All engines accept the same names, so that an index can move between them.
 * @returns the name in NFC, so that both normal forms name one index
 * @throws AnlamError `invalid-input`
 */
export function checkIndexName(name: string): string {
  const composed = toNfc(name)
  if (SAFE.test(composed)) return composed
  throw refused(name)
}

/**
 * Checks the name of a new index: every file system must accept it, and distinguish it from other names.
 * @param known names of the existing indexes
 * @returns the name in NFC, even if there is an index of exactly that name
 * @throws AnlamError `invalid-input`; `already-exists` if another name differs only in case
 */
export function checkNewIndexName(name: string, known: readonly string[]): string {
  const composed = toNfc(name)
  if (!INDEX_NAME.test(composed) || Buffer.byteLength(composed) > MAX_BYTES || RESERVED.test(composed))
    throw refused(name)
  const same = foldedName(composed)
  const other = known.find(each => each !== composed && foldedName(each) === same)
  if (other === undefined) return composed
  throw new AnlamError(
    'already-exists',
    `there is an index ${other}: ${composed} differs from it only in small and capital letters, which some disks do not tell apart`,
  )
}

/**
 * @throws AnlamError `invalid-input` unless it is a valid metadata key: 1 to 63 lower-case ASCII letters and hyphens
 */
export function checkMetadataKey(key: string): string {
  if (METADATA_KEY.test(key)) return key
  throw new AnlamError(
    'invalid-input',
    `${JSON.stringify(key)} cannot name metadata of an index: use small letters and hyphens, a letter first; not manifest`,
  )
}

function refused(name: string): AnlamError {
  return new AnlamError(
    'invalid-input',
    `${JSON.stringify(name)} cannot name an index: use ${INDEX_NAME_RULE}`,
  )
}

/** Folds a name as case-insensitive file systems do; for them, too, ı is not i. */
export function foldedName(name: string): string {
  return [...name]
    .map(letter => (letter === 'ı' ? letter : letter.toUpperCase().toLowerCase()))
    .join('')
    .normalize('NFC')
}

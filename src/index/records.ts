import { AnlamError } from '../errors.js'

/** What records are of: decisions about pairs, removals that can be undone, and the documents that these removed. */
export const RECORD_KINDS = ['decision', 'removal', 'removed'] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

/** Most bytes of a key in UTF-8. */
const MAX_KEY_BYTES = 512
/** Most records of one page. */
const MAX_PAGE = 10_000

/** Something kept beside the passages of an index, which no search sees. */
export interface IndexRecord {
  /** Unique among those of its kind. */
  key: string
  /** JSON; the caller validates it. */
  value: unknown
}

export interface RecordPage {
  /** Only keys that begin so. */
  prefix?: string
  /** Key of the last record of the previous page; absent for the first page. */
  after?: string
  limit: number
}

/** @throws AnlamError `invalid-input` for a key that is empty, too long or not well-formed */
export function checkRecordKeys(keys: readonly string[]): void {
  for (const key of keys)
    if (key === '' || !key.isWellFormed() || key.includes('\0') || Buffer.byteLength(key) > MAX_KEY_BYTES)
      throw new AnlamError(
        'invalid-input',
        `the key of a record is text of 1 to ${MAX_KEY_BYTES} bytes, not ${JSON.stringify(key.slice(0, 80))}`,
      )
}

/** @throws AnlamError `invalid-input` for a limit that is not 1 to 10,000 */
export function checkRecordPage({ limit }: RecordPage): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
    throw new AnlamError('invalid-input', `a page has 1 to ${MAX_PAGE} records, not ${limit}`)
}

import { AnlamError } from '../errors.js'
import type { IndexIdentity, SearchIndex } from './types.js'

/**
 * An index engine: the life of indexes, where `SearchIndex` is the use of one. Nothing above it knows where an index is kept.
 *
 * Every method takes names as people write them, checks them with `checkIndexName`, and throws `invalid-input` for what is no
 * name.
 */
export interface IndexEngine {
  /** As it stands in messages. */
  readonly name: string

  /** What this engine has besides the methods below; what it lacks is absent. Ask with `capabilityOf`. */
  readonly capabilities: Readonly<Partial<Capabilities>>

  /**
   * @throws AnlamError `not-found`, `corrupt-index`, `incompatible-index` for an index of another version; `unavailable` for a
   *   second writer
   */
  open(name: string, options: OpenOptions): Promise<OpenedIndex>

  /**
   * Makes an index and opens it for writing. It has no metadata.
   * @throws AnlamError `invalid-input` for a name that `checkNewIndexName` refuses; `already-exists`; `unavailable` if another
   *   process is making it
   */
  create(name: string, identity: IndexIdentity): Promise<OpenedIndex>

  /** Names of all indexes, sorted. */
  list(): Promise<string[]>

  /**
   * What an index is, without opening it; undefined where there is none.
   * @throws AnlamError `corrupt-index`, `incompatible-index`
   */
  describe(name: string): Promise<IndexDescription | undefined>

  /**
   * Deletes an index with its metadata, also one that cannot be opened. Readers that have it open keep what they see, or are
   * told `not-found`.
   * @throws AnlamError `not-found`; `unavailable` while it is being written
   */
  delete(name: string): Promise<void>

  /**
   * Something remembered of an index, such as its calibration: a JSON value of at most some hundred kilobytes, whose shape the
   * caller checks. It goes with the index when that is deleted, and with its backup.
   * @param key as `checkMetadataKey` allows
   * @returns undefined where there is no such value, or no index
   * @throws AnlamError `corrupt-index` if it cannot be read
   */
  metadata(name: string, key: string): Promise<unknown>

  /**
   * Replaces a value, wholly or not at all; durable when it resolves.
   * @param value undefined to forget it
   * @throws AnlamError `not-found` if there is no index; `storage-full`
   */
  setMetadata(name: string, key: string, value: unknown): Promise<void>

  /**
   * Follows which indexes there are, as other processes make, delete and replace them.
   * @param onFound told of all indexes that there were at a time (`performance.now()`): names, each with a token that tells
   *   this index from others that have had, or will have, its name
   */
  watch(onFound: (tokens: ReadonlyMap<string, string>, asOf: number) => void): IndexWatch
}

export interface OpenOptions {
  /** One process at a time writes an index, any number read it. */
  mode: 'reader' | 'writer'
  /** Candidates a search looks at unless it says otherwise, for engines that approximate. Default: the engine's own. */
  effort?: number
  /** Told when what serves the index was lost and is replaced, as a thread may be. */
  onLost?: (error: AnlamError) => void
}

export interface OpenedIndex extends SearchIndex {
  /** What opening had to put right; null if nothing. */
  readonly warning: string | null
}

export interface IndexDescription extends IndexIdentity {
  /** In Unicode's NFC. */
  name: string
  /** As `SearchIndex.id`. */
  id: string
}

export interface IndexWatch {
  /**
   * Looks whether anything has changed, which mostly takes microseconds.
   * @returns undefined if nothing has; else what to wait for before indexes are used
   */
  refresh(): Promise<void> | undefined

  /** The token of an index now; undefined where there is none. */
  tokenOf(name: string): Promise<string | undefined>
}

/** What only some engines have. */
export interface Capabilities {
  /**
   * Proves an index undamaged; changes nothing. Takes as long as reading all of it.
   * @throws AnlamError `not-found`
   */
  verify: (name: string) => Promise<IntegrityCheck[]>

  /**
   * Makes an index whole again from what is left of it; the model is not needed.
   * @throws AnlamError `not-found`; `corrupt-index` if too little is left; `unavailable` while it is being written
   */
  repair: (name: string) => Promise<RepairReport>

  /**
   * Copies an index and its metadata, also while it is being written.
   * @param to folder that does not exist yet
   * @throws AnlamError `not-found`, `already-exists`, `storage-full`; `corrupt-index` if it is damaged
   */
  backup: (name: string, to: string) => Promise<void>

  /**
   * Makes an index of a backup. It has another id than the one that was backed up.
   * @throws AnlamError `not-found`, `already-exists`, `storage-full`; `corrupt-index` if the backup is damaged; `invalid-input`
   *   for the name
   */
  restore: (from: string, name: string) => Promise<void>
}

export interface IntegrityCheck {
  name: string
  ok: boolean
  detail: string
}

export interface RepairReport {
  /** What was found, before anything was changed. */
  found: IntegrityCheck[]
  /** What was done, one line each; empty if nothing was wrong. */
  done: string[]
  documents: number
  passages: number
  /** Ids of documents that could not be saved. */
  lost: string[]
  /** Acknowledged writes that are lost. */
  lostWrites: number
  /** Where the damaged data was kept; null if it was not replaced. */
  kept: string | null
}

/** What to do where an engine lacks it. */
const INSTEAD: Record<keyof Capabilities, string> = {
  verify: 'check it with the tools of what keeps it',
  repair: 'index the texts again',
  backup: 'keep the texts, and index them again',
  restore: 'index the texts again',
}

/**
 * What an engine may have, or the one error for what it has not.
 * @throws AnlamError `invalid-input` naming the engine, what it lacks and what to do instead
 */
export function capabilityOf<C extends keyof Capabilities>(
  engine: IndexEngine,
  capability: C,
): Capabilities[C] {
  const found = engine.capabilities[capability]
  if (found) return found as Capabilities[C]
  throw new AnlamError(
    'invalid-input',
    `the ${engine.name} engine cannot ${capability} an index; ${INSTEAD[capability]}`,
  )
}

import { AnlamError } from '../errors.js'
import type { JobBoard } from './job-board.js'
import type { IndexIdentity, IndexStats, SearchIndex } from './types.js'

/**
 * An index engine: the lifecycle of indexes. `SearchIndex` is an open one. Callers do not know where an index is
 * stored.
 *
 * Every method checks names with `checkIndexName`, and throws `invalid-input` for an invalid one.
 */
export interface IndexEngine {
  /** Name of the engine in messages. */
  readonly name: string

  /** Optional capabilities; those the engine lacks are absent. Use `capabilityOf`. */
  readonly capabilities: Readonly<Partial<Capabilities>>

  /** Where servers that serve the same indexes tell each other of jobs; absent if these lie on one machine. */
  readonly jobs?: JobBoard

  /**
   * @throws AnlamError `not-found`, `corrupt-index`, `incompatible-index` for an index of another version;
   *   `unavailable` for a second writer
   */
  open(name: string, options: OpenOptions): Promise<OpenedIndex>

  /**
   * Creates an index without metadata, and opens it for writing.
   * @throws AnlamError `invalid-input` for a name that `checkNewIndexName` refuses; `already-exists`; `unavailable` if
   *   another process is making it
   */
  create(name: string, identity: IndexIdentity, running?: Running): Promise<OpenedIndex>

  /** Names of all indexes, sorted. */
  list(): Promise<string[]>

  /**
   * Describes an index without opening it; undefined if there is none.
   * @throws AnlamError `corrupt-index`, `incompatible-index`
   */
  describe(name: string): Promise<IndexDescription | undefined>

  /**
   * Measures an index without opening it: nothing but counts is read.
   * @throws AnlamError `not-found`, `corrupt-index`, `incompatible-index`
   */
  size(name: string): Promise<IndexSize>

  /**
   * Deletes an index and its metadata, even if it cannot be opened. Readers that have it open keep seeing it, or get
   * `not-found`.
   * @throws AnlamError `not-found`; `unavailable` while it is being written
   */
  delete(name: string): Promise<void>

  /**
   * Indexes that are being made to take the place of others, by the names that they will have. They are found nowhere
   * else, and deleted with the index of their name.
   */
  readonly successors: Successors

  /**
   * Puts the successor of an index in its place, with its metadata, and deletes the index. Whoever opens the index at any
   * moment gets one of the two, also if this is cut off; those that had it open see it, or get `not-found`.
   * @param revision of the index when its successor was made
   * @throws AnlamError `not-found` without an index or successor; `unavailable` while one of them is being written, or if
   *   the index was written since
   */
  supersede(name: string, revision: string): Promise<void>

  /**
   * Reads metadata of an index, such as its calibration: a JSON value of at most a few hundred kilobytes. The caller
   * validates it. It is deleted and backed up with the index.
   * @param key as `checkMetadataKey` allows
   * @returns undefined if there is no such value or index
   * @throws AnlamError `corrupt-index` if it cannot be read
   */
  metadata(name: string, key: string): Promise<unknown>

  /**
   * Replaces a value atomically; durable when it resolves.
   * @param value undefined to remove it
   * @throws AnlamError `not-found` if there is no index; `storage-full`
   */
  setMetadata(name: string, key: string, value: unknown): Promise<void>

  /**
   * Watches which indexes exist, as other processes create, delete and replace them.
   * @param onFound called with all indexes at a time (`performance.now()`): their names, each with a token that
   *   distinguishes it from earlier and later indexes of that name
   */
  watch(onFound: (tokens: ReadonlyMap<string, string>, asOf: number) => void): IndexWatch
}

export type Successors = Pick<
  IndexEngine,
  'open' | 'create' | 'describe' | 'delete' | 'metadata' | 'setMetadata'
>

/** @throws AnlamError `unavailable` if an index was written since it was at a revision */
export function assertUnwritten(name: string, now: string, revision: string): void {
  if (now === revision) return
  throw new AnlamError('unavailable', `index ${name} was written while its successor was made; make it again`)
}

/** Where what is opened works. */
export interface Running {
  /**
   * In the calling thread, which its calls then block, where the engine or the model would have one of its own: for a process
   * that asks once and ends. A thread costs a quarter of a second, mostly for loading the same modules again.
   */
  inCallingThread?: boolean
}

export interface OpenOptions extends Running {
  /** One process at a time may write an index, any number may read it. */
  mode: 'reader' | 'writer'
  /** Default effort of searches, for approximate engines. Default: the engine's own. */
  effort?: number
  /** Called when the engine lost what serves the index, such as a thread, and replaces it. */
  onLost?: (error: AnlamError) => void
}

export interface OpenedIndex extends SearchIndex {
  /** What opening had to repair; null if nothing. */
  readonly warning: string | null
}

/** An index as it was made. */
export interface IndexDescription extends IndexIdentity {
  /** Normalised to NFC. */
  name: string
  /** As `SearchIndex.id`. */
  id: string
}

/** As in `IndexStats`. */
export type IndexSize = Pick<IndexStats, 'documents' | 'passages' | 'bytes'>

export interface IndexWatch {
  /**
   * Checks for changes, mostly within microseconds.
   * @returns undefined if there are none; otherwise a promise to await before using indexes
   */
  refresh(): Promise<void> | undefined

  /** The current token of an index; undefined if there is none. */
  tokenOf(name: string): Promise<string | undefined>
}

/** Optional capabilities of engines. */
export interface Capabilities {
  /**
   * Checks an index for damage without changing it. Takes as long as reading all of it.
   * @throws AnlamError `not-found`
   */
  verify: (name: string) => Promise<IntegrityCheck[]>

  /**
   * Repairs an index from what is left of it, without the model.
   * @throws AnlamError `not-found`; `corrupt-index` if too little is left; `unavailable` while it is being written
   */
  repair: (name: string) => Promise<RepairReport>

  /**
   * Gives an index another name. It stays what it is: its id, metadata and records too. Readers that have it open keep
   * seeing it, or get `not-found`.
   * @throws AnlamError `not-found`; `already-exists` and `invalid-input` for the new name, as `create`; `unavailable` while it is
   *   being written, or while a successor of it is being made
   */
  rename: (name: string, to: string) => Promise<void>

  /**
   * Copies an index and its metadata, even while it is being written.
   * @param to folder that does not exist yet
   * @throws AnlamError `not-found`, `already-exists`, `storage-full`; `corrupt-index` if it is damaged
   */
  backup: (name: string, to: string) => Promise<void>

  /**
   * Creates an index from a backup. Its id differs from that of the original.
   * @throws AnlamError `not-found`, `already-exists`, `storage-full`; `corrupt-index` if the backup is damaged;
   *   `invalid-input` for the name
   */
  restore: (from: string, name: string) => Promise<void>

  /**
   * Saves an index and its metadata in a repository, also while it is being written.
   * @throws AnlamError `not-found` for an index or repository; `already-exists`; `invalid-input` for the snapshot's name
   */
  snapshot: (name: string, to: Snapshot) => Promise<void>

  /**
   * Creates an index from a snapshot. Its id differs from that of the original.
   * @throws AnlamError `not-found` for a repository or snapshot; `already-exists`; `invalid-input` for the name, or a snapshot
   *   of something else
   */
  restoreSnapshot: (from: Snapshot, name: string) => Promise<void>
}

/** Where an index is saved by what keeps it. */
export interface Snapshot {
  /** Registered there. */
  repository: string
  snapshot: string
}

/** One thing that was checked in an index. */
export interface IntegrityCheck {
  name: string
  ok: boolean
  detail: string
}

/** What was wrong with an index, and what was saved. */
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

/** How capabilities are called in messages. */
const VERBS: Record<keyof Capabilities, string> = {
  verify: 'verify',
  repair: 'repair',
  rename: 'rename',
  backup: 'back up',
  restore: 'restore',
  snapshot: 'take a snapshot of',
  restoreSnapshot: 'restore',
}

/** What to do if an engine lacks a capability. */
const INSTEAD: Record<keyof Capabilities, string> = {
  verify: 'check it with the tools of what keeps it',
  repair: 'index the texts again',
  rename: 'copy it under the other name with `anlam copy`, and delete it',
  backup:
    'save it in a repository of its cluster (`--repository`), or copy it into another engine with `anlam copy`',
  restore:
    'restore it from a repository of its cluster (`--repository`), or copy it from another engine with `anlam copy`',
  snapshot: 'it has no repositories: leave `--repository` out, and name a folder',
  restoreSnapshot: 'it has no repositories: leave `--repository` out, and name a folder',
}

/**
 * A capability of an engine.
 * @throws AnlamError `invalid-input` if it lacks it, naming the engine and what to do instead
 */
export function capabilityOf<C extends keyof Capabilities>(
  engine: IndexEngine,
  capability: C,
): Capabilities[C] {
  const found = engine.capabilities[capability]
  if (found) return found as Capabilities[C]
  throw new AnlamError(
    'invalid-input',
    `the ${engine.name} engine cannot ${VERBS[capability]} an index; ${INSTEAD[capability]}`,
  )
}

import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { folderBytes, moveAside } from '../../basics/files.js'
import { AnlamError } from '../../errors.js'
import {
  assertUnwritten,
  type Capabilities,
  type IndexDescription,
  type IndexEngine,
  type IndexSize,
  type IndexWatch,
  type OpenedIndex,
  type OpenOptions,
  type Running,
} from '../engine.js'
import { identityOf } from '../identity.js'
import { checkIndexName, checkMetadataKey, checkNewIndexName, foldedName, isIndexName } from '../names.js'
import type { IndexIdentity } from '../types.js'
import type { BuildSettings } from './bulk/bulk-builder.js'
import { EmbeddedIndex } from './embedded-index.js'
import { IndexFolder } from './folder.js'
import { WriterLock } from './lock.js'
import { backupIndex, restoreIndex } from './maintenance/backup.js'
import { checkIntegrity } from './maintenance/integrity.js'
import { repairIndex } from './maintenance/repair.js'
import { MANIFEST_FILE, readManifest } from './manifest.js'
import { readMetadata, writeMetadata } from './metadata.js'
import { deleteFolder, endDeletions } from './own-folder.js'
import { revisionOf } from './store/database-reads.js'
import { STORE_FILE, Store } from './store/store.js'
import { endReplacement, endReplacements, replaceFolder, successorsFolder } from './successor.js'
import { ThreadedIndex } from './threaded-index.js'

/** Engine that keeps each index in a folder of its own: SQLite and HNSW files, opened in a worker thread unless asked otherwise. */
export class EmbeddedEngine implements IndexEngine {
  readonly name = 'embedded'

  readonly capabilities: Omit<Capabilities, 'snapshot' | 'restoreSnapshot'> = {
    verify: async name => {
      const directory = this.directoryOf(name)
      if (!existsSync(directory)) throw new AnlamError('not-found', `there is no index ${name}`)
      return checkIntegrity(directory, checkIndexName(name))
    },
    repair: async name => {
      this.directoryOf(name)
      return repairIndex(resolve(this.root), checkIndexName(name), this.building)
    },
    rename: (name, to) => this.giveName(name, to),
    backup: async (name, to) => {
      this.directoryOf(name)
      return backupIndex(this.root, checkIndexName(name), resolve(to))
    },
    restore: async (from, name) => restoreIndex(resolve(from), this.root, await this.newName(name)),
  }

  /**
   * @param root folder of the indexes; created with the first one
   * @param building what graphs may be built with
   */
  constructor(
    private readonly root: string,
    private readonly building: BuildSettings = {},
  ) {}

  async open(name: string, { mode, effort, inCallingThread, onLost }: OpenOptions): Promise<OpenedIndex> {
    const options = { mode, ...(effort === undefined ? {} : { ef: effort }), ...this.building }
    this.directoryOf(name)
    if (inCallingThread) return EmbeddedIndex.open(this.root, checkIndexName(name), options)
    return ThreadedIndex.open(this.root, checkIndexName(name), options, { onLost })
  }

  async create(
    name: string,
    identity: IndexIdentity,
    { inCallingThread }: Running = {},
  ): Promise<OpenedIndex> {
    const checked = await this.newName(name)
    return inCallingThread
      ? EmbeddedIndex.create(this.root, checked, identity, this.building)
      : ThreadedIndex.create(this.root, checked, identity, this.building)
  }

  async list(): Promise<string[]> {
    if (!existsSync(this.root)) return []
    endReplacements(this.root)
    const entries = await readdir(this.root, { withFileTypes: true })
    return entries
      .filter(entry => entry.isDirectory() && isIndexName(entry.name))
      .map(entry => entry.name)
      .filter(name => existsSync(join(this.root, name, MANIFEST_FILE)))
      .sort()
  }

  async describe(name: string): Promise<IndexDescription | undefined> {
    const directory = this.directoryOf(name)
    if (!existsSync(join(directory, MANIFEST_FILE))) return undefined
    const manifest = readManifest(directory, name)
    return { name: checkIndexName(name), id: manifest.id, ...identityOf(manifest) }
  }

  async size(name: string): Promise<IndexSize> {
    const directory = this.directoryOf(name)
    const { documents, passages } = withStore(directory, name, store => store.counts())
    return { documents, passages, bytes: folderBytes(directory) }
  }

  async delete(name: string): Promise<void> {
    const checked = checkIndexName(name)
    const directory = this.directoryOf(name)
    if (!existsSync(directory)) throw new AnlamError('not-found', `there is no index ${checked}`)
    // Released before the rename: Windows cannot rename a folder with open files. A writer that opens the index in
    // between notices that its lock was moved.
    WriterLock.acquire(directory, checked).release()
    // First, so that it does not take the place of what is deleted.
    if (existsSync(join(successorsFolder(this.root), checked))) await this.successors.delete(checked)
    deleteFolder(this.root, checked)
  }

  private async giveName(name: string, to: string): Promise<void> {
    const directory = this.directoryOf(name)
    const checked = checkIndexName(name)
    readManifest(directory, checked)
    const others = (await this.list()).filter(other => other !== checked)
    const wanted = checkNewIndexName(to, others)
    const place = join(this.root, wanted)
    // A disk that does not tell capital letters apart finds the index itself there.
    if (wanted === checked || (existsSync(place) && foldedName(wanted) !== foldedName(checked)))
      throw new AnlamError('already-exists', `index ${wanted} exists`)
    if (existsSync(join(successorsFolder(this.root), checked)))
      throw new AnlamError(
        'unavailable',
        `index ${checked} is being embedded anew; rename it when \`anlam reindex\` has ended`,
      )
    WriterLock.acquire(directory, checked).release()
    moveAside(directory, place)
  }

  get successors(): EmbeddedEngine {
    return new EmbeddedEngine(successorsFolder(this.root), this.building)
  }

  async supersede(name: string, revision: string): Promise<void> {
    const checked = checkIndexName(name)
    const directory = this.directoryOf(name)
    const successor = this.successors.directoryOf(name)
    for (const each of [directory, successor]) readManifest(each, checked)
    WriterLock.acquire(successor, checked).release()
    // Held until the folder has another name, so that nobody writes to what is deleted.
    const lock = WriterLock.acquire(directory, checked)
    try {
      assertUnwritten(checked, withStore(directory, checked, revisionOf), revision)
      replaceFolder(this.root, checked)
    } finally {
      lock.release()
    }
  }

  async metadata(name: string, key: string): Promise<unknown> {
    return readMetadata(this.directoryOf(name), checkMetadataKey(key))
  }

  async setMetadata(name: string, key: string, value: unknown): Promise<void> {
    const directory = this.directoryOf(name)
    if (!existsSync(join(directory, MANIFEST_FILE)))
      throw new AnlamError('not-found', `there is no index ${name}`)
    writeMetadata(directory, checkMetadataKey(key), value)
  }

  watch(onFound: (tokens: ReadonlyMap<string, string>, asOf: number) => void): IndexWatch {
    // A process that watches runs for long, so it also finishes interrupted deletions.
    endDeletions(this.root)
    endDeletions(successorsFolder(this.root))
    return new IndexFolder(this.root, () => this.list(), onFound)
  }

  /** An index's folder, of which a successor has taken the place if that was cut off. */
  private directoryOf(name: string): string {
    const checked = checkIndexName(name)
    endReplacement(this.root, checked)
    return join(this.root, checked)
  }

  private async newName(name: string): Promise<string> {
    return checkNewIndexName(name, await this.list())
  }
}

function withStore<T>(directory: string, name: string, read: (store: Store, id: string) => T): T {
  const { id, dimension } = readManifest(directory, name)
  const store = Store.open(join(directory, STORE_FILE), id, dimension, true)
  try {
    return read(store, id)
  } finally {
    store.close()
  }
}

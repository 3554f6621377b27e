import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { folderBytes, syncDirectory } from '../../basics/files.js'
import { rowOf } from '../../basics/vectors.js'
import { AnlamError, asAnlamError, throwIfAborted } from '../../errors.js'
import type { Hit, VectorBatch } from '../../types.js'
import { checkDocuments, checkSearch, checkVectors } from '../checks.js'
import { hybridBySearches } from '../hybrid.js'
import { identityOf } from '../identity.js'
import { toTerms } from '../lexical.js'
import type { IndexRecord, RecordKind } from '../records.js'
import type {
  HybridHits,
  HybridQuery,
  IndexedDocument,
  IndexIdentity,
  IndexStats,
  SearchIndex,
  SearchOptions,
  WriteOutcome,
} from '../types.js'
import { type BuildSettings, BulkBuilder } from './bulk/bulk-builder.js'
import { ExactSearch } from './graph/exact-search.js'
import { type Neighbour, VectorGraph } from './graph/hnsw.js'
import { SearchableVectors } from './graph/searchable-vectors.js'
import { VectorSearch } from './graph/vector-search.js'
import { readGraphReport, writeGraphReport } from './graph-report.js'
import { REPAIR_MARK, type Writer, WriterLock } from './lock.js'
import { MANIFEST_FILE, type Manifest, newManifest, readManifest, writeManifest } from './manifest.js'
import { forgetMetadata } from './metadata.js'
import { behind, HighWater, readHighWater } from './recovery/high-water.js'
import { Replay } from './recovery/replay.js'
import { openGraph, parametersOf, publishSnapshot } from './recovery/snapshot.js'
import type { ScanBuilder } from './scan/types.js'
import { DatabaseReads } from './store/database-reads.js'
import type { Derived } from './store/derived.js'
import { STORE_FILE, Store } from './store/store.js'
import { Turns } from './turns.js'

/** Links per node, and candidates during construction. Many links with a small `ef` beat few links with a large one. */
const M = 32
const EF_CONSTRUCTION = 200
/** Length of a search's candidate list unless the search sets it. */
const DEFAULT_EF = 100
/** The graph is rebuilt when more than this share of its points, and at least COMPACT_MINIMUM, are removed. */
const COMPACT_SHARE = 0.3
const COMPACT_MINIMUM = 1000

export interface EmbeddedOptions extends BuildSettings {
  /** A `writer` holds the index's lock until it is closed. */
  mode: 'reader' | 'writer'
  /** Default length of a search's candidate list; 100 if absent. */
  ef?: number
  /** Builds the scan for crowds of concurrent searches; absent to use the graph alone. */
  buildScan?: ScanBuilder
}

/**
 * An index in one folder: documents, passages and vectors in SQLite, and an HNSW graph over the vectors.
 *
 * SQLite is the source of truth and is written first: a write is durable once its transaction is. The graph in memory
 * follows. The graph on disk is a snapshot: opening replays later writes, or rebuilds a damaged graph from SQLite.
 */
export class EmbeddedIndex extends DatabaseReads implements SearchIndex {
  private readonly replay: Replay
  private readonly queue: VectorSearch
  private readonly exact: ExactSearch
  private readonly bulk: BulkBuilder
  private readonly turns = new Turns()
  private readonly ef: number

  private constructor(
    readonly name: string,
    private readonly directory: string,
    store: Store,
    private readonly searchable: SearchableVectors,
    private manifest: Manifest,
    { ef = DEFAULT_EF, memory, device }: Omit<EmbeddedOptions, 'mode'>,
    private readonly writer: Writer | undefined,
    /** What opening had to repair; null if nothing. */
    public warning: string | null,
  ) {
    super(store)
    const mode = writer ? 'writer' : 'reader'
    const graph = parametersOf(manifest)
    this.bulk = new BulkBuilder({ directory, id: manifest.id, parameters: graph, mode, memory, device })
    this.ef = ef
    this.replay = new Replay({ store, vectors: searchable, graph, mode, bulk: this.bulk })
    this.queue = new VectorSearch({ store, vectors: searchable, replay: this.replay })
    this.exact = new ExactSearch({
      openMoment: () => store.openScan(),
      others: () => this.queue.busy,
    })
  }

  get id(): string {
    return this.manifest.id
  }

  get identity(): IndexIdentity {
    return identityOf(this.manifest)
  }

  /** @throws AnlamError `already-exists`; `unavailable` if another process is creating it */
  static async create(
    root: string,
    name: string,
    identity: IndexIdentity,
    options: BuildSettings & Pick<EmbeddedOptions, 'ef'> = {},
  ): Promise<EmbeddedIndex> {
    const directory = join(root, name)
    if (existsSync(join(directory, MANIFEST_FILE)))
      throw new AnlamError('already-exists', `index ${name} exists`)
    mkdirSync(directory, { recursive: true })
    const lock = WriterLock.acquire(directory, name)
    let store: Store | undefined
    let acknowledged: HighWater | undefined
    try {
      const id = randomUUID()
      // Without a manifest there is no index: remove what an interrupted creation left.
      for (const suffix of ['', '-wal', '-shm'])
        rmSync(join(directory, `${STORE_FILE}${suffix}`), { force: true })
      forgetMetadata(directory)
      const manifest = newManifest(id, { ...identity, m: M, efConstruction: EF_CONSTRUCTION })
      store = Store.create(join(directory, STORE_FILE), manifest)
      acknowledged = HighWater.create(directory, store.sequence)
      writeManifest(directory, manifest)
      syncDirectory(root)
      const searchable = new SearchableVectors(VectorGraph.create(parametersOf(manifest)), store)
      const writer = { lock, acknowledged }
      return new EmbeddedIndex(name, directory, store, searchable, manifest, options, writer, null)
    } catch (error) {
      acknowledged?.close()
      store?.close()
      lock.release()
      throw asAnlamError(error)
    }
  }

  /**
   * @throws AnlamError `not-found`; `corrupt-index` if the manifest or the database is damaged (a damaged graph is
   *   rebuilt, see `warning`); `incompatible-index` for another format; `unavailable` for a second writer
   */
  static async open(root: string, name: string, options: EmbeddedOptions): Promise<EmbeddedIndex> {
    const directory = join(root, name)
    readManifest(directory, name)
    if (existsSync(join(directory, REPAIR_MARK)))
      throw new AnlamError('corrupt-index', `a repair of index ${name} was cut off; \`anlam repair\` ends it`)
    const lock = options.mode === 'writer' ? WriterLock.acquire(directory, name) : undefined
    let store: Store | undefined
    let acknowledged: HighWater | undefined
    let searchable: SearchableVectors | undefined
    try {
      // Read again under the lock: another writer may have published a snapshot in between.
      const { manifest, graph, damage } = await openGraph(directory, name)
      const warning = damage && `${damage}; the graph was rebuilt from the database`
      // Read before the database: meanwhile a writer can only acknowledge more.
      const { sequence } = readHighWater(directory)
      store = Store.open(join(directory, STORE_FILE), manifest.id, manifest.dimension, !lock)
      if (store.sequence < sequence) throw behind(name, sequence - store.sequence)
      const writer = lock && { lock, acknowledged: HighWater.open(directory, sequence) }
      acknowledged = writer?.acknowledged
      searchable = new SearchableVectors(graph, store, options.buildScan)
      const index = new EmbeddedIndex(name, directory, store, searchable, manifest, options, writer, warning)
      const { replay } = index
      replay.dirty = damage !== null
      const apart = damage === null && manifest.snapshot ? replay.begin(manifest.snapshot) : 0
      await replay.follow()
      if (writer && apart > 0) {
        await replay.compact()
        index.warning = `${apart} copies of other passages hid what is near them; the graph was rebuilt without them`
      }
      index.queue.addWhileIdle()
      writer?.acknowledged.advance(store.sequence)
      replay.dirty ||= replay.lastRemoval > (manifest.snapshot?.lastRemoval ?? 0)
      return index
    } catch (error) {
      searchable?.graph.release()
      acknowledged?.close()
      store?.close()
      lock?.release()
      throw asAnlamError(error)
    }
  }

  /** @param derived from the documents and vectors, if another thread has done it */
  async write(
    documents: readonly IndexedDocument[],
    vectors: VectorBatch,
    derived?: Derived,
  ): Promise<WriteOutcome[]> {
    checkDocuments(documents)
    checkVectors(documents, vectors, this.manifest.dimension)
    return this.turns.take(async () => {
      const writer = this.assertWriter()
      const { outcomes, added, removed } = this.store.write(documents, vectors, derived)
      this.replay.dirty ||= outcomes.some(({ status }) => status === 'written')
      for (const label of removed) this.searchable.remove(label)
      // No `await` until the loop is done: all new passages become searchable together.
      for (const { row, label, node } of added) this.searchable.addLater(label, node, rowOf(vectors, row))
      this.replay.lastLabel = added.at(-1)?.label ?? this.replay.lastLabel
      writer.acknowledged.advance(this.store.sequence)
      return outcomes
    })
  }

  async remove(documentIds: readonly string[]): Promise<number> {
    return this.turns.take(async () => {
      const writer = this.assertWriter()
      const { documents, labels } = this.store.remove(documentIds)
      this.replay.dirty ||= documents > 0
      for (const label of labels) this.searchable.remove(label)
      writer.acknowledged.advance(this.store.sequence)
      return documents
    })
  }

  async putRecords(kind: RecordKind, records: readonly IndexRecord[]): Promise<void> {
    await this.turns.take(async () => {
      this.assertWriter()
      this.store.records.put(kind, records)
    })
  }

  async removeRecords(kind: RecordKind, keys: readonly string[]): Promise<void> {
    await this.turns.take(async () => {
      this.assertWriter()
      this.store.records.remove(kind, keys)
    })
  }

  async commit(): Promise<void> {
    await this.turns.take(async () => {
      this.assertWriter()
      if (!this.replay.dirty) return
      const { removedCount, size } = this.searchable.graph
      const isWorn = removedCount >= COMPACT_MINIMUM && removedCount > COMPACT_SHARE * (removedCount + size)
      if (isWorn) await this.replay.compact()
      else await this.replay.catchUpBeforePublishing()
      await this.searchable.settle()
      if (this.searchable.waiting > 0)
        throw new AnlamError('unavailable', `there is no memory for the graph of index ${this.name}`)
      const { lastLabel, compactedTo, built } = this.replay
      const state = { lastLabel, compactedTo, lastRemoval: this.store.counts().lastRemoval }
      this.manifest = await publishSnapshot(this.directory, this.manifest, this.searchable.graph, state)
      writeGraphReport(this.directory, built, this.bulk.shortage)
      this.replay.built = undefined
      this.replay.dirty = false
    })
  }

  async search(vector: Float32Array, options: SearchOptions): Promise<Hit[]> {
    checkSearch(vector, options, this.manifest.dimension)
    throwIfAborted(options.signal)
    if (options.exact) return this.exact.search({ ...options, vector })
    const { k } = options
    return this.queue.search({ ...options, ef: options.effort ?? this.ef, vector }, near =>
      this.store.best(near, k),
    )
  }

  async hybrid(query: HybridQuery, options: SearchOptions): Promise<HybridHits> {
    const { vector, demands, fusion } = query
    checkSearch(vector, options, this.manifest.dimension)
    throwIfAborted(options.signal)
    if (options.exact) return hybridBySearches(this, query, options)
    const terms = { wording: toTerms(query.wording), words: toTerms(query.words) }
    const answer = (near: readonly Neighbour[]): HybridHits =>
      this.store.hybrid({ vector, near, fusion, ...terms }, options)
    if (demands) return answer([])
    return this.queue.search({ ...options, ef: options.effort ?? this.ef, vector }, answer)
  }

  async stats(): Promise<IndexStats> {
    const { documents, passages } = this.store.counts()
    return {
      name: this.name,
      id: this.id,
      revision: this.store.sequence,
      ...this.identity,
      documents,
      passages,
      removed: this.searchable.graph.removedCount,
      bytes: folderBytes(this.directory),
      generation: this.manifest.snapshot?.generation ?? 0,
      ...readGraphReport(this.directory),
    }
  }

  async close(): Promise<void> {
    await this.turns.done()
    await this.bulk.close()
    await this.exact.close()
    await this.queue.close()
    await this.searchable.close()
    this.store.close()
    this.writer?.acknowledged.close()
    this.writer?.lock.release()
  }

  private assertWriter(): Writer {
    if (this.writer) {
      this.writer.lock.assertInPlace()
      return this.writer
    }
    throw new AnlamError('invalid-input', `index ${this.name} is open for reading only`)
  }
}

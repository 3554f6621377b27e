import { setTimeout as pause } from 'node:timers/promises'
import { unshared } from '../../basics/vectors.js'
import { AnlamError, throwIfAborted } from '../../errors.js'
import type { Hit, VectorBatch } from '../../types.js'
import { WorkerClient } from '../../workers/rpc.js'
import type { Facet, FacetOptions } from '../facets.js'
import type { IndexRecord, RecordKind, RecordPage } from '../records.js'
import type {
  HybridHits,
  HybridQuery,
  IndexedDocument,
  IndexIdentity,
  IndexStats,
  LexicalOptions,
  LexicalQuery,
  Page,
  SearchIndex,
  SearchOptions,
  StoredDocument,
  StoredPassage,
  WriteOutcome,
} from '../types.js'
import type { BuildSettings } from './bulk/bulk-builder.js'
import type { EmbeddedOptions } from './embedded-index.js'
import type { IndexWorkerData } from './index-worker.js'
import { buffersOf } from './store/derived.js'
import { ThreadedDerivation } from './threaded-derivation.js'
import { Turns } from './turns.js'
import { fromWireOutcome, type WireOutcome } from './wire-outcomes.js'

/** Milliseconds that `close` waits for running calls, and between its checks. */
const CLOSE_TIMEOUT = 30_000
const CLOSE_INTERVAL = 5

interface Opened {
  id: string
  identity: IndexIdentity
  warning: string | null
}

const WRITES = ['write', 'remove', 'putRecords', 'removeRecords', 'commit', 'close']
/** Calls not repeated in a replacement thread; a scan belongs to the thread that began it. */
const ONCE = new Set([...WRITES, 'nextPage', 'closeScan'])
/** Slow calls: a write may wait for readers of the log, and a snapshot of a million vectors is a gigabyte. */
const SLOW = new Set([...WRITES, 'opened'])

export interface ThreadedOptions {
  /** Called when the thread was lost; another one replaces it. */
  onLost?: ((error: AnlamError) => void) | undefined
}

/** An embedded index in a worker thread: SQLite and HNSW calls block that thread, not the caller's. */
export class ThreadedIndex implements SearchIndex {
  private closed = false
  private readonly derivation = new ThreadedDerivation()
  private readonly writes = new Turns()

  private constructor(
    readonly name: string,
    readonly id: string,
    readonly identity: IndexIdentity,
    readonly warning: string | null,
    private readonly worker: WorkerClient,
  ) {}

  /** @throws AnlamError as `EmbeddedIndex.open` */
  static open(
    root: string,
    name: string,
    options: EmbeddedOptions,
    threaded: ThreadedOptions = {},
  ): Promise<ThreadedIndex> {
    return ThreadedIndex.start({ root, name, open: options }, threaded)
  }

  /** @throws AnlamError as `EmbeddedIndex.create` */
  static create(
    root: string,
    name: string,
    identity: IndexIdentity,
    building: BuildSettings = {},
  ): Promise<ThreadedIndex> {
    return ThreadedIndex.start({ root, name, create: identity, building })
  }

  private static async start(
    data: IndexWorkerData,
    { onLost }: ThreadedOptions = {},
  ): Promise<ThreadedIndex> {
    const module = new URL('./index-worker.js', import.meta.url)
    const worker = new WorkerClient(module, data, { once: ONCE, slow: SLOW, onLost })
    try {
      const { id, identity, warning } = await worker.call<Opened>('opened', [])
      const { root, name } = data
      // A replacement thread opens the index that this one created.
      if ('create' in data)
        worker.restartWith({
          root,
          name,
          open: { mode: 'writer', ...data.building },
        } satisfies IndexWorkerData)
      return new ThreadedIndex(data.name, id, identity, warning, worker)
    } catch (error) {
      await worker.close()
      throw error
    }
  }

  async write(documents: readonly IndexedDocument[], vectors: VectorBatch): Promise<WriteOutcome[]> {
    this.assertOpen()
    const own = { ...vectors, values: unshared(vectors.values) }
    const deriving = this.derivation.derive(documents, own)
    deriving.catch(() => undefined)
    // While one write is stored, what is derived from the next one is being computed.
    return this.writes.take(async () => {
      const derived = await deriving
      const buffers = derived ? buffersOf(derived) : []
      const args = [documents, own, derived]
      const outcomes = await this.worker.call<WireOutcome[]>('write', args, undefined, buffers)
      return outcomes.map(fromWireOutcome)
    })
  }

  remove(documentIds: readonly string[]): Promise<number> {
    return this.inOrder('remove', [documentIds])
  }

  facets(fields: readonly string[], { signal, ...options }: FacetOptions): Promise<Facet[]> {
    return this.call('facets', [fields, options], signal)
  }

  putRecords(kind: RecordKind, records: readonly IndexRecord[]): Promise<void> {
    return this.inOrder('putRecords', [kind, records])
  }

  removeRecords(kind: RecordKind, keys: readonly string[]): Promise<void> {
    return this.inOrder('removeRecords', [kind, keys])
  }

  records(kind: RecordKind, page: RecordPage): Promise<IndexRecord[]> {
    return this.call('records', [kind, page])
  }

  commit(): Promise<void> {
    return this.inOrder('commit', [])
  }

  search(vector: Float32Array, { signal, ...options }: SearchOptions): Promise<Hit[]> {
    return this.call('search', [unshared(vector), options], signal)
  }

  lexical(query: LexicalQuery, { signal, ...options }: LexicalOptions): Promise<Hit[]> {
    return this.call('lexical', [query, options], signal)
  }

  fullScore(query: LexicalQuery): Promise<number> {
    return this.call('fullScore', [query])
  }

  async anticipate(wording: LexicalQuery, k: number): Promise<void> {
    // With other work to do, it would rank no sooner, and might have forgotten it by then.
    if (this.worker.load === 0) await this.call('anticipate', [wording, k])
  }

  hybrid(query: HybridQuery, { signal, ...options }: SearchOptions): Promise<HybridHits> {
    return this.call('hybrid', [{ ...query, vector: unshared(query.vector) }, options], signal)
  }

  get(passageIds: readonly string[]): Promise<(StoredPassage | undefined)[]> {
    return this.call('get', [passageIds])
  }

  hashes(documentIds: readonly string[]): Promise<Map<string, { hash: string; passages: number }>> {
    return this.call('hashes', [documentIds])
  }

  documents(options: { after?: string; limit: number }): Promise<StoredDocument[]> {
    return this.call('documents', [options])
  }

  document(id: string): Promise<{ document: StoredDocument; passages: StoredPassage[] } | undefined> {
    return this.call('document', [id])
  }

  vectors(passageIds: readonly string[]): Promise<(Float32Array | undefined)[]> {
    return this.call('vectors', [passageIds])
  }

  async *scan(options: { pageSize?: number; signal?: AbortSignal } = {}): AsyncGenerator<Page> {
    const scan = await this.call<number>('openScan', [])
    try {
      for (;;) {
        throwIfAborted(options.signal)
        const page = await this.call<Page>('nextPage', [scan, options.pageSize ?? 1024])
        if (page.passages.length === 0) return
        yield page
      }
    } finally {
      // If the index has been closed, so has the scan.
      await this.call('closeScan', [scan]).catch(() => undefined)
    }
  }

  sample(n: number): Promise<Page> {
    return this.call('sample', [n])
  }

  latest(n: number): Promise<StoredPassage[]> {
    return this.call('latest', [n])
  }

  revision(): Promise<string> {
    return this.call('revision', [])
  }

  stats(): Promise<IndexStats> {
    return this.call('stats', [])
  }

  /** Waits for running calls, 30 seconds at most; later calls throw `not-found`. */
  async close(): Promise<void> {
    this.closed = true
    const isBusy = (): boolean => this.worker.load > 0 || this.derivation.busy
    for (let waited = 0; isBusy() && waited < CLOSE_TIMEOUT; waited += CLOSE_INTERVAL)
      await pause(CLOSE_INTERVAL)
    try {
      // After what still waits for its turn.
      await this.writes.take(() => this.worker.call('close', []))
    } finally {
      await Promise.all([this.worker.close(), this.derivation.close()])
    }
  }

  private async call<T>(method: string, args: unknown[], signal?: AbortSignal): Promise<T> {
    this.assertOpen()
    return this.worker.call(method, args, signal)
  }

  /** A call that changes the index: it comes after the writes before it, some of which are still being derived. */
  private async inOrder<T>(method: string, args: unknown[]): Promise<T> {
    this.assertOpen()
    return this.writes.take(() => this.worker.call<T>(method, args))
  }

  private assertOpen(): void {
    if (this.closed)
      throw new AnlamError('not-found', `index ${this.name} is not open any more: it was deleted or replaced`)
  }
}

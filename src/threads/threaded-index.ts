import { throwIfAborted } from '../errors.js'
import type { EmbeddedOptions } from '../index/embedded/engine.js'
import type {
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
} from '../index/types.js'
import type { Hit, VectorBatch } from '../types.js'
import type { IndexWorkerData } from './index-worker.js'
import { WorkerClient } from './rpc.js'

interface Opened {
  identity: IndexIdentity
  warning: string | null
}

/** The embedded engine in a worker thread: SQLite and HNSW calls block that thread, not the caller's. */
export class ThreadedIndex implements SearchIndex {
  private constructor(
    readonly name: string,
    readonly identity: IndexIdentity,
    readonly warning: string | null,
    private readonly worker: WorkerClient,
  ) {}

  /** @throws AnlamError as `EmbeddedIndex.open` */
  static open(root: string, name: string, options: EmbeddedOptions): Promise<ThreadedIndex> {
    return ThreadedIndex.start({ root, name, open: options })
  }

  /** @throws AnlamError as `EmbeddedIndex.create` */
  static create(root: string, name: string, identity: IndexIdentity): Promise<ThreadedIndex> {
    return ThreadedIndex.start({ root, name, create: identity })
  }

  private static async start(data: IndexWorkerData): Promise<ThreadedIndex> {
    const worker = new WorkerClient(new URL('./index-worker.js', import.meta.url), data)
    try {
      const { identity, warning } = await worker.call<Opened>('opened', [])
      return new ThreadedIndex(data.name, identity, warning, worker)
    } catch (error) {
      await worker.close()
      throw error
    }
  }

  write(documents: readonly IndexedDocument[], vectors: VectorBatch): Promise<void> {
    return this.worker.call('write', [documents, vectors])
  }

  remove(documentIds: readonly string[]): Promise<number> {
    return this.worker.call('remove', [documentIds])
  }

  commit(): Promise<void> {
    return this.worker.call('commit', [])
  }

  search(vector: Float32Array, { signal, ...options }: SearchOptions): Promise<Hit[]> {
    return this.worker.call('search', [vector, options], signal)
  }

  lexical(query: LexicalQuery, { signal, ...options }: LexicalOptions): Promise<Hit[]> {
    return this.worker.call('lexical', [query, options], signal)
  }

  get(passageIds: readonly string[]): Promise<(StoredPassage | undefined)[]> {
    return this.worker.call('get', [passageIds])
  }

  hashes(documentIds: readonly string[]): Promise<Map<string, { hash: string; passages: number }>> {
    return this.worker.call('hashes', [documentIds])
  }

  documents(options: { after?: string; limit: number }): Promise<StoredDocument[]> {
    return this.worker.call('documents', [options])
  }

  document(id: string): Promise<{ document: StoredDocument; passages: StoredPassage[] } | undefined> {
    return this.worker.call('document', [id])
  }

  vectors(passageIds: readonly string[]): Promise<(Float32Array | undefined)[]> {
    return this.worker.call('vectors', [passageIds])
  }

  async *scan(options: { pageSize?: number; signal?: AbortSignal } = {}): AsyncGenerator<Page> {
    const scan = await this.worker.call<number>('openScan', [])
    try {
      for (;;) {
        throwIfAborted(options.signal)
        const page = await this.worker.call<Page>('nextPage', [scan, options.pageSize ?? 1024])
        if (page.passages.length === 0) return
        yield page
      }
    } finally {
      // Where the index has been closed, so has it.
      await this.worker.call('closeScan', [scan]).catch(() => undefined)
    }
  }

  stats(): Promise<IndexStats> {
    return this.worker.call('stats', [])
  }

  async close(): Promise<void> {
    try {
      await this.worker.call('close', [])
    } finally {
      await this.worker.close()
    }
  }
}

import { AnlamError } from '../../errors.js'
import type { Hit, VectorBatch } from '../../types.js'
import { checkDocuments, checkSearch, checkVectors } from '../checks.js'
import type { OpenedIndex } from '../engine.js'
import type { Facet, FacetOptions } from '../facets.js'
import { hybridBySearches } from '../hybrid.js'
import { identityOf } from '../identity.js'
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
  SearchOptions,
  StoredDocument,
  StoredPassage,
  WriteOutcome,
} from '../types.js'
import type { Cluster } from './client.js'
import { facets } from './facets.js'
import { aliasOf, type Meta } from './mapping.js'
import { Moments } from './moments.js'
import { PASSAGES, Reads } from './reads.js'
import { putRecords, readRecords, removeRecords } from './records.js'
import { WriterSession } from './session.js'
import { revisionOf } from './state.js'
import { VectorSearch, type VectorSearchOptions } from './vector-search.js'
import { WordSearch } from './word-search.js'
import { Writes } from './writes.js'

export interface OpenSearchIndexOptions extends VectorSearchOptions {
  /** Milliseconds for which a writer leaves rows that died to those who still read them. */
  grace: number
  /** Called when the index has been closed. */
  onClosed?: () => void
}

/** An index in an OpenSearch cluster. */
export class OpenSearchIndex implements OpenedIndex {
  readonly name: string
  readonly id: string
  readonly identity: IndexIdentity
  private readonly reads: Reads
  private readonly vectorSearch: VectorSearch
  private readonly wordSearch: WordSearch
  private writer: { session: WriterSession; writes: Writes } | undefined
  private last: Promise<unknown> = Promise.resolve()
  private isOpen = true

  private constructor(
    private readonly moments: Moments,
    private readonly meta: Meta,
    private readonly options: OpenSearchIndexOptions,
  ) {
    this.name = meta.name
    this.id = meta.id
    this.identity = identityOf(meta)
    this.reads = new Reads(moments, meta.dimension, options.few)
    this.vectorSearch = new VectorSearch(moments, options, meta.vectors)
    this.wordSearch = new WordSearch(moments)
  }

  /** @throws AnlamError `unavailable` for a second writer */
  static async open(
    cluster: Cluster,
    meta: Meta,
    mode: 'reader' | 'writer',
    options: OpenSearchIndexOptions,
  ): Promise<OpenSearchIndex> {
    const alias = aliasOf(cluster.settings.prefix, meta.id)
    const moments = new Moments(cluster, alias)
    const index = new OpenSearchIndex(moments, meta, options)
    if (mode === 'reader') return index
    const onTick = (): void => void index.tick().catch(() => undefined)
    const { name } = meta
    const session = await WriterSession.begin(
      cluster,
      { name, alias, shape: meta },
      { grace: options.grace, onTick },
    )
    index.writer = { session, writes: new Writes(moments, session, name, meta) }
    return index
  }

  get warning(): string | null {
    const lost = this.writer?.session.lost
    if (!lost) return null
    return (
      `process ${lost.pid} of ${lost.host}, last heard of at ${new Date(lost.renewed).toISOString()}, did not end its writing of ` +
      `index ${this.name}: what it had not acknowledged is not there, and if it goes on, it is refused`
    )
  }

  /** Runs one write after the other. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work)
    this.last = result.catch(() => undefined)
    return result
  }

  /** Says that the writer lives, and removes what nobody reads any more. */
  private async tick(): Promise<void> {
    await this.inTurn(async () => {
      const { writer } = this
      if (!writer) return
      if (writer.session.isDue) await writer.session.replace()
      await writer.writes.sweep()
    })
  }

  async write(documents: readonly IndexedDocument[], vectors: VectorBatch): Promise<WriteOutcome[]> {
    this.assertWriter()
    checkDocuments(documents)
    checkVectors(documents, vectors, this.identity.dimension)
    return this.inTurn(() => this.assertWriter().write(documents, vectors))
  }

  async remove(documentIds: readonly string[]): Promise<number> {
    this.assertWriter()
    return this.inTurn(() => this.assertWriter().remove(documentIds))
  }

  /** Does nothing but remove what nobody reads any more: there are no snapshots to publish. */
  async commit(): Promise<void> {
    this.assertWriter()
    await this.inTurn(() => this.assertWriter().sweep())
  }

  async search(vector: Float32Array, options: SearchOptions): Promise<Hit[]> {
    this.assertOpen()
    checkSearch(vector, options, this.identity.dimension)
    return this.moments.read(moment => this.vectorSearch.search(moment, vector, options), options.signal)
  }

  async lexical(query: LexicalQuery, options: LexicalOptions): Promise<Hit[]> {
    this.assertOpen()
    return this.moments.read(moment => this.wordSearch.lexical(moment, query, options), options.signal)
  }

  async fullScore(query: LexicalQuery): Promise<number> {
    this.assertOpen()
    return this.moments.read(moment => this.wordSearch.fullScore(moment, query))
  }

  async hybrid(query: HybridQuery, options: SearchOptions): Promise<HybridHits> {
    this.assertOpen()
    checkSearch(query.vector, options, this.identity.dimension)
    return this.moments.read(
      moment =>
        hybridBySearches(
          {
            search: (vector, wanted) => this.vectorSearch.search(moment, vector, wanted),
            lexical: (wording, wanted) => this.wordSearch.lexical(moment, wording, wanted),
            fullScore: words => this.wordSearch.fullScore(moment, words),
            vectors: ids => this.reads.vectors(moment, ids),
          },
          query,
          options,
        ),
      options.signal,
    )
  }

  async get(passageIds: readonly string[]): Promise<(StoredPassage | undefined)[]> {
    this.assertOpen()
    return this.reads.get(passageIds)
  }

  async hashes(documentIds: readonly string[]): Promise<Map<string, { hash: string; passages: number }>> {
    this.assertOpen()
    if (this.writer?.writes.first.hasNone(documentIds)) return new Map()
    return this.reads.hashes(documentIds)
  }

  async documents(options: { after?: string; limit: number }): Promise<StoredDocument[]> {
    this.assertOpen()
    return this.reads.documents(options)
  }

  async document(id: string): Promise<{ document: StoredDocument; passages: StoredPassage[] } | undefined> {
    this.assertOpen()
    return this.reads.document(id)
  }

  async vectors(passageIds: readonly string[]): Promise<(Float32Array | undefined)[]> {
    this.assertOpen()
    return this.moments.read(moment => this.reads.vectors(moment, passageIds))
  }

  async *scan(options: { pageSize?: number; signal?: AbortSignal } = {}): AsyncGenerator<Page> {
    this.assertOpen()
    yield* this.reads.scan(options)
  }

  async sample(n: number): Promise<Page> {
    this.assertOpen()
    return this.reads.sample(n)
  }

  async latest(n: number): Promise<StoredPassage[]> {
    this.assertOpen()
    return this.reads.latest(n)
  }

  async facets(fields: readonly string[], options: FacetOptions): Promise<Facet[]> {
    this.assertOpen()
    return facets(this.moments, fields, options)
  }

  async putRecords(kind: RecordKind, records: readonly IndexRecord[]): Promise<void> {
    this.assertWriter()
    const { cluster, alias } = this.moments
    await this.inTurn(() => putRecords(cluster, { alias, shape: this.meta }, kind, records))
  }

  async removeRecords(kind: RecordKind, keys: readonly string[]): Promise<void> {
    this.assertWriter()
    const { cluster, alias } = this.moments
    await this.inTurn(() => removeRecords(cluster, alias, kind, keys))
  }

  async records(kind: RecordKind, page: RecordPage): Promise<IndexRecord[]> {
    this.assertOpen()
    return readRecords(this.moments.cluster, this.moments.alias, kind, page)
  }

  async revision(): Promise<string> {
    this.assertOpen()
    const { state } = await this.moments.now()
    return revisionOf(this.id, state)
  }

  async stats(): Promise<IndexStats> {
    this.assertOpen()
    const { cluster, alias } = this.moments
    return this.moments.read(async ({ state }) => {
      const { committed, documents, passages } = state
      const all = await cluster.send<{ count: number }>('POST', `/${alias}/_count`, {
        body: { query: PASSAGES },
      })
      return {
        name: this.name,
        id: this.id,
        revision: committed,
        ...this.identity,
        documents,
        passages,
        removed: Math.max(0, all.count - passages),
        bytes: await bytesOf(cluster, alias),
        generation: 0,
      }
    })
  }

  async close(): Promise<void> {
    const { writer } = this
    this.writer = undefined
    this.isOpen = false
    await this.last
    await writer?.session.end()
    this.options.onClosed?.()
  }

  private assertOpen(): void {
    if (!this.isOpen) throw new AnlamError('not-found', `index ${this.name} is not open any more`)
  }

  private assertWriter(): Writes {
    this.assertOpen()
    if (this.writer) return this.writer.writes
    throw new AnlamError('invalid-input', `index ${this.name} is open for reading only`)
  }
}

/** Bytes on disk of all copies of an index. */
export async function bytesOf(cluster: Cluster, alias: string): Promise<number> {
  const path = `/${alias}/_stats/store`
  const { _all } = await cluster.send<{ _all: { total: { store: { size_in_bytes: number } } } }>('GET', path)
  return _all.total.store.size_in_bytes
}

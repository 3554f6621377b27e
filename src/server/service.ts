import { Kept } from '../analysis/kept.js'
import { type Overview, overviewOf } from '../analysis/overview.js'
import { drawPassageMap, type PassageMap } from '../analysis/passage-map.js'
import { indexEngine, openIndex } from '../compose.js'
import type { Config } from '../config.js'
import type { AnlamError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'
import { Writers } from '../index/writers.js'
import { type IngestOptions, type IngestReport, type IngestSource, ingest } from '../ingest/ingest.js'
import type { NewDocument } from '../ingest/prepare.js'
import { preparedSources } from '../ingest/sources.js'
import { ThreadedPreparer } from '../ingest/threaded-preparer.js'
import { ThreadedReader } from '../ingest/threaded-reader.js'
import type { MineSettings } from '../mining/types.js'
import { BUILTIN_MODEL } from '../model/models.js'
import type { Encoder } from '../model/types.js'
import type { Searcher } from '../search/searcher.js'
import { SearcherPool } from '../search/searcher-pool.js'
import type { Reporter } from '../types.js'
import { BatchingEncoder } from './batching-encoder.js'
import { CachingEncoder } from './caching-encoder.js'
import { FacetCounts } from './facet-counts.js'
import { IndexKeeper } from './index-keeper.js'
import type { JobStatus } from './jobs.js'
import { type MinedPairs, type MiningRequest, miningWork } from './mining-work.js'
import type { ServiceObserver } from './observer.js'
import { RememberedAnswers } from './remembered-answers.js'
import { SecondLooks } from './second-looks.js'
import { SharedJobs } from './shared-jobs.js'
import { readUpload, type UploadedFile } from './uploads.js'

/** Outcome of a write for one document; an error if the index refused it. */
export type Outcome = 'indexed' | 'unchanged' | 'empty' | AnlamError

/** Everything the server does, without HTTP: searching, indexes, documents and mining jobs. */
export class Service {
  readonly jobs: SharedJobs<MiningRequest, MinedPairs>
  readonly answers = new RememberedAnswers()
  readonly facets = new FacetCounts()
  private readonly writers = new Writers(name => openIndex(this.config, name, 'writer', this.reporter))
  private readonly preparer = new ThreadedPreparer()
  private readonly reader = new ThreadedReader()
  private readonly maps = new Kept(drawPassageMap)
  private readonly overviews = new Kept(overviewOf)
  /** Makes, renames and deletes indexes. */
  readonly keeper: IndexKeeper

  private constructor(
    readonly config: Config,
    private readonly pool: SearcherPool,
    readonly reporter: Reporter,
    private readonly batcher: { queued: number },
    readonly looks: SecondLooks,
  ) {
    this.jobs = new SharedJobs(miningWork(this), indexEngine(config).jobs)
    this.keeper = new IndexKeeper(config, pool, this.writers)
  }

  /** Drops everything remembered of an index that is gone. */
  private forget({ id }: SearchIndex): void {
    this.answers.forget(`${id} `)
    // What cannot be removed now is removed as too old.
    void this.jobs.forget(id).catch(() => undefined)
    // Publishing fails if another process deleted the index.
    void this.writers.release(id).catch(() => undefined)
  }

  /**
   * Opens indexes for searching, and loads their models.
   * @param names of the indexes; all indexes if empty
   */
  static async open(
    config: Config,
    names: readonly string[],
    reporter: Reporter,
    observer: ServiceObserver = {},
  ): Promise<Service> {
    const batchers: BatchingEncoder[] = []
    const wrap = (encoder: Encoder): Encoder => {
      const batcher = new BatchingEncoder(encoder, observer)
      batchers.push(batcher)
      return new CachingEncoder(batcher, observer.onLookup)
    }
    const onGone = (index: SearchIndex): void => service?.forget(index)
    let service: Service | undefined
    const pool = await SearcherPool.open(config, names, reporter, {
      watched: true,
      wrap,
      mayBeEmpty: true,
      onGone,
    })
    const batcher = {
      get queued() {
        return batchers.reduce((sum, each) => sum + each.queued, 0)
      },
    }
    const looks = await SecondLooks.open(config, reporter).catch(async (error: unknown) => {
      await pool.close()
      throw error
    })
    service = new Service(config, pool, reporter, batcher, looks)
    return service
  }

  get names(): string[] {
    return this.pool.names
  }

  /** Searchers of the indexes that are open now. */
  get searchers(): Searcher[] {
    return this.pool.searchers
  }

  /**
   * Picks up indexes that other processes have created, deleted or replaced.
   * @returns undefined if there is nothing to wait for
   */
  refresh(): Promise<void> | undefined {
    return this.pool.refresh()
  }

  /** Calls that wait for an encoder. */
  get queued(): number {
    return this.batcher.queued
  }

  /** @throws AnlamError `not-found`, listing the existing indexes */
  searcher(name: string | undefined): Promise<Searcher> {
    return this.pool.get(name ?? this.names[0] ?? this.config.index)
  }

  /** Warms the models up, so that the first request does not wait for them. */
  async warm(): Promise<void> {
    for (const { encoder } of this.searchers) await encoder.encode(['ısınma'], { kind: 'query' })
  }

  /** The encoder of an index. Default: of the first index, or of the model for new indexes if there is none. */
  async encoder(index?: string): Promise<Encoder> {
    if (index !== undefined || this.names.length > 0) return (await this.searcher(index)).encoder
    return this.pool.encoder(this.config.model ?? BUILTIN_MODEL)
  }

  /**
   * Adds documents, replacing those with the same id. All that the index does not refuse are durable when it resolves.
   * @returns the outcome of each
   * @throws AnlamError `not-found` if the searcher's index is gone, even if another one has its name
   */
  async upsert(
    searcher: Searcher,
    documents: readonly NewDocument[],
    signal?: AbortSignal,
  ): Promise<Outcome[]> {
    const outcomes = new Map<string, Outcome>()
    const { unit } = searcher.index.identity
    const prepared = await this.preparer.prepare(documents, unit, signal)
    await this.ingest(searcher, preparedSources(prepared), {
      onEmpty: id => outcomes.set(id, 'empty'),
      onUnchanged: ({ id }) => outcomes.set(id, 'unchanged'),
      onRefused: (id, error) => outcomes.set(id, error),
      ...(signal ? { signal } : {}),
    })
    return prepared.map(({ document }) => outcomes.get(document.id) ?? 'indexed')
  }

  /**
   * Indexes an uploaded file.
   * @throws AnlamError `invalid-input` naming its first bad line, unless those are skipped; earlier lines are indexed
   */
  async upsertFile(searcher: Searcher, path: string, given: UploadedFile): Promise<IngestReport> {
    const sources = preparedSources(readUpload(this.reader, path, searcher.index.identity.unit, given))
    const { read, signal, onProgress, onSkip } = given
    return this.ingest(searcher, sources, {
      signal,
      onCommitted: ({ documents }) => onProgress(documents),
      ...(read.onError === 'skip'
        ? { onRefused: (_id, { message }) => onSkip(message, { line: 0, reason: 'invalid' }) }
        : {}),
    })
  }

  private ingest(
    { index, encoder }: Searcher,
    sources: AsyncIterable<IngestSource>,
    listeners: Partial<IngestOptions>,
  ): Promise<IngestReport> {
    return this.writers.use(index, async writer =>
      ingest({ ...listeners, sources, encoder, openIndex: async () => writer, publish: false }),
    )
  }

  /** Works on an index that is open for writing. */
  async writing<T>(name: string, work: (index: SearchIndex) => Promise<T>): Promise<T> {
    return this.writers.use((await this.searcher(name)).index, work)
  }

  /** @returns how many of these documents existed */
  remove(name: string, ids: readonly string[]): Promise<number> {
    return this.writing(name, writer => writer.remove(ids))
  }

  /** Starts mining an index. */
  async mine(
    name: string,
    settings: Omit<MineSettings, 'threshold'>,
    threshold?: number,
  ): Promise<JobStatus> {
    const { id, name: found } = (await this.searcher(name)).index
    const request = { index: { id, name: found }, settings }
    return this.jobs.start(threshold === undefined ? request : { ...request, threshold })
  }

  /** A two-dimensional map of an index's passages, grouped into regions. */
  async map(name: string | undefined): Promise<PassageMap> {
    return this.maps.of((await this.searcher(name)).index)
  }

  /** What an index is about. */
  async overview(name: string): Promise<Overview> {
    return this.overviews.of((await this.searcher(name)).index)
  }

  /** Finishes writes, cancels jobs, and closes everything. */
  async close(): Promise<void> {
    await this.jobs.close()
    await this.writers.close()
    await this.looks.close()
    await this.pool.close()
    await this.preparer.close()
    await this.reader.close()
  }
}

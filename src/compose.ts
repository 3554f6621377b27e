import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { probabilities, readCalibration } from './calibrations.js'
import { readCheckpoint } from './checkpoint/read.js'
import { type Config, MAX_EF } from './config.js'
import { STDIN } from './corpus/files.js'
import { readCorpus } from './corpus/read.js'
import type { ReadOptions } from './corpus/types.js'
import type { Encoder, Provider } from './encoder/types.js'
import { AnlamError, asAnlamError } from './errors.js'
import { MANIFEST_FILE, readManifest } from './index/embedded/manifest.js'
import { assertSameModel } from './index/identity.js'
import { checkIndexName, listIndexes } from './index/names.js'
import type { SearchIndex } from './index/types.js'
import { type IngestOptions, type IngestReport, ingest } from './ingest/ingest.js'
import { toSources } from './ingest/sources.js'
import { BUILTIN_MODEL, modelDirectory, modelName } from './models.js'
import { choosePrecision } from './precision.js'
import { chooseProvider } from './providers.js'
import { RecallGauge } from './search/recall-gauge.js'
import { Searcher } from './search/searcher.js'
import { PooledEncoder } from './threads/pooled-encoder.js'
import { ThreadedIndex } from './threads/threaded-index.js'
import { type Reporter, SILENT, type Unit } from './types.js'

/**
 * A model, on the best this machine has unless the settings say otherwise. Under `auto`, a GPU that fails to load the
 * model is reported, and the CPU takes over.
 *
 * @throws AnlamError `not-found`, `corrupt-checkpoint`, `unavailable` for a provider that was named and cannot be used,
 * and what `choosePrecision` throws
 */
export async function openEncoder(
  config: Config,
  model = config.model ?? BUILTIN_MODEL,
  reporter: Reporter = SILENT,
): Promise<Encoder> {
  const { threads, batchTokens, deviceId, precision } = config
  const directory = modelDirectory(config, model)
  const load = async (provider: Provider): Promise<Encoder> =>
    PooledEncoder.load({
      directory,
      model: modelName(config, model),
      provider,
      deviceId,
      ...(await choosePrecision(config, { directory, precision, provider, deviceId }, reporter)),
      ...(threads === undefined ? {} : { threads }),
      ...(batchTokens === undefined ? {} : { batchTokens }),
    })
  if (config.provider === 'auto' && model === BUILTIN_MODEL) return load('cpu')
  const provider = await chooseProvider(config.provider, deviceId, reporter)
  if (config.provider !== 'auto' || provider === 'cpu') return load(provider)
  // Looking up rows of a table is no work for a GPU.
  if ((await readCheckpoint(directory)).modules[0].kind === 'static') return load('cpu')
  try {
    return await load(provider)
  } catch (error) {
    reporter.warn(`the CPU computes: ${asAnlamError(error).message}`)
    return load('cpu')
  }
}

export { findCentroids, projectVectors } from './threads/threaded-analysis.js'

export interface OpenedIndex extends SearchIndex {
  /** What opening had to put right; null if nothing. */
  readonly warning: string | null
}

/** @throws AnlamError `not-found`, `corrupt-index`, `unavailable` for a second writer */
export function openIndex(config: Config, name: string, mode: 'reader' | 'writer'): Promise<OpenedIndex> {
  return ThreadedIndex.open(config.indexes, checkIndexName(name), { mode, ef: config.ef })
}

export interface OpenedSearcher {
  searcher: Searcher
  close(): Promise<void>
}

/** An index for reading, with the model that built it. */
export async function openSearcher(
  config: Config,
  name: string,
  reporter: Reporter = SILENT,
): Promise<OpenedSearcher> {
  const pool = await SearcherPool.open(config, [name], reporter)
  return { searcher: pool.get(name), close: () => pool.close() }
}

/** How far the recall gauge may raise ef, and least milliseconds between two of its samples. */
const MOST_EF_TIMES = 8
const GAUGE_INTERVAL = 10_000

/** Searchers over several indexes; those of one model share its encoder. */
export class SearcherPool {
  private readonly searchers = new Map<string, Searcher>()
  private readonly encoders = new Map<string, Promise<Encoder>>()

  private constructor(
    private readonly config: Config,
    private readonly reporter: Reporter,
    private readonly watched: boolean,
    private readonly wrap: (encoder: Encoder) => Encoder,
  ) {}

  /**
   * @param names all indexes where none is named
   * @param watched measure the recall of searches in the background
   * @param wrap what encoders are used through
   */
  static async open(
    config: Config,
    names: readonly string[],
    reporter: Reporter = SILENT,
    { watched = false, wrap = (encoder: Encoder) => encoder, mayBeEmpty = false } = {},
  ): Promise<SearcherPool> {
    const pool = new SearcherPool(config, reporter, watched && config.recallTarget > 0, wrap)
    try {
      const wanted = names.length > 0 ? names : await listIndexes(config.indexes)
      if (wanted.length === 0 && !mayBeEmpty) {
        throw new AnlamError(
          'not-found',
          `there is no index in ${config.indexes}; \`anlam index PATH\` makes one`,
        )
      }
      for (const name of wanted) await pool.add(name)
      return pool
    } catch (error) {
      await pool.close()
      throw error
    }
  }

  /** Opens an index and serves it too. */
  async add(name: string): Promise<void> {
    const index = await openIndex(this.config, name, 'reader')
    try {
      if (index.warning) this.reporter.warn(index.warning)
      const encoder = await this.encoder(this.config.model ?? index.identity.model)
      const gauge = this.watched ? this.gauge(index) : undefined
      const calibration = readCalibration(this.config, name, index.identity.fingerprint)
      this.searchers.set(name, new Searcher(encoder, index, gauge, probabilities(calibration)))
    } catch (error) {
      await index.close()
      throw error
    }
  }

  /** Closes an index. */
  async drop(name: string): Promise<void> {
    const searcher = this.get(name)
    this.searchers.delete(name)
    await searcher.gauge?.stop()
    await searcher.index.close()
  }

  /** A model, loaded once. */
  encoder(model: string): Promise<Encoder> {
    const known = this.encoders.get(model)
    if (known) return known
    const loading = openEncoder(this.config, model, this.reporter).then(this.wrap)
    loading.catch(() => this.encoders.delete(model))
    this.encoders.set(model, loading)
    return loading
  }

  private gauge(index: SearchIndex): RecallGauge {
    const { ef, recallTarget: target } = this.config
    return new RecallGauge(index, {
      target,
      ef,
      maxEf: Math.min(ef * MOST_EF_TIMES, MAX_EF),
      interval: GAUGE_INTERVAL,
      onLow: ({ recall, ef: raised }) =>
        this.reporter.warn(
          `searches of ${index.name} find ${recall!.toFixed(3)} of the true top 10, ${target} is the target; ` +
            `they now look at ${raised} candidates`,
        ),
    })
  }

  get names(): string[] {
    return [...this.searchers.keys()]
  }

  /** @throws AnlamError `not-found` naming the indexes there are */
  get(name: string): Searcher {
    const searcher = this.searchers.get(name)
    if (searcher) return searcher
    throw new AnlamError(
      'not-found',
      `there is no index ${JSON.stringify(name)} here; there are ${this.names.join(', ')}`,
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.names.map(name => this.drop(name)))
    const encoders = await Promise.allSettled(this.encoders.values())
    await Promise.all(encoders.map(loaded => loaded.status === 'fulfilled' && loaded.value.close()))
  }
}

export interface IndexRequest {
  paths: readonly string[]
  index: string
  /** Default: what the index was made with, or each format's own. */
  unit?: Unit
  read: ReadOptions
  signal?: AbortSignal
  onCommitted?: IngestOptions['onCommitted']
  /** Told how many documents there are, before the first is embedded. */
  onCounted?: (documents: number) => void
  reporter?: Reporter
}

export interface IndexReport extends IngestReport {
  index: string
  seconds: number
  provider: string
  precision: string
}

/**
 * Files to an index. The files are read once before anything is written, so that a bad row, with `onError: fail`,
 * leaves the index as it was; standard input cannot be read twice, and is written as it comes.
 */
export async function indexFiles(config: Config, request: IndexRequest): Promise<IndexReport> {
  const started = performance.now()
  const { paths, read, signal, reporter = SILENT } = request
  const name = checkIndexName(request.index)
  const existing = existsSync(join(config.indexes, name, MANIFEST_FILE))
    ? readManifest(join(config.indexes, name), name)
    : undefined
  if (existing && request.unit && existing.unit !== request.unit) {
    const unit = existing.unit ?? "each format's own unit"
    throw new AnlamError('incompatible-index', `index ${name} was made with ${unit}, not ${request.unit}`)
  }
  const unit = existing?.unit ?? request.unit
  if (!paths.includes(STDIN)) {
    let documents = 0
    for await (const _ of readCorpus(paths, quietly(read))) documents++
    if (documents === 0)
      throw new AnlamError('invalid-input', `there is no text to index in ${paths.join(', ')}`)
    request.onCounted?.(documents)
  }
  const encoder = await openEncoder(config, config.model ?? existing?.model, reporter)
  let index: ThreadedIndex | undefined
  try {
    if (existing) assertSameModel(name, existing, encoder.spec)
    const { model, fingerprint, dimension, provider, precision } = encoder.spec
    const report = await ingest({
      sources: toSources(readCorpus(paths, read), unit),
      encoder,
      openIndex: async () => {
        index = existing
          ? await ThreadedIndex.open(config.indexes, name, { mode: 'writer', ef: config.ef })
          : await ThreadedIndex.create(config.indexes, name, {
              model,
              fingerprint,
              dimension,
              ...(unit ? { unit } : {}),
            })
        if (index.warning) reporter.warn(index.warning)
        return index
      },
      ...(signal ? { signal } : {}),
      ...(request.onCommitted ? { onCommitted: request.onCommitted } : {}),
      onEmpty: id => read.onSkip?.(`document ${id}: nothing in its text is known to the model`),
    })
    const seconds = (performance.now() - started) / 1000
    return { index: name, ...report, seconds, provider, precision }
  } finally {
    await Promise.all([encoder.close(), index?.close()])
  }
}

function quietly({ onSkip: _, onRepair: __, ...read }: ReadOptions): ReadOptions {
  return read
}

import { toNfc } from '../basics/document.js'
import { fingerprintOf, indexEngine, modelFor, openEncoder, openIndex, placeOf } from '../compose.js'
import { type Config, MAX_EFFORT } from '../config.js'
import { AnlamError, asAnlamError } from '../errors.js'
import { probabilities, readCalibration } from '../evaluation/calibrations.js'
import type { IndexEngine, IndexWatch, Running } from '../index/engine.js'
import { checkIndexName } from '../index/names.js'
import type { IndexIdentity, SearchIndex } from '../index/types.js'
import type { Encoder } from '../model/types.js'
import { type Reporter, SILENT } from '../types.js'
import { glossaryOf } from './glossaries.js'
import { RELEVANCE } from './known-relevance.js'
import { RecallGauge } from './recall-gauge.js'
import { Searcher } from './searcher.js'

/** Highest effort set by the recall gauge, and least milliseconds between two of its samples. */
const MAX_EFFORT_FACTOR = 8
const GAUGE_INTERVAL = 10_000
/** Attempts to open an index that is replaced meanwhile. */
const OPEN_ATTEMPTS = 3

interface Served {
  searcher: Searcher
  /** Token that distinguishes the index from others of its name, and when it was read. */
  token: string | undefined
  since: number
}

export interface PoolOptions extends Running {
  /** Engine of the indexes; default: that of the settings. */
  engine?: IndexEngine
  /** Measure the recall of searches in the background. */
  watched?: boolean
  /** Wraps each encoder, for example in a cache. */
  wrap?: (encoder: Encoder) => Encoder
  mayBeEmpty?: boolean
  /** Open each index only when it is asked for. */
  lazy?: boolean
  /** Called when an index is no longer served, because it was deleted or replaced by another of the same name. */
  onGone?: (index: SearchIndex) => void
}

/** Searchers over several indexes. Indexes of one model share its encoder. */
export class SearcherPool {
  private readonly served = new Map<string, Served>()
  private readonly opening = new Map<string, Promise<Searcher>>()
  private readonly closing = new Set<Promise<void>>()
  /** By model and fingerprint. */
  private readonly encoders = new Map<string, Promise<Encoder>>()
  /** Of models as the settings give them, without an index. */
  private readonly fingerprints = new Map<string, Promise<string>>()
  private readonly engine: IndexEngine
  private readonly watch: IndexWatch
  /** Names of the indexes served, opened or not, in the order in which they became known. */
  private known: string[] = []
  /** Names of indexes being deleted. */
  private readonly leaving = new Set<string>()
  /** Tokens of indexes that could not be opened. */
  private readonly failed = new Map<string, string | undefined>()

  private constructor(
    private readonly config: Config,
    /** Names of the only indexes served; all if empty. */
    private readonly wanted: Set<string>,
    private readonly reporter: Reporter,
    private readonly options: PoolOptions,
  ) {
    this.engine = options.engine ?? indexEngine(config)
    this.watch = this.engine.watch((tokens, asOf) => this.follow(tokens, asOf))
  }

  /** @param names of the indexes; all if empty */
  static async open(
    config: Config,
    names: readonly string[],
    reporter: Reporter = SILENT,
    options: PoolOptions = {},
  ): Promise<SearcherPool> {
    const named = names.map(checkIndexName)
    const pool = new SearcherPool(config, new Set(named), reporter, options)
    if (options.lazy) return pool
    try {
      const wanted = named.length > 0 ? named : await pool.engine.list()
      if (wanted.length === 0 && !options.mayBeEmpty) {
        throw new AnlamError(
          'not-found',
          `there is no index in ${placeOf(config)}; \`anlam index PATH\` makes one`,
        )
      }
      for (const name of wanted) await pool.add(name)
      return pool
    } catch (error) {
      await pool.close()
      throw error
    }
  }

  /** Opens an index, and serves it from now on. */
  async add(name: string): Promise<Searcher> {
    const known = this.opening.get(name)
    if (known) return known
    const opening = this.openOne(name).finally(() => this.opening.delete(name))
    this.opening.set(name, opening)
    return opening
  }

  private async openOne(name: string): Promise<Searcher> {
    for (let attempt = 1; ; attempt++) {
      const since = performance.now()
      const token = await this.watch.tokenOf(name)
      const searcher = await this.searcherOf(name).catch((error: unknown) => {
        this.failed.set(name, token)
        throw error
      })
      this.failed.delete(name)
      if ((await this.watch.tokenOf(name)) === token || attempt === OPEN_ATTEMPTS) {
        this.served.set(name, { searcher, token, since })
        if (this.wanted.size > 0) this.wanted.add(name)
        if (!this.known.includes(name)) this.known.push(name)
        return searcher
      }
      await closed(searcher)
    }
  }

  private async searcherOf(name: string): Promise<Searcher> {
    const index = await openIndex(this.config, name, 'reader', this.reporter, {
      engine: this.engine,
      ...this.running,
    })
    try {
      if (index.warning) this.reporter.warn(index.warning)
      const encoder = await this.encoder(await modelFor(this.config, index.identity), index.identity)
      const gauge = this.options.watched && this.config.recallTarget > 0 ? this.gauge(index) : undefined
      const calibration = await readCalibration(this.config, name, index.identity.fingerprint, this.engine)
      const relevance = RELEVANCE.known(this.config, index.identity.fingerprint)
      const glossary = await glossaryOf(this.config, name, this.engine)
      return new Searcher(encoder, index, {
        gauge,
        probability: probabilities(calibration),
        relevance,
        glossary,
      })
    } catch (error) {
      await index.close()
      throw error
    }
  }

  /**
   * Picks up indexes that other processes have created, deleted or replaced.
   * @returns undefined if there is nothing to wait for
   */
  refresh(): Promise<void> | undefined {
    return this.watch.refresh()
  }

  private follow(tokens: ReadonlyMap<string, string>, asOf: number): void {
    // An index opened later is newer than this observation.
    const isOld = (name: string): boolean => (this.served.get(name)?.since ?? asOf) <= asOf
    for (const [name, { token }] of this.served)
      if (isOld(name) && tokens.get(name) !== token) void this.retire(name)
    const isWanted = (name: string): boolean => this.wanted.size === 0 || this.wanted.has(name)
    const present = [...tokens.keys()].filter(name => isWanted(name) && !this.leaving.has(name))
    this.known = [
      ...this.known.filter(name => present.includes(name) || !isOld(name)),
      ...present.filter(name => !this.known.includes(name)),
    ]
    for (const [name, token] of this.failed) if (tokens.get(name) !== token) this.failed.delete(name)
  }

  /** Stops serving an index while it is deleted. */
  async remove(name: string, work: () => Promise<void>): Promise<void> {
    this.leaving.add(name)
    try {
      this.known = this.known.filter(known => known !== name)
      await this.opening.get(name)?.catch(() => undefined)
      await this.retire(name)
      await work()
    } finally {
      this.leaving.delete(name)
    }
  }

  /** Closes an index once its running requests have been answered. */
  private retire(name: string): Promise<void> {
    const served = this.served.get(name)
    if (!served) return Promise.resolve()
    this.served.delete(name)
    this.options.onGone?.(served.searcher.index)
    const closing = closed(served.searcher)
      .catch((error: unknown) => this.reporter.warn(asAnlamError(error).message))
      .finally(() => this.closing.delete(closing))
    this.closing.add(closing)
    return closing
  }

  /** The encoder of a model, loaded once, and once more for indexes that have other prompts or another dimension. */
  async encoder(model: string, index?: IndexIdentity): Promise<Encoder> {
    const key = `${model} ${index?.fingerprint ?? (await this.fingerprintOf(model))}`
    return this.encoders.get(key) ?? this.load(key, model, index)
  }

  private fingerprintOf(model: string): Promise<string> {
    const known = this.fingerprints.get(model)
    if (known !== undefined) return known
    const reading = fingerprintOf(this.config, model)
    reading.catch(() => this.fingerprints.delete(model))
    this.fingerprints.set(model, reading)
    return reading
  }

  private load(key: string, model: string, index: IndexIdentity | undefined): Promise<Encoder> {
    const { wrap = (encoder: Encoder) => encoder } = this.options
    const loading = openEncoder(this.config, model, this.reporter, { index, ...this.running }).then(wrap)
    loading.catch(() => this.encoders.delete(key))
    this.encoders.set(key, loading)
    return loading
  }

  private get running(): Running {
    return { inCallingThread: this.options.inCallingThread ?? false }
  }

  private gauge(index: SearchIndex): RecallGauge {
    const { effort, recallTarget: target } = this.config
    return new RecallGauge(index, {
      target,
      effort,
      maxEffort: Math.min(effort * MAX_EFFORT_FACTOR, MAX_EFFORT),
      interval: GAUGE_INTERVAL,
      onLow: ({ recall, effort: raised }) =>
        this.reporter.warn(
          `searches of ${index.name} find ${recall!.toFixed(3)} of the true top 10, ${target} is the target; ` +
            `they now look at ${raised} candidates`,
        ),
    })
  }

  get names(): string[] {
    return this.known.filter(name => !this.failed.has(name))
  }

  /** Searchers of the indexes that are open now. */
  get searchers(): Searcher[] {
    return [...this.served.values()].map(({ searcher }) => searcher)
  }

  /**
   * The searcher of an index. An index created since is opened.
   * @throws AnlamError `not-found`, listing the existing indexes; errors of opening it
   */
  async get(given: string): Promise<Searcher> {
    const name = toNfc(given)
    const served = this.served.get(name)
    if (served) return served.searcher
    if (this.known.includes(name)) return this.add(name)
    throw new AnlamError(
      'not-found',
      `there is no index ${JSON.stringify(name)} here; there are ${this.names.join(', ')}`,
    )
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.opening.values())
    await Promise.all([...this.served.keys()].map(name => this.retire(name)))
    await Promise.all(this.closing)
    const encoders = await Promise.allSettled(this.encoders.values())
    await Promise.all(encoders.map(loaded => loaded.status === 'fulfilled' && loaded.value.close()))
  }
}

async function closed({ gauge, index }: Searcher): Promise<void> {
  await gauge?.stop()
  await index.close()
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
  running: Running = {},
): Promise<OpenedSearcher> {
  const pool = await SearcherPool.open(config, [name], reporter, running)
  return { searcher: await pool.get(name), close: () => pool.close() }
}

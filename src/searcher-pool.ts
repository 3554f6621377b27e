import { probabilities, readCalibration } from './calibrations.js'
import { openEncoder, openIndex } from './compose.js'
import { type Config, MAX_EF } from './config.js'
import type { Encoder } from './encoder/types.js'
import { AnlamError } from './errors.js'
import { listIndexes } from './index/names.js'
import type { SearchIndex } from './index/types.js'
import { RecallGauge } from './search/recall-gauge.js'
import { Searcher } from './search/searcher.js'
import { type Reporter, SILENT } from './types.js'

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

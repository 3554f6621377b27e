import { indexEngine, openIndex, openReranker } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import { checkIndexName } from '../index/names.js'
import { Writers } from '../index/writers.js'
import { BUILTIN_MODEL } from '../model/models.js'
import type { Reranker } from '../model/reranker/types.js'
import type { Encoder } from '../model/types.js'
import type { Searcher } from '../search/searcher.js'
import { SearcherPool } from '../search/searcher-pool.js'
import type { Reporter } from '../types.js'

/** What all indexes of an `Anlam` share: models that are loaded once, and indexes that are open. */
export class Runtime {
  readonly writers = new Writers(name => openIndex(this.config, name, 'writer', this.reporter))
  private readonly pool: Promise<SearcherPool>
  private reranking: Promise<Reranker> | undefined
  private isClosed = false

  constructor(
    readonly config: Config,
    readonly reporter: Reporter,
  ) {
    this.pool = SearcherPool.open(config, [], reporter, { lazy: true })
    // Awaited by whoever asks for a searcher.
    this.pool.catch(() => undefined)
  }

  /**
   * The searcher of an index, as other processes left it.
   * @throws AnlamError `not-found`; what opening it and its model throws
   */
  async searcher(name: string): Promise<Searcher> {
    const checked = checkIndexName(name)
    const pool = await this.opened()
    await pool.refresh()
    return pool.names.includes(checked) ? pool.get(checked) : pool.add(checked)
  }

  /** A model, for what belongs to no index. @param model default: that of the settings */
  async encoder(model = this.config.model ?? BUILTIN_MODEL): Promise<Encoder> {
    return (await this.opened()).encoder(model)
  }

  /** @throws AnlamError `invalid-input` if the settings name none; as `openReranker` */
  async reranker(): Promise<Reranker> {
    this.assertOpen()
    const { rerank } = this.config
    if (rerank === undefined)
      throw new AnlamError('invalid-input', 'no cross-encoder is known: give one as the setting `rerank`')
    this.reranking ??= openReranker(this.config, rerank, this.reporter)
    this.reranking.catch(() => {
      this.reranking = undefined
    })
    return this.reranking
  }

  /** Does something to an index while nothing here has it open. */
  async apart<T>(name: string, work: () => Promise<T>): Promise<T> {
    const pool = await this.opened()
    // A damaged index has no description, and nobody writes it.
    const index = await indexEngine(this.config)
      .describe(name)
      .catch(() => undefined)
    let result: T | undefined
    await pool.remove(index?.name ?? name, async () => {
      if (index) await this.writers.release(index.id)
      result = await work()
    })
    return result as T
  }

  /** @throws AnlamError `invalid-input` */
  assertOpen(): void {
    if (this.isClosed) throw new AnlamError('invalid-input', 'this Anlam is closed; make another one')
  }

  private async opened(): Promise<SearcherPool> {
    this.assertOpen()
    return this.pool
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.writers.close()
    await this.reranking?.then(reranker => reranker.close()).catch(() => undefined)
    await this.pool.then(pool => pool.close()).catch(() => undefined)
  }
}

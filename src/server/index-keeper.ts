import { createIndex, indexEngine, renameIndex } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import { identityOf } from '../index/identity.js'
import { checkNewIndexName } from '../index/names.js'
import type { Writers } from '../index/writers.js'
import { BUILTIN_MODEL } from '../model/models.js'
import type { SearcherPool } from '../search/searcher-pool.js'
import type { Unit } from '../types.js'

/** Makes, renames and deletes the indexes of a server, while it serves them. */
export class IndexKeeper {
  /** Indexes being created. */
  private making = 0

  constructor(
    private readonly config: Config,
    private readonly pool: SearcherPool,
    private readonly writers: Writers,
  ) {}

  /**
   * @returns its name in NFC
   * @throws AnlamError `already-exists`; `invalid-input` for a bad name, or if there are `maxIndexes` already
   */
  async create(name: string, model?: string, unit?: Unit): Promise<string> {
    const { maxIndexes } = this.config
    if (this.pool.names.length + this.making >= maxIndexes) {
      throw new AnlamError(
        'invalid-input',
        `the server already has ${maxIndexes} indexes, the most it may have; delete one first`,
      )
    }
    this.making++
    try {
      return await this.make(name, model, unit)
    } finally {
      this.making--
    }
  }

  private async make(
    wanted: string,
    model = this.config.model ?? BUILTIN_MODEL,
    unit?: Unit,
  ): Promise<string> {
    // Checked before a model is loaded.
    const name = checkNewIndexName(wanted, await indexEngine(this.config).list())
    const { spec } = await this.pool.encoder(model)
    const index = await createIndex(this.config, name, identityOf({ ...spec, unit }))
    await index.commit().finally(() => index.close())
    await this.pool.add(name)
    return name
  }

  /** Deletes an index and everything in it. */
  delete(name: string): Promise<void> {
    return this.away(name, found => indexEngine(this.config).delete(found))
  }

  /**
   * Gives an index another name; mining jobs of it are forgotten.
   * @returns the name in NFC
   * @throws AnlamError as `renameIndex`; the index is then served as before
   */
  async giveName(name: string, to: string): Promise<string> {
    const wanted = to.normalize('NFC')
    await this.away(name, found => renameIndex(this.config, found, wanted))
    await this.pool.add(wanted)
    return wanted
  }

  /** Works on an index that is closed. If that fails, it is served again. */
  private async away(given: string, work: (name: string) => Promise<void>): Promise<void> {
    const {
      index: { id, name },
    } = await this.pool.get(given)
    // Held for writing, so that no other process writes to it.
    await this.writers.use({ id, name }, async () => undefined)
    try {
      await this.pool.remove(name, async () => {
        await this.writers.release(id)
        await work(name)
      })
    } catch (error) {
      // What is wrong with it, the next request for it says.
      await this.pool.add(name).catch(() => undefined)
      throw error
    }
  }
}

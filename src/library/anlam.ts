import type { ClassifierOptions } from '../analysis/classify/classifier.js'
import type { Example } from '../analysis/classify/examples.js'
import type { Explanation } from '../analysis/explain.js'
import { inGroups } from '../basics/in-groups.js'
import { rowOf, unitCosine } from '../basics/vectors.js'
import { indexEngine } from '../compose.js'
import { AnlamError, throwIfAborted } from '../errors.js'
import { capabilityOf, type IntegrityCheck, type RepairReport } from '../index/engine.js'
import { checkNewIndexName } from '../index/names.js'
import { openTarget } from '../ingest/target.js'
import type { PullReport } from '../model/hub/pull.js'
import { BUILTIN_MODEL, describeModel, type ModelInfo, pullModel } from '../model/models.js'
import type { EncodedBatch, EncodeOptions } from '../model/types.js'
import type { Unit } from '../types.js'
import { ExampleClassifier, type TextClassifier } from './classifier.js'
import { type ListedIndex, listIndexes } from './list-indexes.js'
import { OpenTextIndex } from './open-text-index.js'
import { Runtime } from './runtime.js'
import { configOf, type Settings } from './settings.js'
import type { Cancellable, TextIndex } from './text-index.js'
import { itemsOf } from './texts.js'

/** Texts encoded at a time. */
const BATCH = 256

/** What an index is made with, once and for all. */
export interface CreateOptions {
  /** `builtin`, `builtin-static`, a directory, or a hub id that was pulled. Default: that of the settings. */
  model?: string
  /** What is embedded and found. Default: each text as it is given, and for files what suits their format. */
  unit?: Unit
}

/** How a model is downloaded. */
export interface PullOptions extends Cancellable {
  /** Called with the bytes of a file that are there. */
  onProgress?: (progress: { file: string; done: number; total: number }) => void
}

/** A text with its vector. */
export interface Embedding {
  text: string
  /** [dimension]. */
  vector: Float32Array
  /** Tokens that the model read, special ones included. */
  tokens: number
  /** Whether the text was longer than the model takes, and was cut. */
  truncated: boolean
}

/**
 * Searching and comparing texts by their meaning: a folder of indexes, and the models that they need, which are loaded when
 * they are first used. Close it, or the process may not end.
 *
 * Every method throws AnlamError, whose `code` says what is wrong: `invalid-input` once it is closed, `cancelled` when the
 * signal fires. More are named where they can occur.
 */
export class Anlam implements AsyncDisposable {
  readonly #runtime: Runtime

  /**
   * Loads nothing yet.
   * @throws AnlamError `invalid-input` for a setting that does not exist or has a value that it cannot have; `not-found` for a
   *   file of settings
   */
  constructor(settings: Settings = {}) {
    const { config, reporter } = configOf(settings)
    this.#runtime = new Runtime(config, reporter)
  }

  /** All indexes, sorted by name, with their sizes; of a damaged one, what is wrong. */
  async list(): Promise<ListedIndex[]> {
    this.#runtime.assertOpen()
    return listIndexes(indexEngine(this.#runtime.config))
  }

  /**
   * Opens an index, and loads its model.
   * @throws AnlamError `not-found`; `corrupt-index`, `corrupt-checkpoint`; `incompatible-index` for an index of another model
   *   than the settings name
   */
  async open(name: string): Promise<TextIndex> {
    const { index } = await this.#runtime.searcher(name)
    return new OpenTextIndex(this.#runtime, index.name)
  }

  /**
   * Makes an index without texts.
   * @param name up to 64 letters, digits, `.`, `_` and `-`, a letter or digit first
   * @throws AnlamError `already-exists`; `invalid-input` for the name; `not-found`, `corrupt-checkpoint` for the model;
   *   `storage-full`
   */
  async create(name: string, options: CreateOptions = {}): Promise<TextIndex> {
    const { model, unit } = options
    const { config } = this.#runtime
    // Checked before a model is loaded.
    const engine = indexEngine(config)
    const known = await engine.list()
    const checked = checkNewIndexName(name, known)
    if (known.includes(checked)) throw new AnlamError('already-exists', `index ${checked} exists; open it`)
    const { spec } = await this.#runtime.encoder(model)
    const index = await openTarget(config, { name: checked, ...(unit ? { unit } : {}) }, spec)
    await index.commit().catch(async (error: unknown) => {
      await index.close()
      throw error
    })
    // What is made is mostly written next.
    this.#runtime.writers.keep(index)
    return this.open(checked)
  }

  /**
   * Opens an index, or makes it.
   * @throws AnlamError as `open` and `create`
   */
  async openOrCreate(name: string, options: CreateOptions = {}): Promise<TextIndex> {
    return unless('not-found', this.open(name), () =>
      unless('already-exists', this.create(name, options), () => this.open(name)),
    )
  }

  /**
   * Deletes an index and everything in it.
   * @throws AnlamError `not-found`; `unavailable` while another process writes it
   */
  async delete(name: string): Promise<void> {
    await this.#runtime.apart(name, () => indexEngine(this.#runtime.config).delete(name))
  }

  /**
   * Checks an index for damage, without changing it.
   * @param options with `deep`, also searches and embeds a sample again
   * @throws AnlamError `not-found`; `invalid-input` for an index in a cluster
   */
  async verify(name: string, options: Cancellable & { deep?: boolean } = {}): Promise<IntegrityCheck[]> {
    const { config, reporter } = this.#runtime
    this.#runtime.assertOpen()
    const { verifyIndex } = await import('../search/verify-index.js')
    return verifyIndex(config, name, { reporter, ...options })
  }

  /**
   * Repairs an index from what is left of it, without its model.
   * @throws AnlamError `not-found`; `corrupt-index` if too little is left; `unavailable` while it is written; `invalid-input`
   *   for an index in a cluster
   */
  async repair(name: string): Promise<RepairReport> {
    return this.#runtime.apart(name, () => capabilityOf(indexEngine(this.#runtime.config), 'repair')(name))
  }

  /**
   * Copies an index into a folder, even while it is being written.
   * @param to folder that does not exist yet
   * @throws AnlamError `not-found`, `already-exists`, `storage-full`, `corrupt-index`; `invalid-input` for an index in a cluster
   */
  async backup(name: string, to: string): Promise<void> {
    this.#runtime.assertOpen()
    await capabilityOf(indexEngine(this.#runtime.config), 'backup')(name, to)
  }

  /**
   * Makes an index from a backup.
   * @param from the folder
   * @throws AnlamError `not-found`, `already-exists`, `storage-full`, `corrupt-index`; `invalid-input` for the name, or in a cluster
   */
  async restore(from: string, name: string): Promise<void> {
    this.#runtime.assertOpen()
    await capabilityOf(indexEngine(this.#runtime.config), 'restore')(from, name)
  }

  /**
   * Encodes texts with the model of the settings: one row each, in order.
   * @param options what the texts are, and whether rows have unit length, as they have by default
   * @returns values: row-major [rows, dimension]; a text without tokens gives a row of zeros
   */
  async encode(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedBatch> {
    return (await this.#runtime.encoder()).encode(texts, options)
  }

  /** As `encode`, for any number of texts: 256 at a time, yielded in order. */
  async *embed(
    texts: string | Iterable<string> | AsyncIterable<string>,
    options: EncodeOptions = {},
  ): AsyncGenerator<Embedding, void, undefined> {
    for await (const group of inGroups(itemsOf(texts), BATCH)) {
      throwIfAborted(options.signal)
      const batch = await this.encode(group, options)
      yield* group.map((text, i) => ({
        text,
        vector: rowOf(batch, i),
        tokens: batch.tokens[i]!,
        truncated: batch.truncated[i] === 1,
      }))
    }
  }

  /**
   * The cosine of the vectors of two texts, -1 to 1; higher is more similar.
   * @throws AnlamError `invalid-input` for a text that holds nothing that the model knows
   */
  async similarity(a: string, b: string, options: Cancellable = {}): Promise<number> {
    const { signal } = options
    const batch = await this.encode([a, b], signal ? { signal } : {})
    const rows = [rowOf(batch, 0), rowOf(batch, 1)] as const
    if (rows.some(row => row.every(x => x === 0)))
      throw new AnlamError('invalid-input', 'one of the texts contains nothing that the model knows')
    return unitCosine(...rows)
  }

  /** Which words of two texts make them similar: the cosine that is lost without each. */
  async explain(a: string, b: string, options: Cancellable = {}): Promise<Explanation> {
    const { explain } = await import('../analysis/explain.js')
    return explain(await this.#runtime.encoder(), a, b, options.signal)
  }

  /**
   * Learns to label texts from examples: a few of each label, or one description of each.
   * @param examples with two different labels at least
   * @throws AnlamError `invalid-input` for fewer
   */
  async classifier(examples: readonly Example[], options: ClassifierOptions = {}): Promise<TextClassifier> {
    const { Classifier } = await import('../analysis/classify/classifier.js')
    const { assertLabels } = await import('../analysis/classify/examples.js')
    assertLabels(examples, 'the examples')
    return new ExampleClassifier(await Classifier.create(await this.#runtime.encoder(), examples, options))
  }

  /**
   * What is known of a model, without loading it.
   * @param model default: that of the settings
   * @throws AnlamError `not-found`, `corrupt-checkpoint`
   */
  async model(model = this.#runtime.config.model ?? BUILTIN_MODEL): Promise<ModelInfo> {
    return describeModel(this.#runtime.config, model)
  }

  /**
   * Downloads a model from the hub. A download that was cut off goes on where it was.
   * @param id `org/name[@revision]`
   * @throws AnlamError `invalid-input` for another id, or without access; `not-found`, `overloaded`, `unavailable`, `storage-full`;
   *   `corrupt-checkpoint` for a model that cannot be run
   */
  async pull(id: string, options: PullOptions = {}): Promise<PullReport> {
    const { signal, onProgress } = options
    return pullModel(this.#runtime.config, id, {
      onnx: false,
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    })
  }

  /** Finishes writes, and closes all indexes and models. What was added is on disk already. */
  async close(): Promise<void> {
    await this.#runtime.close()
  }

  /** As `close`, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/** What a promise gives, or, if it fails with this code, something else. */
async function unless<T>(
  code: AnlamError['code'],
  wanted: Promise<T>,
  otherwise: () => Promise<T>,
): Promise<T> {
  try {
    return await wanted
  } catch (error) {
    if (error instanceof AnlamError && error.code === code) return otherwise()
    throw error
  }
}

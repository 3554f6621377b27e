import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { replaceFile } from '../basics/files.js'
import { modelFor, openEncoder } from '../compose.js'
import type { Config } from '../config.js'
import type { IndexIdentity } from '../index/types.js'
import type { Encoder } from '../model/types.js'
import type { Reporter } from '../types.js'

/** Folder of what is known of the bundled encoder. */
const BUNDLED = fileURLToPath(new URL('../../../src/evaluation/builtin', import.meta.url))

/**
 * Facts about models that were measured on the bundled labelled texts: those of the bundled encoder come with the package,
 * others are kept below the folder of models, by the fingerprint of the model.
 */
export class MeasuredFacts<T extends object> {
  /** @param name of the facts, and of their files and folder */
  constructor(
    private readonly name: string,
    private readonly schema: z.ZodType<T>,
  ) {}

  /** What is known of a model; undefined if it has not been measured on this machine. */
  known(config: Config, fingerprint: string): T | undefined {
    return (
      this.read(join(BUNDLED, `${this.name}.json`), fingerprint) ??
      this.read(this.fileOf(config, fingerprint), fingerprint)
    )
  }

  /**
   * What is known of the model of an index. Where nothing is, it is measured and kept; the reporter is told, because that
   * takes as long as encoding some hundred texts.
   * @throws AnlamError `not-found` if the model is not on this machine; `cancelled`
   */
  async learn(
    config: Config,
    identity: IndexIdentity,
    measure: (encoder: Encoder, options: { signal?: AbortSignal }) => Promise<T>,
    { reporter, signal }: { reporter: Reporter; signal?: AbortSignal },
  ): Promise<T> {
    const { fingerprint } = identity
    const known = this.known(config, fingerprint)
    if (known) return known
    // That of the index, whatever the settings say.
    const own = {
      ...config,
      model: undefined,
      queryPrompt: undefined,
      documentPrompt: undefined,
      dimension: undefined,
    }
    const model = await modelFor(own, identity)
    reporter.note(`measuring once what the cosines of ${model} say (${this.name})`)
    const encoder = await openEncoder(own, model, reporter, { index: identity })
    try {
      const facts = await measure(encoder, signal ? { signal } : {})
      this.keep(config, fingerprint, facts)
      return facts
    } finally {
      await encoder.close()
    }
  }

  /** Keeps what was measured, for all indexes of the model. */
  keep(config: Config, fingerprint: string, facts: T): void {
    mkdirSync(join(config.models, this.name), { recursive: true })
    this.writeTo(this.fileOf(config, fingerprint), fingerprint, facts)
  }

  /** Writes what was measured into a folder, as that of the bundled encoder lies here. */
  write(folder: string, fingerprint: string, facts: T): void {
    mkdirSync(folder, { recursive: true })
    this.writeTo(join(folder, `${this.name}.json`), fingerprint, facts)
  }

  private writeTo(path: string, fingerprint: string, facts: T): void {
    replaceFile(path, `${JSON.stringify({ fingerprint, ...facts }, null, 2)}\n`)
  }

  private fileOf(config: Config, fingerprint: string): string {
    return join(config.models, this.name, `${fingerprint}.json`)
  }

  /** A file that is missing or damaged counts as not measured. */
  private read(path: string, fingerprint: string): T | undefined {
    try {
      const { fingerprint: own, ...facts } = JSON.parse(readFileSync(path, 'utf8'))
      return own === fingerprint ? this.schema.safeParse(facts).data : undefined
    } catch {
      return undefined
    }
  }
}

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { replaceFile } from '../basics/files.js'
import type { Config } from '../config.js'

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

  /** Keeps what was measured, for all indexes of the model. */
  keep(config: Config, fingerprint: string, facts: T): void {
    mkdirSync(join(config.models, this.name), { recursive: true })
    this.writeTo(this.fileOf(config, fingerprint), fingerprint, facts)
  }

  /** Writes what was measured into a folder, as that of the bundled encoder lies here. */
  write(folder: string, fingerprint: string, facts: T): void {
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

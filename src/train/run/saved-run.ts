import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { removeIfPossible, replaceFile } from '../../basics/files.js'
import { AnlamError } from '../../errors.js'
import type { Parameter } from '../types.js'
import type { AdamW } from './adamw.js'
import type { RunState } from './run-state.js'
import { readTensors, writeTensors } from './tensor-file.js'

/** What makes a run this one: settings and hashes by their names. */
export type Identity = Record<string, string | number | boolean>

const RUN_FILE = 'run.json'
const STATE_FILE = 'state.bin'
const BEST = /^best-\d+\.bin$/

/**
 * Above this many bytes of parameters a save writes them where they are, while the training waits, rather than a copy:
 * steps of such a model take longer than that.
 */
export const COPIED_BYTES = 256 * 2 ** 20

/**
 * The folder from which a run that was cut off goes on: `state.bin` with parameters, moments and position, and the best
 * weights so far. The state names the best weights, which are on disk before it.
 */
export class SavedRun {
  private writing: Promise<void> = Promise.resolve()
  private failure: unknown
  private busy = false

  private constructor(
    private readonly folder: string,
    private readonly parameters: readonly Parameter[],
    private readonly optimiser: AdamW,
  ) {}

  /**
   * Opens the folder, or makes it.
   * @throws AnlamError `already-exists` if it holds another run
   */
  static open(
    folder: string,
    identity: Identity,
    parameters: readonly Parameter[],
    optimiser: AdamW,
  ): SavedRun {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, RUN_FILE)
    if (existsSync(path)) checkSame(folder, identity, readIdentity(path))
    else replaceFile(path, `${JSON.stringify(identity, null, 2)}\n`)
    return new SavedRun(folder, parameters, optimiser)
  }

  /**
   * Restores parameters and moments.
   * @returns the state; undefined if nothing has been saved
   * @throws AnlamError `corrupt-checkpoint`
   */
  async restore(): Promise<RunState | undefined> {
    const path = join(this.folder, STATE_FILE)
    if (!existsSync(path)) return undefined
    const { header, tensors } = await readTensors<RunState>(path)
    for (const [name, values] of this.tensors()) copyInto(values, tensors.get(name), path)
    this.optimiser.steps = header.optimiserSteps
    return header
  }

  /** Whether a save is being written. A save that only bounds what a crash costs can then be left out. */
  get isBusy(): boolean {
    return this.busy
  }

  /**
   * Saves the run. Small models are copied and written while the training goes on.
   * @param improved the parameters are the best so far
   * @throws what an earlier save threw
   */
  async save(state: RunState, improved: boolean): Promise<void> {
    await this.finish()
    const bytes = this.parameters.reduce((sum, { values }) => sum + values.byteLength, 0)
    const copied = bytes <= COPIED_BYTES
    const all = new Map([...this.tensors()].map(([name, values]) => [name, copied ? values.slice() : values]))
    const header = structuredClone({ ...state, optimiserSteps: this.optimiser.steps })
    this.busy = true
    this.writing = this.write(header, all, improved)
      .catch((error: unknown) => {
        this.failure = error
      })
      .finally(() => {
        this.busy = false
      })
    if (!copied) await this.finish()
  }

  /** Waits for the save in progress. */
  async finish(): Promise<void> {
    await this.writing
    if (this.failure === undefined) return
    const { failure } = this
    this.failure = undefined
    throw failure
  }

  /** Sets the parameters to the best so far. */
  async takeBest(step: number): Promise<void> {
    await this.finish()
    const path = join(this.folder, bestFile(step))
    const { tensors } = await readTensors(path)
    for (const { name, values } of this.parameters) copyInto(values, tensors.get(name), path)
  }

  private async write(header: RunState, all: Map<string, Float32Array>, improved: boolean): Promise<void> {
    const { best } = header
    if (improved && best) {
      const own = new Map(this.parameters.map(({ name }) => [name, all.get(name)!]))
      await writeTensors(join(this.folder, bestFile(best.step)), { step: best.step }, own)
    }
    await writeTensors(join(this.folder, STATE_FILE), header, all)
    for (const name of readdirSync(this.folder))
      if (BEST.test(name) && name !== bestFile(best?.step ?? -1)) removeIfPossible(join(this.folder, name))
  }

  private *tensors(): Generator<[string, Float32Array]> {
    const { means, squares } = this.optimiser
    for (const [i, { name, values }] of this.parameters.entries()) {
      yield [name, values]
      yield [`${name}, mean`, means[i]!]
      yield [`${name}, square`, squares[i]!]
    }
  }
}

/** Forgets a run, so that the next one starts anew. */
export function forgetRun(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

function bestFile(step: number): string {
  return `best-${step}.bin`
}

function copyInto(values: Float32Array, saved: Float32Array | undefined, path: string): void {
  if (saved?.length !== values.length)
    throw new AnlamError(
      'corrupt-checkpoint',
      `${path} is of another model; --fresh starts the training anew`,
    )
  values.set(saved)
}

function readIdentity(path: string): Identity {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Identity
  } catch (cause) {
    throw new AnlamError('corrupt-checkpoint', `${path} is damaged; --fresh starts the training anew`, {
      cause,
    })
  }
}

function checkSame(folder: string, now: Identity, then: Identity): void {
  const names = [...new Set([...Object.keys(now), ...Object.keys(then)])]
  const other = names.filter(name => now[name] !== then[name])
  if (other.length === 0) return
  const difference = other.map(name => `${name} ${then[name]} there, ${now[name]} here`).join('; ')
  throw new AnlamError(
    'already-exists',
    `${folder} holds another run (${difference}): --fresh starts anew, another --out leaves it`,
  )
}

import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { moveAside, publishFolder } from '../../basics/files.js'
import { AnlamError } from '../../errors.js'
import { forgetRun } from '../run/saved-run.js'

/** Holds what a run goes on from, until the model is there. */
const TRAINING = '.training'

/**
 * The folder of a model that is being made. Until then it has only `.training`, or a former model beside it; the new
 * model is written into a folder beside it, and takes its place at once.
 */
export class OutFolder {
  readonly path: string
  /** Where the run is saved. */
  readonly training: string
  private readonly made: string
  private readonly former: string

  private constructor(path: string) {
    this.path = resolve(path)
    this.training = join(this.path, TRAINING)
    this.made = `${this.path}.new`
    this.former = `${this.path}.old`
  }

  /**
   * @param fresh forget a run that was saved there
   * @throws AnlamError `already-exists` if the folder holds anything but a model or a run
   */
  static open(path: string, fresh: boolean): OutFolder {
    const out = new OutFolder(path)
    // A crash while the folders changed their names.
    if (!existsSync(out.path) && existsSync(out.former)) moveAside(out.former, out.path)
    for (const leftover of [out.made, out.former]) rmSync(leftover, { recursive: true, force: true })
    const entries = existsSync(out.path) ? readdirSync(out.path) : []
    if (entries.some(name => name !== TRAINING) && !entries.includes('modules.json'))
      throw new AnlamError('already-exists', `${path} exists and is not a checkpoint; choose another --out`)
    if (fresh) forgetRun(out.training)
    mkdirSync(out.training, { recursive: true })
    return out
  }

  /**
   * Puts a model in place, and forgets the run.
   * @param write writes it into an empty folder
   */
  async publish(write: (folder: string) => Promise<void>): Promise<void> {
    rmSync(this.made, { recursive: true, force: true })
    mkdirSync(this.made, { recursive: true })
    await write(this.made)
    moveAside(this.path, this.former)
    publishFolder(this.made, this.path)
    rmSync(this.former, { recursive: true, force: true })
  }
}

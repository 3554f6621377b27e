import { statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { IndexWatch } from '../engine.js'
import { STORE_FILE } from './store/store.js'

/** Milliseconds after which the folders of indexes are looked at although their own folder shows no change. */
const INTERVAL = 1000
/** Clocks of file systems tick: a folder that was changed this recently may change again and look the same. */
const SETTLED = 2000

/** The indexes of a folder, as other processes make, delete and replace them. A database's inode tells one from the next. */
export class IndexFolder implements IndexWatch {
  private stamp = ''
  private settled = false
  /** When the last look began, and when the next is due whatever happens. */
  private lookedAt = Number.NEGATIVE_INFINITY
  private looking: Promise<void> | undefined

  constructor(
    private readonly root: string,
    private readonly list: () => Promise<string[]>,
    private readonly onFound: (tokens: ReadonlyMap<string, string>, asOf: number) => void,
  ) {}

  async tokenOf(name: string): Promise<string | undefined> {
    try {
      const { dev, ino } = await stat(join(this.root, name, STORE_FILE))
      return `${dev} ${ino}`
    } catch {
      return undefined
    }
  }

  refresh(): Promise<void> | undefined {
    const now = performance.now()
    if (this.settled && stampOf(this.root).stamp === this.stamp) {
      // What changes inside an index's folder does not show here: it is looked for, and nobody waits for that.
      if (now - this.lookedAt > INTERVAL) void this.look()
      return undefined
    }
    return this.lookedAfter(now)
  }

  /** Nobody is told what was seen before they asked. */
  private async lookedAfter(asked: number): Promise<void> {
    await this.looking
    // Another look may have begun meanwhile, which is as good, once it has ended.
    await (this.lookedAt < asked ? this.look() : this.looking)
  }

  private look(): Promise<void> {
    this.looking ??= this.lookNow().finally(() => {
      this.looking = undefined
    })
    return this.looking
  }

  private async lookNow(): Promise<void> {
    const asOf = performance.now()
    this.lookedAt = asOf
    const { stamp, settled } = stampOf(this.root)
    const names = await this.list().catch(() => undefined)
    // A folder that cannot be read now is no reason to close what is open.
    if (!names) return
    const tokens = new Map<string, string>()
    for (const name of names) {
      const token = await this.tokenOf(name)
      if (token !== undefined) tokens.set(name, token)
    }
    this.stamp = stamp
    this.settled = settled
    this.onFound(tokens, asOf)
  }
}

function stampOf(root: string): { stamp: string; settled: boolean } {
  try {
    const found = statSync(root, { throwIfNoEntry: false })
    if (!found) return { stamp: '', settled: true }
    const { dev, ino, mtimeMs, ctimeMs } = found
    return { stamp: `${dev} ${ino} ${mtimeMs} ${ctimeMs}`, settled: Date.now() - ctimeMs > SETTLED }
  } catch {
    return { stamp: '', settled: true }
  }
}

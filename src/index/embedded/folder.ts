import { statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { listIndexes } from './names.js'
import { STORE_FILE } from './store.js'

/** Milliseconds after which the folders of indexes are looked at although their own folder shows no change. */
const INTERVAL = 1000
/** Clocks of file systems tick: a folder that was changed this recently may change again and look the same. */
const SETTLED = 2000

/** What tells one making of an index from another under the same name; undefined where there is none. */
export async function placeOf(root: string, name: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(join(root, name, STORE_FILE))
    return `${dev} ${ino}`
  } catch {
    return undefined
  }
}

/** The indexes of a folder, as other processes make, delete and replace them. */
export class IndexFolder {
  private stamp = ''
  private settled = false
  /** When the last look began, and when the next is due whatever happens. */
  private lookedAt = Number.NEGATIVE_INFINITY
  private looking: Promise<void> | undefined

  /** @param onFound told of all indexes that there were at a time, by name, with their places */
  constructor(
    private readonly root: string,
    private readonly onFound: (places: ReadonlyMap<string, string>, asOf: number) => void,
  ) {}

  /**
   * Looks whether anything has changed, which mostly takes microseconds.
   * @returns undefined if nothing has; else what to wait for before indexes are used
   */
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
    if (this.lookedAt < asked) await this.look()
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
    const names = await listIndexes(this.root).catch(() => undefined)
    // A folder that cannot be read now is no reason to close what is open.
    if (!names) return
    const places = new Map<string, string>()
    for (const name of names) {
      const place = await placeOf(this.root, name)
      if (place !== undefined) places.set(name, place)
    }
    this.stamp = stamp
    this.settled = settled
    this.onFound(places, asOf)
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

import { statSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { IndexWatch } from '../engine.js'
import { Looks } from '../looks.js'
import { MANIFEST_FILE } from './manifest.js'
import { STORE_FILE } from './store/store.js'

/** Milliseconds between checks of the index folders when their parent folder shows no change. */
const INTERVAL = 1000
/**
 * Milliseconds before a change is trusted to be the last: file-system clocks tick, and a second one may look the same.
 */
const SETTLED = 2000

/**
 * Watches for indexes that other processes create, delete and replace. An index's token is its id with the inode of its
 * database: a system may give the inode of a deleted file to the next one, and a repair keeps the id.
 */
export class IndexFolder implements IndexWatch {
  private stamp = ''
  private settled = false
  private readonly looks = new Looks(asOf => this.lookNow(asOf))

  constructor(
    private readonly root: string,
    private readonly list: () => Promise<string[]>,
    private readonly onFound: (tokens: ReadonlyMap<string, string>, asOf: number) => void,
  ) {}

  async tokenOf(name: string): Promise<string | undefined> {
    const directory = join(this.root, name)
    try {
      const { dev, ino } = await stat(join(directory, STORE_FILE))
      return `${await idOf(directory)} ${dev} ${ino}`
    } catch {
      return undefined
    }
  }

  refresh(): Promise<void> | undefined {
    if (this.settled && stampOf(this.root).stamp === this.stamp) {
      // Changes inside an index's folder do not show here. Look for them in the background.
      this.looks.unlessWithin(INTERVAL)
      return undefined
    }
    return this.looks.next()
  }

  private async lookNow(asOf: number): Promise<void> {
    const { stamp, settled } = stampOf(this.root)
    const names = await this.list().catch(() => undefined)
    // An unreadable folder is no reason to close open indexes.
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

/** An index whose manifest is damaged has no id until it is repaired. */
async function idOf(directory: string): Promise<string | undefined> {
  const text = await readFile(join(directory, MANIFEST_FILE), 'utf8')
  try {
    return (JSON.parse(text) as { id?: string }).id
  } catch {
    return undefined
  }
}

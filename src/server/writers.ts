import { AnlamError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'

/** Milliseconds without a write after which an index is published and its lock given back. */
const IDLE = 5_000

interface Held {
  index: Promise<SearchIndex>
  users: number
  timer: NodeJS.Timeout | undefined
}

/** Which index is meant: another one may have been made under its name. */
export type Written = Pick<SearchIndex, 'name' | 'id'>

/** Indexes open for writing, each only as long as it is written to: its lock keeps other processes out. */
export class Writers {
  /** By their ids. */
  private readonly held = new Map<string, Held>()
  /** Those that are giving their lock back. */
  private readonly closing = new Map<string, Promise<void>>()

  constructor(private readonly open: (name: string) => Promise<SearchIndex>) {}

  /** @throws AnlamError `unavailable` while another process writes, `not-found` */
  async use<T>({ id, name }: Written, work: (index: SearchIndex) => Promise<T>): Promise<T> {
    const held = this.held.get(id) ?? { index: this.openAfterClosing(id, name), users: 0, timer: undefined }
    this.held.set(id, held)
    clearTimeout(held.timer)
    held.users++
    try {
      return await work(await held.index)
    } catch (error) {
      // What failed to open is opened anew next time.
      await held.index.catch(() => this.held.delete(id))
      throw error
    } finally {
      held.users--
      if (held.users === 0 && this.held.get(id) === held) {
        held.timer = setTimeout(() => void this.release(id).catch(() => undefined), IDLE)
        held.timer.unref()
      }
    }
  }

  /** Publishes and closes an index, if it is open. */
  async release(id: string): Promise<void> {
    const held = this.held.get(id)
    if (!held) return this.closing.get(id)
    this.held.delete(id)
    clearTimeout(held.timer)
    const closed = publishAndClose(held.index)
    const done = closed.catch(() => undefined)
    this.closing.set(id, done)
    void done.then(() => this.closing.get(id) === done && this.closing.delete(id))
    await closed
  }

  private async openAfterClosing(id: string, name: string): Promise<SearchIndex> {
    await this.closing.get(id)
    const index = await this.open(name)
    if (index.id === id) return index
    await index.close()
    throw new AnlamError('not-found', `index ${name} was deleted, and another made; try again`)
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.held.keys()].map(id => this.release(id)))
  }
}

async function publishAndClose(opened: Promise<SearchIndex>): Promise<void> {
  const index = await opened
  try {
    await index.commit()
  } finally {
    await index.close()
  }
}

import { AnlamError } from '../errors.js'
import type { SearchIndex } from './types.js'

/** Milliseconds without a write after which an index is published and its lock released. */
const IDLE = 5_000

interface Held {
  index: Promise<SearchIndex>
  users: number
  timer: NodeJS.Timeout | undefined
}

/** Identifies an index: another one may have taken its name. */
export type Written = Pick<SearchIndex, 'name' | 'id'>

/** Indexes open for writing. Each stays open only while it is written to, as its lock keeps other processes out. */
export class Writers {
  /** By index id. */
  private readonly held = new Map<string, Held>()
  /** Indexes that are being closed, by id. */
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
      // If opening failed, the next call tries again.
      await held.index.catch(() => this.held.delete(id))
      throw error
    } finally {
      held.users--
      if (held.users === 0 && this.held.get(id) === held) this.startTimer(id, held)
    }
  }

  /** Takes over an index that is open for writing. */
  keep(index: SearchIndex): void {
    const held = { index: Promise.resolve(index), users: 0, timer: undefined }
    this.held.set(index.id, held)
    this.startTimer(index.id, held)
  }

  private startTimer(id: string, held: Held): void {
    held.timer = setTimeout(() => void this.release(id).catch(() => undefined), IDLE)
    held.timer.unref()
  }

  /** Publishes and closes an index if it is open. */
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
    throw new AnlamError('not-found', `index ${name} was deleted, and another one has its name; try again`)
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

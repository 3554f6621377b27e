import type { SearchIndex } from '../index/types.js'

/** Milliseconds without a write after which an index is published and its lock given back. */
const IDLE = 5_000

interface Held {
  index: Promise<SearchIndex>
  users: number
  timer: NodeJS.Timeout | undefined
}

/** Indexes open for writing, each only as long as it is written to: its lock keeps other processes out. */
export class Writers {
  private readonly held = new Map<string, Held>()
  /** Those that are giving their lock back. */
  private readonly closing = new Map<string, Promise<void>>()

  constructor(private readonly open: (name: string) => Promise<SearchIndex>) {}

  /** @throws AnlamError `unavailable` while another process writes, `not-found` */
  async use<T>(name: string, work: (index: SearchIndex) => Promise<T>): Promise<T> {
    const held = this.held.get(name) ?? { index: this.openAfterClosing(name), users: 0, timer: undefined }
    this.held.set(name, held)
    clearTimeout(held.timer)
    held.users++
    try {
      return await work(await held.index)
    } catch (error) {
      // What failed to open is opened anew next time.
      await held.index.catch(() => this.held.delete(name))
      throw error
    } finally {
      held.users--
      if (held.users === 0 && this.held.get(name) === held) {
        held.timer = setTimeout(() => void this.release(name).catch(() => undefined), IDLE)
        held.timer.unref()
      }
    }
  }

  /** Publishes and closes an index, if it is open. */
  async release(name: string): Promise<void> {
    const held = this.held.get(name)
    if (!held) return
    this.held.delete(name)
    clearTimeout(held.timer)
    const closed = publishAndClose(held.index)
    const done = closed.catch(() => undefined)
    this.closing.set(name, done)
    void done.then(() => this.closing.get(name) === done && this.closing.delete(name))
    await closed
  }

  private async openAfterClosing(name: string): Promise<SearchIndex> {
    await this.closing.get(name)
    return this.open(name)
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.held.keys()].map(name => this.release(name)))
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

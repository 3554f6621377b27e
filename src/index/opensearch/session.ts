import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { AnlamError } from '../../errors.js'
import type { Cluster } from './client.js'
import {
  readState,
  replaceState,
  type State,
  type VersionedState,
  type WriterMark,
  wasReplaced,
} from './state.js'

/** Milliseconds between two signs of life of a writer, and without one after which another may write. */
const RENEWAL = 10_000
const EXPIRY = 60_000
/** Attempts to become the writer, against others who try it too. */
const ATTEMPTS = 5

/** Whether somebody writes. A process of this machine that has ended writes no more, whenever it was last heard of. */
export function isWriting({ writer }: State): boolean {
  if (!writer || Date.now() - writer.renewed > EXPIRY) return false
  if (writer.host !== hostname()) return true
  try {
    process.kill(writer.pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export function beingWritten(name: string, { writer }: State): AnlamError {
  const by = writer ? ` by process ${writer.pid} of ${writer.host}` : ''
  return new AnlamError('unavailable', `index ${name} is being written${by}; try again when that has ended`)
}

export interface SessionOptions {
  /** Milliseconds for which rows that died are left to those who still read them. */
  grace: number
  /** Called from time to time, between writes. */
  onTick: () => void
}

/**
 * The right to write an index, held by one process at a time, and the state that it alone replaces. Every write ends by
 * replacing the state, which fails if another process has taken over: what it wrote is then never there.
 */
export class WriterSession {
  private readonly mark: Omit<WriterMark, 'renewed'>
  private readonly timer: NodeJS.Timeout
  private isOver = false
  /** States after which rows had died, and when that was; for the removal of these rows. */
  private readonly deaths: { committed: number; at: number }[]

  private constructor(
    private readonly cluster: Cluster,
    private readonly alias: string,
    private readonly name: string,
    private current: VersionedState,
    private readonly options: SessionOptions,
  ) {
    const { session, host, pid } = current.state.writer!
    this.mark = { session, host, pid }
    const { committed, diedAt } = current.state
    this.deaths = [{ committed, at: current.state.voids.length > 0 ? Date.now() : diedAt }]
    this.timer = setInterval(options.onTick, RENEWAL)
    this.timer.unref()
  }

  /** @throws AnlamError `unavailable` if another process writes the index */
  static async begin(
    cluster: Cluster,
    alias: string,
    name: string,
    options: SessionOptions,
  ): Promise<WriterSession> {
    for (let attempt = 1; ; attempt++) {
      const found = await readState(cluster, alias)
      if (isWriting(found.state) || attempt > ATTEMPTS) throw beingWritten(name, found.state)
      const { state } = found
      // A writer that did not end may have left rows of its next write, and its last requests may still arrive.
      const voids = state.writer ? [...state.voids, nextOf(state)] : state.voids
      const writer = { session: randomUUID(), host: hostname(), pid: process.pid, renewed: Date.now() }
      const taken = await replaceState(cluster, alias, found, { ...state, voids, writer })
      if (taken) return new WriterSession(cluster, alias, name, taken, options)
    }
  }

  get state(): State {
    return this.current.state
  }

  get versioned(): VersionedState {
    return this.current
  }

  /** Number of the next write. */
  get next(): number {
    return nextOf(this.state)
  }

  /** Whether it is time to say that this process lives. */
  get isDue(): boolean {
    return !this.isOver && Date.now() - this.state.writer!.renewed >= RENEWAL / 2
  }

  /**
   * Replaces the state.
   * @throws AnlamError `unavailable` if another process has taken over
   */
  async replace(changes: Partial<State> = {}): Promise<void> {
    const state = { ...this.state, ...changes, writer: { ...this.mark, renewed: Date.now() } }
    const next = this.isOver ? undefined : await replaceState(this.cluster, this.alias, this.current, state)
    if (!next) {
      this.isOver = true
      throw wasReplaced(this.name)
    }
    if (state.diedAt > this.state.diedAt) this.deaths.push({ committed: state.committed, at: state.diedAt })
    this.current = next
  }

  /** Makes sure that rows of a write that failed are never there. */
  voidNext(): void {
    this.current = { ...this.current, state: { ...this.state, voids: [...this.state.voids, this.next] } }
  }

  /** Number of a write whose dead nobody reads any more; undefined if there is none since the last call. */
  get removable(): number | undefined {
    let found: number | undefined
    while (this.deaths.length > 0 && Date.now() - this.deaths[0]!.at >= this.options.grace)
      found = this.deaths.shift()!.committed
    return found
  }

  /** Lets others write, unless the index is gone. */
  async end(): Promise<void> {
    clearInterval(this.timer)
    if (this.isOver) return
    this.isOver = true
    try {
      await replaceState(this.cluster, this.alias, this.current, { ...this.state, writer: null })
    } catch (error) {
      if (!(error instanceof AnlamError) || error.code !== 'not-found') throw error
    }
  }
}

function nextOf({ committed, voids }: State): number {
  return Math.max(committed, ...voids) + 1
}

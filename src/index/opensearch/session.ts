import { randomUUID } from 'node:crypto'
import { isAlive, isNear, THIS_PROCESS } from '../../basics/processes.js'
import { AnlamError } from '../../errors.js'
import type { Cluster } from './client.js'
import type { VectorShape } from './codes.js'
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

/** Sessions of this process that have not ended. */
const living = new Set<string>()

/** Whether somebody writes. A process of this machine that has ended writes no more, whenever it was last heard of. */
export function isWriting({ writer }: State): boolean {
  if (!writer || Date.now() - writer.renewed > EXPIRY) return false
  if (!isNear(writer)) return true
  // A session that could not begin or end, because no answer came; or one of an earlier process with this number.
  if (writer.pid === process.pid) return living.has(writer.session)
  return isAlive(writer.pid)
}

export function beingWritten(name: string, { writer }: State): AnlamError {
  const by = writer ? ` by process ${writer.pid} of ${writer.host}` : ''
  return new AnlamError('unavailable', `index ${name} is being written${by}; try again when that has ended`)
}

/** What a session writes. */
export interface WrittenIndex {
  name: string
  /** Of `aliasOf`. */
  alias: string
  shape: VectorShape
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
 *
 * Only the number after the last one of the state that is kept may be in use. So whoever takes over knows which one never counts.
 */
export class WriterSession {
  private readonly mark: Omit<WriterMark, 'renewed'>
  private readonly timer: NodeJS.Timeout
  private isOver = false
  /** Number of a write that failed, until a state is kept that says whether it counts. */
  private failed: number | undefined
  /** States after which rows had died, and when that was; for the removal of these rows. */
  private readonly deaths: { committed: number; at: number }[]

  private constructor(
    private readonly cluster: Cluster,
    private readonly index: WrittenIndex,
    private current: VersionedState,
    /** Who wrote before and did not end. */
    readonly lost: WriterMark | null,
    private readonly options: SessionOptions,
  ) {
    const { renewed: _, ...mark } = current.state.writer!
    this.mark = mark
    const { committed, diedAt } = current.state
    this.deaths = [{ committed, at: current.state.voids.length > 0 ? Date.now() : diedAt }]
    this.timer = setInterval(options.onTick, RENEWAL)
    this.timer.unref()
    living.add(mark.session)
  }

  /** @throws AnlamError `unavailable` if another process writes the index */
  static async begin(cluster: Cluster, index: WrittenIndex, options: SessionOptions): Promise<WriterSession> {
    for (let attempt = 1; ; attempt++) {
      const before = await readState(cluster, index.alias)
      if (isWriting(before.state) || attempt > ATTEMPTS) throw beingWritten(index.name, before.state)
      const { state } = before
      // A writer that did not end may have left rows of its next write, and its last requests may still arrive.
      const voids = state.writer ? [...state.voids, nextOf(state)] : state.voids
      const writer = { session: randomUUID(), ...THIS_PROCESS, renewed: Date.now() }
      const answer = await replaceState(cluster, index, before, { ...state, voids, writer })
      if ('replaced' in answer)
        return new WriterSession(cluster, index, answer.replaced, state.writer, options)
    }
  }

  get state(): State {
    return this.current.state
  }

  get versioned(): VersionedState {
    return this.current
  }

  /** Number of the next write. Await `settle` before. */
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
    await this.put(changes, { ...this.mark, renewed: Date.now() })
  }

  private async put(changes: Partial<State>, writer: WriterMark | null): Promise<void> {
    if (this.isOver) throw wasReplaced(this.index.name)
    const { diedAt } = this.state
    for (;;) {
      const state = { ...this.state, ...changes, voids: this.voids, writer }
      const answer = await replaceState(this.cluster, this.index, this.current, state)
      if ('replaced' in answer) {
        this.current = answer.replaced
        this.failed = undefined
        if (state.diedAt > diedAt) this.deaths.push({ committed: state.committed, at: state.diedAt })
        return
      }
      const { found } = answer
      if (found.state.writer?.session !== this.mark.session) {
        this.finish()
        throw wasReplaced(this.index.name, found.state.writer)
      }
      // A request of this session arrived after it had been given up.
      this.current = found
    }
  }

  /** Numbers of writes that never count. One that failed does if its state arrived after all. */
  private get voids(): readonly number[] {
    const { voids, committed } = this.state
    return this.failed === undefined || committed >= this.failed ? voids : [...voids, this.failed]
  }

  /** The next write failed: its rows must never be there, unless its state is. */
  fail(): void {
    this.failed = this.next
  }

  /**
   * Finds out what became of a write that failed, and makes sure that this stays so.
   * @throws AnlamError as `replace`
   */
  async settle(): Promise<void> {
    if (this.isOver || this.failed !== undefined) await this.replace()
  }

  /** Number of a write whose dead nobody reads any more; undefined if there is none since the last call. */
  get removable(): number | undefined {
    let found: number | undefined
    while (this.deaths.length > 0 && Date.now() - this.deaths[0]!.at >= this.options.grace)
      found = this.deaths.shift()!.committed
    return found
  }

  /** Lets others write, unless the index is gone or another process has taken over. */
  async end(): Promise<void> {
    if (this.isOver) return
    try {
      await this.put({}, null)
    } catch (error) {
      if (!(error instanceof AnlamError) || !(this.isOver || error.code === 'not-found')) throw error
    } finally {
      this.finish()
    }
  }

  private finish(): void {
    clearInterval(this.timer)
    this.isOver = true
    living.delete(this.mark.session)
  }
}

function nextOf({ committed, voids }: State): number {
  return Math.max(committed, ...voids) + 1
}

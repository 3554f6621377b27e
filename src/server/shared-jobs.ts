import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive, isNear, type ProcessMark, THIS_PROCESS } from '../basics/processes.js'
import { AnlamError } from '../errors.js'
import type { JobBoard } from '../index/job-board.js'
import type { SearchIndex } from '../index/types.js'
import { isOver, type JobStatus, Jobs, type JobWork, MAX_KEPT } from './jobs.js'

/** What a server has to know to do a job: JSON. */
export interface JobRequest {
  index: Pick<SearchIndex, 'id' | 'name'>
}

/** How this server does jobs. */
export interface Worker<R, T> {
  run(request: R, ...how: Parameters<JobWork<T>>): Promise<T>
  /** Whether this server serves what the job is about. */
  canRun(request: R): boolean
}

/** A job as servers tell each other of it. */
interface Posted<R> {
  status: JobStatus
  request: R
  /** Which server has it; null if none: it stopped. */
  server: (ProcessMark & { id: string }) | null
  /** Changes as long as that server lives. */
  beat: number
  /** Where the result is kept. */
  result?: string
}

interface Found<R> {
  id: string
  value: Posted<R>
  version: string
}

/** What only tests set. */
export interface Pace {
  /** Milliseconds between two signs of life, and between two looks at the jobs of others. */
  beat: number
  /** Milliseconds without a sign of life after which another server takes a job over. */
  silence: number
}

const PACE: Pace = { beat: 5000, silence: 30_000 }

/**
 * Jobs of several servers over the same indexes. Each belongs to one server, which posts how far it is, and its result; all know
 * of all. If a server dies, another starts its jobs again; if it stops, it leaves them to others. Without a board there is
 * only this server.
 */
export class SharedJobs<R extends JobRequest, T> {
  private readonly local = new Jobs<T>()
  private readonly server = { id: randomUUID(), ...THIS_PROCESS }
  /** Jobs of this server as they were last posted, until they are over. */
  private readonly own = new Map<string, Found<R>>()
  /** Versions of the jobs of others, and since when they have them by the clock of this server. */
  private readonly seen = new Map<string, { version: string; since: number }>()
  /** The last result of another server that was asked for: it is read page after page. */
  private remembered: { id: string; result: Promise<T> } | undefined
  private readonly timer: NodeJS.Timeout | undefined
  private turn: Promise<void> = Promise.resolve()
  private isClosing = false

  constructor(
    readonly worker: Worker<R, T>,
    private readonly board: JobBoard | undefined,
    private readonly pace: Pace = PACE,
  ) {
    if (board) this.timer = setInterval(() => void this.tick(), pace.beat).unref()
  }

  /** @throws AnlamError `overloaded` when the queue of this server is full; that of the board, if it cannot be posted */
  async start(request: R): Promise<JobStatus> {
    const status = this.begin(request)
    if (!this.board) return status
    try {
      const value: Posted<R> = { status, request, server: this.server, beat: 0 }
      const version = await this.board.put(status.id, value)
      if (version !== undefined) this.own.set(status.id, { id: status.id, value, version })
    } catch (error) {
      this.local.drop(status.id)
      throw error
    }
    return status
  }

  private begin(request: R, id?: string): JobStatus {
    return this.local.start(
      request.index,
      async (signal, onProgress) => {
        try {
          return await this.worker.run(request, signal, onProgress)
        } finally {
          // Once the job knows it.
          setImmediate(() => void this.tick())
        }
      },
      id,
    )
  }

  /** Jobs of all servers. */
  async list(): Promise<JobStatus[]> {
    const others = this.board ? await this.others(this.board) : []
    return [...this.local.list(), ...others.map(({ value }) => value.status)]
  }

  private async all(board: JobBoard): Promise<Found<R>[]> {
    return (await board.list()) as Found<R>[]
  }

  private async others(board: JobBoard): Promise<Found<R>[]> {
    return (await this.all(board)).filter(({ id }) => !this.local.has(id))
  }

  /** A job of another server. */
  private async other(id: string): Promise<Found<R> | undefined> {
    return this.local.has(id) ? undefined : ((await this.board?.get(id)) as Found<R> | undefined)
  }

  /** @throws AnlamError `not-found` */
  async status(id: string): Promise<JobStatus> {
    return (await this.other(id))?.value.status ?? this.local.status(id)
  }

  /** @throws AnlamError `not-found`; `unavailable` before it is done; the error of a failed job */
  async result(id: string): Promise<T> {
    const other = await this.other(id)
    if (!other) return this.local.result(id)
    const { status, result: key } = other.value
    if (status.error) throw new AnlamError(status.error.code, status.error.message)
    if (status.state !== 'done') throw new AnlamError('unavailable', `job ${id} is ${status.state}`)
    if (this.remembered?.id !== id) this.remembered = { id, result: this.read(id, key) }
    return this.remembered.result
  }

  private async read(id: string, key: string | undefined): Promise<T> {
    try {
      const json = key === undefined ? undefined : await this.board!.result(key)
      if (json !== undefined) return JSON.parse(json) as T
    } catch (error) {
      this.remembered = undefined
      throw error
    }
    throw new AnlamError('not-found', `the result of job ${id} is not kept any more; start it again`)
  }

  /**
   * Cancels a job, also one of another server, which hears of it with its next sign of life.
   * @throws AnlamError `not-found`
   */
  async cancel(id: string): Promise<JobStatus> {
    for (;;) {
      const other = await this.other(id)
      if (!other || isOver(other.value.status)) break
      const status: JobStatus = { ...other.value.status, state: 'cancelled' }
      if (await this.board!.put(id, { ...other.value, status }, other.version)) return status
    }
    if (!this.local.has(id)) return this.status(id)
    const status = this.local.cancel(id)
    void this.tick()
    return status
  }

  /** Yields the status now and after each change, until the job ends or a signal fires. */
  async *watch(id: string, ...signals: AbortSignal[]): AsyncGenerator<JobStatus> {
    if (this.local.has(id)) {
      yield* this.local.watch(id, ...signals)
      return
    }
    const stop = AbortSignal.any(signals)
    for (let last = ''; !stop.aborted; ) {
      const status = await this.status(id)
      const text = JSON.stringify(status)
      if (text !== last) yield status
      last = text
      if (isOver(status)) return
      await pause(this.pace.beat, undefined, { signal: stop }).catch(() => undefined)
    }
  }

  /** Cancels and forgets all jobs of an index, given by its id. */
  async forget(index: string): Promise<void> {
    this.local.forget(index)
    for (const id of [...this.own.keys()]) if (!this.local.has(id)) this.own.delete(id)
    const { board } = this
    if (!board) return
    for (const found of await this.all(board))
      if (found.value.request.index.id === index) await this.remove(board, found)
  }

  private async remove(board: JobBoard, { id, value }: Found<R>): Promise<void> {
    if (value.result !== undefined) await board.removeResult(value.result)
    await board.remove(id)
  }

  /** Posts how far the jobs of this server are, and takes over those of servers that died; one call after the other. */
  private tick(): Promise<void> {
    const { board } = this
    if (board)
      this.turn = this.turn.then(async () => {
        // What cannot be posted now is posted next time. Whoever asks hears that the cluster is not there.
        await this.tell(board).catch(() => undefined)
        if (!this.isClosing) await this.lookAround(board).catch(() => undefined)
      })
    return this.turn
  }

  private async tell(board: JobBoard): Promise<void> {
    for (const own of this.own.values()) {
      const { id, value, version } = own
      if (!this.local.has(id)) {
        this.own.delete(id)
        continue
      }
      const status = this.local.status(id)
      // A key of this server: one that was taken for dead must not write where another does.
      const key = `${id}.${this.server.id}`
      const isDone = status.state === 'done'
      if (isDone) await board.putResult(key, JSON.stringify(this.local.result(id)))
      const next = { ...value, status, beat: value.beat + 1, ...(isDone ? { result: key } : {}) }
      const posted = await board.put(id, next, version)
      if (posted !== undefined && !isOver(status)) {
        this.own.set(id, { id, value: next, version: posted })
        continue
      }
      this.own.delete(id)
      if (posted !== undefined) continue
      // Cancelled at another server, or taken over by one that had heard nothing of this one.
      this.local.drop(id)
      if (isDone) await board.removeResult(key)
    }
  }

  private async lookAround(board: JobBoard): Promise<void> {
    const others = await this.others(board)
    const now = performance.now()
    for (const { id, version } of others)
      if (this.seen.get(id)?.version !== version) this.seen.set(id, { version, since: now })
    for (const id of this.seen.keys()) if (!others.some(other => other.id === id)) this.seen.delete(id)
    for (const found of others) {
      const { status, request, server } = found.value
      if (isOver(status) || !this.local.isIdle || !this.worker.canRun(request)) continue
      const isSilent = now - this.seen.get(found.id)!.since >= this.pace.silence
      if (isSilent || server === null || hasEnded(server)) await this.takeOver(board, found)
    }
    const old = others.filter(({ value }) => isOver(value.status)).slice(0, -MAX_KEPT)
    for (const found of old) await this.remove(board, found)
  }

  private async takeOver(board: JobBoard, { id, value, version }: Found<R>): Promise<void> {
    const status: JobStatus = { ...value.status, state: 'queued', stage: null, done: 0, total: 0 }
    const next = { ...value, status, server: this.server, beat: value.beat + 1 }
    const taken = await board.put(id, next, version)
    // Another server was faster.
    if (taken === undefined) return
    this.own.set(id, { id, value: next, version: taken })
    this.begin(value.request, id)
  }

  /** Cancels the jobs of this server, and leaves those that were not over to others. */
  async close(): Promise<void> {
    this.isClosing = true
    clearInterval(this.timer)
    await this.tick()
    const left = [...this.own.values()]
    this.own.clear()
    await this.local.close()
    for (const { id, value, version } of left) {
      const status: JobStatus = { ...value.status, state: 'queued', stage: null, done: 0, total: 0 }
      await this.board?.put(id, { ...value, status, server: null }, version).catch(() => undefined)
    }
  }
}

/** Whether a server has ended, as far as can be known here. */
function hasEnded(server: ProcessMark): boolean {
  return isNear(server) && !isAlive(server.pid)
}

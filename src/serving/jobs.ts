import { randomUUID } from 'node:crypto'
import { AnlamError, asAnlamError, type WireError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

export interface JobStatus {
  id: string
  /** What it works on. */
  index: string
  state: JobState
  stage: string | null
  done: number
  total: number
  error: Pick<WireError, 'code' | 'message'> | null
}

export type JobWork<T> = (
  signal: AbortSignal,
  onProgress: (stage: string, done: number, total: number) => void,
) => Promise<T>

interface Job<T> {
  /** Id of the index that it works on. */
  of: string
  status: JobStatus
  controller: AbortController
  result: T | undefined
  listeners: Set<(status: JobStatus) => void>
}

/** Jobs that wait, and results that are kept. */
const MOST_WAITING = 16
const MOST_KEPT = 16

/** Runs long work one after the other, tells how far it is, and keeps the last results. */
export class Jobs<T> {
  private readonly jobs = new Map<string, Job<T>>()
  private last: Promise<void> = Promise.resolve()
  private waiting = 0

  /** @throws AnlamError `overloaded` when too many wait */
  start({ id: of, name: index }: Pick<SearchIndex, 'id' | 'name'>, work: JobWork<T>): JobStatus {
    if (this.waiting >= MOST_WAITING)
      throw new AnlamError('overloaded', `${this.waiting} jobs are waiting; try again later`)
    const status: JobStatus = {
      id: randomUUID(),
      index,
      state: 'queued',
      stage: null,
      done: 0,
      total: 0,
      error: null,
    }
    const job: Job<T> = {
      of,
      status,
      controller: new AbortController(),
      result: undefined,
      listeners: new Set(),
    }
    this.jobs.set(status.id, job)
    this.forgetOld()
    this.waiting++
    this.last = this.last.then(() => this.run(job, work))
    return { ...status }
  }

  private async run(job: Job<T>, work: JobWork<T>): Promise<void> {
    const { signal } = job.controller
    this.waiting--
    if (signal.aborted) return
    this.change(job, { state: 'running' })
    try {
      job.result = await work(signal, (stage, done, total) => this.change(job, { stage, done, total }))
      this.change(job, { state: 'done' })
    } catch (error) {
      const { code, message } = asAnlamError(error)
      if (code === 'cancelled') this.change(job, { state: 'cancelled' })
      else this.change(job, { state: 'failed', error: { code, message } })
    }
  }

  private change(job: Job<T>, changes: Partial<JobStatus>): void {
    Object.assign(job.status, changes)
    for (const listener of job.listeners) listener({ ...job.status })
  }

  list(): JobStatus[] {
    return [...this.jobs.values()].map(({ status }) => ({ ...status }))
  }

  /** @throws AnlamError `not-found` */
  status(id: string): JobStatus {
    return { ...this.get(id).status }
  }

  /** @throws AnlamError `not-found`; `unavailable` while it is not done; what it failed with */
  result(id: string): T {
    const { status, result } = this.get(id)
    if (status.error) throw new AnlamError(status.error.code, status.error.message)
    if (result === undefined) throw new AnlamError('unavailable', `job ${id} is ${status.state}`)
    return result
  }

  /** @throws AnlamError `not-found` */
  cancel(id: string): JobStatus {
    const job = this.get(id)
    job.controller.abort()
    if (job.status.state === 'queued') this.change(job, { state: 'cancelled' })
    return { ...job.status }
  }

  /** Status now, and after each change until it ends. */
  async *watch(id: string, signal: AbortSignal): AsyncGenerator<JobStatus> {
    const job = this.get(id)
    let news = { ...job.status }
    let wake = (): void => undefined
    const listener = (status: JobStatus): void => {
      news = status
      wake()
    }
    job.listeners.add(listener)
    signal.addEventListener('abort', () => wake(), { once: true })
    try {
      for (let seen: JobStatus | undefined; !signal.aborted; ) {
        if (seen === news) {
          await new Promise<void>(resolve => {
            wake = resolve
          })
          continue
        }
        seen = news
        yield seen
        if (seen.state !== 'queued' && seen.state !== 'running') return
      }
    } finally {
      job.listeners.delete(listener)
    }
  }

  /** Cancels what works on an index, and forgets what was found in it. */
  forget(index: string): void {
    for (const [id, { of }] of this.jobs) {
      if (of !== index) continue
      this.cancel(id)
      this.jobs.delete(id)
    }
  }

  private get(id: string): Job<T> {
    const job = this.jobs.get(id)
    if (job) return job
    throw new AnlamError('not-found', `there is no job ${id}; the last ${MOST_KEPT} are kept`)
  }

  private forgetOld(): void {
    for (const [id, { status }] of this.jobs) {
      if (this.jobs.size <= MOST_KEPT) return
      if (status.state !== 'queued' && status.state !== 'running') this.jobs.delete(id)
    }
  }

  /** Cancels all, and waits for them to end. */
  async close(): Promise<void> {
    for (const { controller } of this.jobs.values()) controller.abort()
    await this.last
  }
}

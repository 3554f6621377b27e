import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { AnlamError, asAnlamError, type WireError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

export interface JobStatus {
  id: string
  /** Name of the index it works on. */
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
  /** Id of the index it works on. */
  of: string
  status: JobStatus
  work: JobWork<T>
  controller: AbortController
  result: T | undefined
  listeners: Set<(status: JobStatus) => void>
}

/** Most jobs in the queue, and most jobs remembered. */
const MAX_WAITING = 16
export const MAX_KEPT = 16
/** Most jobs at work: the running one, and a cancelled one that has not ended yet. */
const MAX_RUNNING = 2
/** Milliseconds that `close` waits for cancelled jobs to end. */
const GRACE = 10_000

/** Runs long jobs one at a time, reports their progress, and keeps the last results. */
export class Jobs<T> {
  private readonly jobs = new Map<string, Job<T>>()
  private queue: Job<T>[] = []
  private readonly atWork = new Set<Promise<void>>()

  /**
   * @param id of a job that another server had
   * @throws AnlamError `overloaded` when the queue is full
   */
  start(
    { id: of, name: index }: Pick<SearchIndex, 'id' | 'name'>,
    work: JobWork<T>,
    id: string = randomUUID(),
  ): JobStatus {
    if (this.queue.length >= MAX_WAITING)
      throw new AnlamError('overloaded', `${this.queue.length} jobs are waiting; try again later`)
    const status: JobStatus = {
      id,
      index,
      state: 'queued',
      stage: null,
      done: 0,
      total: 0,
      error: null,
    }
    const controller = new AbortController()
    const job: Job<T> = { of, status, work, controller, result: undefined, listeners: new Set() }
    this.jobs.set(status.id, job)
    this.forgetOld()
    this.queue.push(job)
    queueMicrotask(() => this.startNext())
    return { ...status }
  }

  private startNext(): void {
    const isRunning = [...this.jobs.values()].some(({ status }) => status.state === 'running')
    if (isRunning || this.atWork.size >= MAX_RUNNING) return
    const job = this.queue.shift()
    if (!job) return
    const work = this.run(job).finally(() => {
      this.atWork.delete(work)
      this.startNext()
    })
    this.atWork.add(work)
  }

  private async run(job: Job<T>): Promise<void> {
    this.change(job, { state: 'running' })
    try {
      const onProgress = (stage: string, done: number, total: number): void =>
        this.change(job, { stage, done, total })
      const result = await job.work(job.controller.signal, onProgress)
      if (!isOver(job.status)) job.result = result
      this.change(job, { state: 'done' })
    } catch (error) {
      const { code, message } = asAnlamError(error)
      if (code === 'cancelled') this.change(job, { state: 'cancelled' })
      else this.change(job, { state: 'failed', error: { code, message } })
    }
  }

  /** Updates the status and notifies its listeners, unless the job has ended. */
  private change(job: Job<T>, changes: Partial<JobStatus>): void {
    if (isOver(job.status)) return
    Object.assign(job.status, changes)
    for (const listener of job.listeners) listener({ ...job.status })
  }

  /** Whether a job that is started now runs at once. */
  get isIdle(): boolean {
    return this.queue.length === 0 && this.atWork.size === 0
  }

  has(id: string): boolean {
    return this.jobs.has(id)
  }

  list(): JobStatus[] {
    return [...this.jobs.values()].map(({ status }) => ({ ...status }))
  }

  /** @throws AnlamError `not-found` */
  status(id: string): JobStatus {
    return { ...this.get(id).status }
  }

  /** @throws AnlamError `not-found`; `unavailable` before it is done; the error of a failed job */
  result(id: string): T {
    const { status, result } = this.get(id)
    if (status.error) throw new AnlamError(status.error.code, status.error.message)
    if (result === undefined) throw new AnlamError('unavailable', `job ${id} is ${status.state}`)
    return result
  }

  /**
   * Cancels a job. The next one may start at once, even if this one takes a while to end.
   * @throws AnlamError `not-found`
   */
  cancel(id: string): JobStatus {
    const job = this.get(id)
    job.controller.abort()
    this.queue = this.queue.filter(each => each !== job)
    this.change(job, { state: 'cancelled' })
    this.startNext()
    return { ...job.status }
  }

  /** Yields the status now and after each change, until the job ends or a signal fires. */
  async *watch(id: string, ...signals: AbortSignal[]): AsyncGenerator<JobStatus> {
    const job = this.get(id)
    let news = { ...job.status }
    let wake = (): void => undefined
    const listener = (status: JobStatus): void => {
      news = status
      wake()
    }
    job.listeners.add(listener)
    const stop = (): void => wake()
    for (const signal of signals) signal.addEventListener('abort', stop)
    try {
      for (let seen: JobStatus | undefined; !signals.some(({ aborted }) => aborted); ) {
        if (seen === news) {
          await new Promise<void>(resolve => {
            wake = resolve
          })
          continue
        }
        seen = news
        yield seen
        if (isOver(job.status)) return
      }
    } finally {
      for (const signal of signals) signal.removeEventListener('abort', stop)
      job.listeners.delete(listener)
    }
  }

  /** Cancels and forgets all jobs of an index, given by its id. */
  forget(index: string): void {
    for (const [id, { of }] of this.jobs) if (of === index) this.drop(id)
  }

  /** Cancels and forgets a job. */
  drop(id: string): void {
    this.cancel(id)
    this.jobs.delete(id)
  }

  private get(id: string): Job<T> {
    const job = this.jobs.get(id)
    if (job) return job
    throw new AnlamError('not-found', `there is no job ${id}; the last ${MAX_KEPT} are kept`)
  }

  private forgetOld(): void {
    for (const [id, job] of this.jobs) {
      if (this.jobs.size <= MAX_KEPT) return
      if (isOver(job.status)) this.jobs.delete(id)
    }
  }

  /** Cancels all jobs and waits for them to end, for at most `GRACE`. */
  async close(): Promise<void> {
    for (const id of this.jobs.keys()) this.cancel(id)
    const stop = new AbortController()
    const grace = pause(GRACE, undefined, { signal: stop.signal }).catch(() => undefined)
    await Promise.race([Promise.allSettled(this.atWork), grace])
    stop.abort()
  }
}

export function isOver({ state }: JobStatus): boolean {
  return state !== 'queued' && state !== 'running'
}

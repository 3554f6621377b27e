import type { TransferListItem } from 'node:worker_threads'
import { AnlamError, asAnlamError, cancelled, fromWire } from '../errors.js'
import { nextTurn } from './next-turn.js'
import { Pending } from './pending.js'
import { Respawning, type Supervision } from './respawning.js'
import type { Thread } from './thread.js'
import type { Request, Response } from './wire.js'

/**
 * Maximum unanswered calls at the worker. The others are queued on this side, where they can be cancelled; a busy
 * worker cannot see cancellations. Large enough that a worker never waits for its next call.
 */
const SENT = 32

interface Call {
  id: number
  method: string
  args: unknown[]
  transfer: TransferListItem[]
  /** Its first thread was lost, and it was sent again. */
  isRepeated: boolean
  /** Its caller has stopped waiting. */
  isGivenUp: boolean
  resolve(value: unknown): void
  reject(error: Error): void
  /** Removes the listener on the caller's signal. */
  ignore(): void
}

/**
 * Calls the methods of a worker thread. Under supervision, a thread that dies or hangs is replaced. Read-only calls
 * are then repeated, once; others are rejected, since their outcome is unknown.
 */
export class WorkerClient {
  private readonly threads: Respawning
  private readonly waiting = new Pending<Call>()
  private readonly sent = new Pending<Call>()
  private nextId = 0
  private scheduled = false
  private dead: AnlamError | undefined

  /**
   * @param module URL of a module that calls `serveWorker`
   * @param supervision absent for a worker tied to a single task: if it dies, all calls are rejected
   */
  constructor(
    module: URL,
    workerData: unknown,
    private readonly supervision?: Supervision,
  ) {
    this.threads = new Respawning(module, workerData, supervision, {
      onResponses: responses => {
        for (const response of responses) this.settle(response)
        this.send()
      },
      onSpawned: () => this.send(),
      onLost: error => this.lose(error),
      onUnopened: error => this.rejectAll(error),
      methods: () => this.sent.all().map(({ method }) => method),
      isIdle: () => this.load === 0,
    })
  }

  /** Number of unanswered calls. */
  get load(): number {
    return this.waiting.size + this.sent.size
  }

  /** Sets the worker data for later threads. */
  restartWith(workerData: unknown): void {
    this.threads.workerData = workerData
  }

  /**
   * @param transfer buffers in the arguments to transfer instead of copy
   * @throws AnlamError the worker's error; `cancelled`; `unavailable` if its thread was lost
   */
  call<T>(
    method: string,
    args: unknown[],
    signal?: AbortSignal,
    transfer: TransferListItem[] = [],
  ): Promise<T> {
    if (this.dead) return Promise.reject(this.dead)
    if (signal?.aborted) return Promise.reject(cancelled())
    return new Promise<unknown>((resolve, reject) => {
      const id = this.nextId++
      const giveUp = (): void => this.giveUp(id)
      signal?.addEventListener('abort', giveUp, { once: true })
      if (this.load === 0) this.threads.ref()
      this.waiting.add({
        id,
        method,
        args,
        transfer,
        isRepeated: false,
        isGivenUp: false,
        resolve,
        reject,
        ignore: () => signal?.removeEventListener('abort', giveUp),
      })
      this.schedule()
    }) as Promise<T>
  }

  async close(): Promise<void> {
    this.fail(new AnlamError('unavailable', 'closed'))
    await this.threads.end()
  }

  /** Batches calls of one turn of the event loop, because waking the worker costs more than writing to it. */
  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    nextTurn(() => {
      this.scheduled = false
      this.send()
    })
  }

  private send(): void {
    const { thread } = this.threads
    if (!thread) return
    const calls = this.waiting.takeFirst(SENT - this.sent.size)
    for (const call of calls) this.sent.add(call)
    if (calls.length > 0 && !this.post(thread, calls)) for (const call of calls) this.post(thread, [call])
  }

  /** @returns whether the calls could be sent; a single call that cannot be sent is rejected */
  private post(thread: Thread, calls: readonly Call[]): boolean {
    try {
      thread.post(
        calls.map(({ id, method, args }): Request => ({ kind: 'call', id, method, args })),
        calls.flatMap(({ transfer }) => transfer),
      )
      return true
    } catch (error) {
      if (calls.length === 1) this.take(calls[0]!.id)?.reject(asAnlamError(error))
      return false
    }
  }

  /** Cancels a call. If already sent, the worker still answers it, usually with `cancelled`. */
  private giveUp(id: number): void {
    const sent = this.sent.find(id)
    if (!sent) {
      this.take(id)?.reject(cancelled())
      return
    }
    sent.isGivenUp = true
    this.threads.thread?.post([{ kind: 'cancel', id }])
  }

  private settle(response: Response): void {
    const call = this.take(response.id)
    if ('error' in response) call?.reject(fromWire(response.error))
    else call?.resolve(response.value)
  }

  private take(id: number): Call | undefined {
    const call = this.sent.take(id) ?? this.waiting.take(id)
    call?.ignore()
    if (this.load === 0) this.threads.unref()
    return call
  }

  /** Handles the loss of the thread: repeats or rejects the calls it had. */
  private lose(error: AnlamError): void {
    if (!this.supervision) {
      this.fail(error)
      return
    }
    const again: Call[] = []
    for (const call of this.sent.all()) {
      const isRead = !this.supervision.once.has(call.method) && call.transfer.length === 0
      if (isRead && !call.isRepeated && !call.isGivenUp) {
        this.sent.take(call.id)
        call.isRepeated = true
        again.push(call)
      } else if (call.isGivenUp) this.take(call.id)!.reject(cancelled())
      else this.take(call.id)!.reject(lossError(call, isRead, error))
    }
    this.waiting.putFirst(again)
  }

  private fail(error: AnlamError): void {
    this.dead ??= error
    this.rejectAll(error)
  }

  private rejectAll(error: AnlamError): void {
    for (const pending of [this.sent, this.waiting])
      for (const { id } of pending.all()) this.take(id)?.reject(error)
  }
}

function lossError({ method }: Call, isRead: boolean, { message }: AnlamError): AnlamError {
  const outcome = isRead ? 'try again later' : 'its outcome is unknown, but it can be sent again'
  return new AnlamError('unavailable', `${message} during ${method}; ${outcome}`)
}

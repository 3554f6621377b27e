import type { TransferListItem } from 'node:worker_threads'
import { AnlamError, asAnlamError, cancelled, fromWire } from '../errors.js'
import { nextTurn } from './next-turn.js'
import { Pending } from './pending.js'
import { Respawning, type Supervision } from './respawning.js'
import type { Thread } from './thread.js'
import type { Request, Response } from './wire.js'

/**
 * Calls sent to a worker that has not answered them. The others wait on this side, where those leave whose caller gives
 * up: a worker that is busy cannot hear of it. Enough that a worker never waits for its next call.
 */
const SENT = 32

interface Call {
  id: number
  method: string
  args: unknown[]
  transfer: TransferListItem[]
  /** It was sent to a thread that was lost. */
  isRepeated: boolean
  /** Its caller waits no longer. */
  isGivenUp: boolean
  resolve(value: unknown): void
  reject(error: Error): void
  /** Stops listening to the caller's signal. */
  ignore(): void
}

/**
 * Calls of a worker thread. Under supervision a thread that dies or hangs is replaced: calls that only read are made
 * again, once; others are told, for what became of them is not known.
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
   * @param supervision absent for a worker that ends with what it was made for: its death is the answer to all calls
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

  /** Calls not answered yet. */
  get load(): number {
    return this.waiting.size + this.sent.size
  }

  /** What later threads are given instead of what the first one was. */
  restartWith(workerData: unknown): void {
    this.threads.workerData = workerData
  }

  /**
   * @param transfer buffers among the arguments that move instead of being copied
   * @throws AnlamError what the worker threw; `cancelled`; `unavailable` if its thread was lost
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

  /** Calls of one turn of the event loop are sent together: to wake the worker takes longer than to write to it. */
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

  /** @returns whether it could be sent; a call alone that cannot is rejected */
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

  /** A call that was sent is still answered by the worker, mostly with `cancelled`. */
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

  /** The thread is gone: another one comes, or none. */
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
      else this.take(call.id)!.reject(toldOf(call, isRead, error))
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

function toldOf({ method }: Call, isRead: boolean, { message }: AnlamError): AnlamError {
  const outcome = isRead ? 'try again later' : 'whether it was done is not known; it may be sent again'
  return new AnlamError('unavailable', `${message} during ${method}; ${outcome}`)
}

import { parentPort, type TransferListItem, Worker } from 'node:worker_threads'
import { Cancellation } from '../cancellation.js'
import { AnlamError, asAnlamError, cancelled, fromWire, toWire, type WireError } from '../errors.js'
import { nextTurn } from './next-turn.js'
import { Outbox } from './outbox.js'
import { Pending } from './pending.js'

interface Request {
  kind: 'call'
  id: number
  method: string
  args: unknown[]
}
interface Cancel {
  kind: 'cancel'
  id: number
}
type Response = { id: number; value: unknown } | { id: number; error: WireError }

/** A method that a worker offers; the signal fires when the caller gives up. */
export type Handler = (args: never, signal: AbortSignal) => Promise<unknown>
export type Handlers = Record<string, Handler>

/** Buffers in a result that move to the other thread instead of being copied. */
export class Transferable<T> {
  constructor(
    readonly value: T,
    readonly transfer: TransferListItem[],
  ) {}
}

/** Answers that go to the other thread together; those that come at the same time but after them need not wait. */
const ANSWERS = 8

/** Answers the calls of a `WorkerClient`, in the worker. */
export function serveWorker(handlers: Handlers): void {
  const port = parentPort!
  const running = new Pending<{ id: number; cancellation: Cancellation }>()
  const responses = new Outbox<Response>(ANSWERS, (batch, transfer) => port.postMessage(batch, transfer))
  const reply = (response: Response, transfer: readonly TransferListItem[] = []): void =>
    responses.add(response, transfer)
  const take = (message: Request | Cancel): void => {
    if (message.kind === 'cancel') {
      running.find(message.id)?.cancellation.cancel()
      return
    }
    const { id, method, args } = message
    const cancellation = new Cancellation()
    running.add({ id, cancellation })
    const handler = handlers[method]
    const work = handler
      ? handler(args as never, cancellation.signal)
      : Promise.reject(new AnlamError('internal', `a worker has no method ${method}`))
    work
      .then(
        result => {
          if (result instanceof Transferable) reply({ id, value: result.value }, result.transfer)
          else reply({ id, value: result })
        },
        (error: unknown) => reply({ id, error: toWire(error) }),
      )
      .finally(() => running.take(id))
  }
  port.on('message', (messages: (Request | Cancel)[]) => messages.forEach(take))
}

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
  resolve(value: unknown): void
  reject(error: Error): void
  /** Stops listening to the caller's signal. */
  ignore(): void
}

/** Waits for work no longer than its caller does: for workers that are ended with what they were made for. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(cancelled())
    signal.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}

/** One worker thread and the calls it has not answered yet. */
export class WorkerClient {
  private readonly worker: Worker
  private readonly waiting = new Pending<Call>()
  private readonly sent = new Pending<Call>()
  private nextId = 0
  private scheduled = false
  private dead: AnlamError | undefined

  /** @param module URL of a module that calls `serveWorker` */
  constructor(module: URL, workerData: unknown) {
    this.worker = new Worker(module, { workerData })
    this.worker.on('message', (responses: Response[]) => {
      for (const response of responses) this.settle(response)
      this.send()
    })
    this.worker.on('error', error => this.fail(asAnlamError(error)))
    this.worker.on('exit', code =>
      this.fail(new AnlamError('unavailable', `a worker thread ended (code ${code})`)),
    )
    // Only calls that wait for an answer keep the process alive.
    this.worker.unref()
  }

  /** Calls not answered yet. */
  get load(): number {
    return this.waiting.size + this.sent.size
  }

  /**
   * @param transfer buffers among the arguments that move instead of being copied
   * @throws AnlamError what the worker threw; `cancelled`; `unavailable` if the worker has died
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
      if (this.load === 0) this.worker.ref()
      this.waiting.add({
        id,
        method,
        args,
        transfer,
        resolve,
        reject,
        ignore: () => signal?.removeEventListener('abort', giveUp),
      })
      this.schedule()
    }) as Promise<T>
  }

  async close(): Promise<void> {
    this.fail(new AnlamError('unavailable', 'closed'))
    await this.worker.terminate()
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
    const calls = this.waiting.takeFirst(SENT - this.sent.size)
    for (const call of calls) this.sent.add(call)
    if (calls.length > 0 && !this.post(calls)) for (const call of calls) this.post([call])
  }

  /** @returns whether it could be sent; a call alone that cannot is rejected */
  private post(calls: readonly Call[]): boolean {
    try {
      this.worker.postMessage(
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
    if (this.sent.find(id)) this.worker.postMessage([{ kind: 'cancel', id } satisfies Cancel])
    else this.take(id)?.reject(cancelled())
  }

  private settle(response: Response): void {
    const call = this.take(response.id)
    if ('error' in response) call?.reject(fromWire(response.error))
    else call?.resolve(response.value)
  }

  private take(id: number): Call | undefined {
    const call = this.sent.take(id) ?? this.waiting.take(id)
    call?.ignore()
    if (this.load === 0) this.worker.unref()
    return call
  }

  private fail(error: AnlamError): void {
    this.dead ??= error
    for (const pending of [this.sent, this.waiting])
      for (const { id } of pending.all()) this.take(id)?.reject(error)
  }
}

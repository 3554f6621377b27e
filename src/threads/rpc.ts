import { parentPort, type TransferListItem, Worker } from 'node:worker_threads'
import { AnlamError, asAnlamError, fromWire, toWire, type WireError } from '../errors.js'

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

/** Answers the calls of a `WorkerClient`, in the worker. */
export function serveWorker(handlers: Handlers): void {
  const port = parentPort!
  const running = new Map<number, AbortController>()
  const reply = (response: Response, transfer: readonly TransferListItem[] = []): void =>
    port.postMessage(response, transfer)
  port.on('message', (message: Request | Cancel) => {
    if (message.kind === 'cancel') {
      running.get(message.id)?.abort()
      return
    }
    const { id, method, args } = message
    const controller = new AbortController()
    running.set(id, controller)
    const handler = handlers[method]
    const work = handler
      ? handler(args as never, controller.signal)
      : Promise.reject(new AnlamError('internal', `a worker has no method ${method}`))
    work
      .then(
        result => {
          if (result instanceof Transferable) reply({ id, value: result.value }, result.transfer)
          else reply({ id, value: result })
        },
        (error: unknown) => reply({ id, error: toWire(error) }),
      )
      .finally(() => running.delete(id))
  })
}

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** One worker thread and the calls it has not answered yet. */
export class WorkerClient {
  private readonly worker: Worker
  private readonly pending = new Map<number, Pending>()
  private nextId = 0
  private dead: AnlamError | undefined

  /** @param module URL of a module that calls `serveWorker` */
  constructor(module: URL, workerData: unknown) {
    this.worker = new Worker(module, { workerData })
    this.worker.on('message', (response: Response) => this.settle(response))
    this.worker.on('error', error => this.fail(asAnlamError(error)))
    this.worker.on('exit', code =>
      this.fail(new AnlamError('unavailable', `a worker thread ended (code ${code})`)),
    )
    // Only calls that wait for an answer keep the process alive.
    this.worker.unref()
  }

  /** Calls not answered yet. */
  get load(): number {
    return this.pending.size
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
    if (signal?.aborted) return Promise.reject(new AnlamError('cancelled', 'cancelled by the caller'))
    const id = this.nextId++
    if (this.pending.size === 0) this.worker.ref()
    const cancel = (): void => this.worker.postMessage({ kind: 'cancel', id } satisfies Cancel)
    signal?.addEventListener('abort', cancel, { once: true })
    const answer = new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { resolve, reject })
      this.worker.postMessage({ kind: 'call', id, method, args } satisfies Request, transfer)
    })
    return answer.finally(() => signal?.removeEventListener('abort', cancel)) as Promise<T>
  }

  async close(): Promise<void> {
    this.fail(new AnlamError('unavailable', 'closed'))
    await this.worker.terminate()
  }

  private settle(response: Response): void {
    const call = this.pending.get(response.id)
    this.pending.delete(response.id)
    if (this.pending.size === 0) this.worker.unref()
    if ('error' in response) call?.reject(fromWire(response.error))
    else call?.resolve(response.value)
  }

  private fail(error: AnlamError): void {
    this.dead ??= error
    for (const { reject } of this.pending.values()) reject(error)
    this.pending.clear()
  }
}

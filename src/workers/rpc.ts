import { parentPort, type TransferListItem } from 'node:worker_threads'
import { Cancellation } from '../basics/cancellation.js'
import { AnlamError, cancelled, toWire } from '../errors.js'
import { Outbox } from './outbox.js'
import { Pending } from './pending.js'
import { type Message, READY, type Response } from './wire.js'

export { WorkerClient } from './worker-client.js'

/** A method that a worker offers. The signal fires when the caller gives up. */
export type Handler = (args: never, signal: AbortSignal) => Promise<unknown>
export type Handlers = Record<string, Handler>

/** A result with buffers that are transferred to the other thread instead of copied. */
export class Transferable<T> {
  constructor(
    readonly value: T,
    readonly transfer: TransferListItem[],
  ) {}
}

/** Maximum responses per message, so that the first of many are not delayed. */
const ANSWERS = 8

/**
 * Runs in the worker: answers the calls of a `WorkerClient`.
 * @param opening settles once the worker has opened what it needs for calls, which may take long
 */
export function serveWorker(handlers: Handlers, opening: Promise<unknown> = Promise.resolve()): void {
  const port = parentPort!
  const running = new Pending<{ id: number; cancellation: Cancellation }>()
  const responses = new Outbox<Response>(ANSWERS, (batch, transfer) => port.postMessage(batch, transfer))
  let isReady = false
  const ready = (response: Response): void => {
    isReady = true
    port.postMessage([response])
  }
  opening.then(
    () => ready({ id: READY, value: null }),
    error => ready({ id: READY, error: toWire(error) }),
  )
  const reply = (response: Response, transfer: readonly TransferListItem[] = []): void =>
    responses.add(response, transfer)
  const take = (message: Message): void => {
    if (message.kind === 'ping') {
      if (isReady) port.postMessage([])
      return
    }
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
  port.on('message', (messages: Message[]) => messages.forEach(take))
}

/** Stops waiting for `work` when its caller does. For workers that are terminated together with their task. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(cancelled())
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}

import { setMaxListeners } from 'node:events'

/** A cheaper `AbortController`, for use thousands of times a second. */
export class Cancellation {
  private readonly own = new Signal()

  get signal(): AbortSignal {
    return this.own
  }

  /** Only the first call has an effect. */
  cancel(reason?: unknown): void {
    this.own.abort(reason)
  }
}

/**
 * Node.js 20 creates the signal of an `AbortController` by changing the prototype of an object. Such objects, and
 * everything they reach, survive until V8 collects its old generation, which takes all processors for a tenth of a
 * second.
 */
class Signal extends EventTarget implements AbortSignal {
  aborted = false
  reason: unknown = undefined
  onabort: AbortSignal['onabort'] = null

  abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    const event = new Event('abort')
    this.onabort?.(event)
    this.dispatchEvent(event)
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }
}

/**
 * Runs work that makes many calls, each with a listener on its signal. They listen to a signal of their own, which
 * fires with `signal`, so that `signal` itself has only one listener, and only while the work runs.
 */
export async function withOwnSignal<T>(
  signal: AbortSignal,
  work: (own: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new Cancellation()
  const cancel = (): void => own.cancel(signal.reason)
  // One listener per concurrent call is no leak.
  setMaxListeners(0, own.signal)
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await work(own.signal)
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

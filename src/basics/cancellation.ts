import { setMaxListeners } from 'node:events'

/** What an `AbortController` is, for what comes thousands of times a second. */
export class Cancellation {
  private readonly own = new Signal()

  get signal(): AbortSignal {
    return this.own
  }

  /** Nothing happens the second time. */
  cancel(reason?: unknown): void {
    this.own.abort(reason)
  }
}

/**
 * Node.js 20 makes the signal of an `AbortController` by changing the prototype of an object. Objects so treated, and
 * all that they can reach, survive until old memory is collected, which takes all processors for a tenth of a second.
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
 * Work whose many calls each listen to a signal while they run: to one of its own, which fires with the other. On that one
 * there is one listener, as long as the work takes.
 */
export async function withOwnSignal<T>(
  signal: AbortSignal,
  work: (own: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new Cancellation()
  const cancel = (): void => own.cancel(signal.reason)
  // As many calls as run at once are no leak.
  setMaxListeners(0, own.signal)
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await work(own.signal)
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

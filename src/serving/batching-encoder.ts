import type { EncodedBatch, EncodeOptions, Encoder, EncoderSpec } from '../encoder/types.js'
import { AnlamError, cancelled } from '../errors.js'
import type { ServiceObserver } from './observer.js'

/** Calls with more texts are a batch of their own. */
const SMALL = 32
/** Characters that calls are put together up to. */
const BATCH_CHARACTERS = 32_768
/** Calls that may wait; more would only grow memory. */
const QUEUE = 1024

interface Waiting {
  texts: readonly string[]
  options: EncodeOptions
  characters: number
  resolve(batch: EncodedBatch): void
  reject(error: Error): void
}

/**
 * Puts small calls together that come while the encoder is busy. A call that comes alone waits for nothing; those that
 * come meanwhile wait for the one before them, which is as long as they would have waited anyway.
 */
export class BatchingEncoder implements Encoder {
  private waiting: Waiting[] = []
  private busy = false

  constructor(
    private readonly inner: Encoder,
    private readonly observer: Pick<ServiceObserver, 'onBatch'> = {},
  ) {}

  get spec(): EncoderSpec {
    return this.inner.spec
  }

  /** Calls that wait. */
  get queued(): number {
    return this.waiting.length
  }

  /** @throws AnlamError `overloaded` when too many wait, `cancelled` while waiting */
  encode(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedBatch> {
    if (texts.length > SMALL) return this.inner.encode(texts, options)
    const { signal } = options
    if (signal?.aborted) return Promise.reject(cancelled())
    if (this.waiting.length >= QUEUE) {
      return Promise.reject(
        new AnlamError('overloaded', `${this.waiting.length} encoding requests are waiting; try again later`),
      )
    }
    const characters = texts.reduce((sum, text) => sum + text.length, 0)
    const answer = new Promise<EncodedBatch>((resolve, reject) => {
      const leave = (): void => {
        const at = this.waiting.indexOf(call)
        if (at < 0) return
        this.waiting.splice(at, 1)
        reject(cancelled())
      }
      signal?.addEventListener('abort', leave, { once: true })
      // Of a long upload, each call would leave one behind.
      const ignore = (): void => signal?.removeEventListener('abort', leave)
      const call: Waiting = {
        texts,
        options,
        characters,
        resolve: batch => {
          ignore()
          resolve(batch)
        },
        reject: error => {
          ignore()
          reject(error)
        },
      }
      this.waiting.push(call)
    })
    void this.work()
    return answer
  }

  private async work(): Promise<void> {
    if (this.busy) return
    this.busy = true
    while (this.waiting.length > 0) {
      const calls = this.take()
      const texts = calls.flatMap(call => call.texts)
      const { signal: _, ...options } = calls[0]!.options
      const started = performance.now()
      try {
        const batch = await this.inner.encode(texts, options)
        this.observer.onBatch?.(calls.length, texts.length, performance.now() - started)
        if (calls.length === 1) calls[0]!.resolve(batch)
        else resolveEach(calls, batch)
      } catch (error) {
        for (const call of calls) call.reject(error as Error)
      }
    }
    this.busy = false
  }

  /** The first call, and those after it that are of its kind, as far as they fit. */
  private take(): Waiting[] {
    const { kind, normalize } = this.waiting[0]!.options
    const taken: Waiting[] = []
    let characters = 0
    this.waiting = this.waiting.filter(call => {
      const alike = call.options.kind === kind && call.options.normalize === normalize
      if (!alike || (taken.length > 0 && characters + call.characters > BATCH_CHARACTERS)) return true
      characters += call.characters
      taken.push(call)
      return false
    })
    return taken
  }

  close(): Promise<void> {
    return this.inner.close()
  }
}

function resolveEach(calls: readonly Waiting[], batch: EncodedBatch): void {
  let row = 0
  for (const { texts, resolve } of calls) {
    resolve(slice(batch, row, row + texts.length))
    row += texts.length
  }
}

function slice(
  { values, dimension, tokens, truncated }: EncodedBatch,
  from: number,
  to: number,
): EncodedBatch {
  return {
    values: values.slice(from * dimension, to * dimension),
    rows: to - from,
    dimension,
    tokens: tokens.slice(from, to),
    truncated: truncated.slice(from, to),
  }
}

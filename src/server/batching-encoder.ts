import { AnlamError, cancelled, throwIfAborted } from '../errors.js'
import type { EncodedBatch, EncodeOptions, Encoder, EncoderSpec } from '../model/types.js'
import type { ServiceObserver } from './observer.js'

/** A call with more texts than this is large: it is encoded in parts, alternating with other calls. */
const SMALL = 32
/** Target time of a part in milliseconds; a single text may take longer. */
const PART = 50
/** Most characters in a batch of several calls. */
const BATCH_CHARACTERS = 32_768
/** Most small and large calls in the queues; longer queues would only cost memory. */
const QUEUE = 1024
const LARGE_QUEUE = 64

interface Waiting {
  texts: readonly string[]
  options: EncodeOptions
  characters: number
  resolve(batch: EncodedBatch): void
  reject(error: Error): void
}

/** A call with more than `SMALL` texts. */
interface Large {
  texts: readonly string[]
  options: EncodeOptions
  /** Results so far; they cover the first `done` texts. */
  parts: EncodedBatch[]
  done: number
  resolve(batch: EncodedBatch): void
  reject(error: Error): void
}

/**
 * Batches small calls that arrive while the encoder is busy. A call that finds it idle starts at once. The others wait
 * for the running batch, as they would have without batching.
 */
export class BatchingEncoder implements Encoder {
  private waiting: Waiting[] = []
  private readonly large: Large[] = []
  private busy = false
  /** Milliseconds per character; undefined until measured. */
  private pace: number | undefined

  constructor(
    private readonly inner: Encoder,
    private readonly observer: Pick<ServiceObserver, 'onBatch'> = {},
  ) {}

  get spec(): EncoderSpec {
    return this.inner.spec
  }

  /** Calls in the queues. */
  get queued(): number {
    return this.waiting.length + this.large.length
  }

  /** @throws AnlamError `overloaded` when the queue is full, `cancelled` if the signal fires before encoding starts */
  encode(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedBatch> {
    const { signal } = options
    if (signal?.aborted) return Promise.reject(cancelled())
    if (texts.length > SMALL) return this.encodeLarge(texts, options)
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
      // A long upload makes many calls with one signal: each would leave a listener on it.
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

  private encodeLarge(texts: readonly string[], options: EncodeOptions): Promise<EncodedBatch> {
    if (this.large.length >= LARGE_QUEUE)
      return Promise.reject(
        new AnlamError('overloaded', 'too many large encodings are waiting; try again later'),
      )
    const answer = new Promise<EncodedBatch>((resolve, reject) => {
      this.large.push({ texts, options, parts: [], done: 0, resolve, reject })
    })
    void this.work()
    return answer
  }

  private async work(): Promise<void> {
    if (this.busy) return
    this.busy = true
    while (this.waiting.length > 0 || this.large.length > 0) {
      if (this.waiting.length > 0) await this.encodeSmall()
      if (this.large.length > 0) await this.encodePart()
    }
    this.busy = false
  }

  private async encodeSmall(): Promise<void> {
    const calls = this.take()
    const texts = calls.flatMap(call => call.texts)
    const { signal: _, ...options } = calls[0]!.options
    try {
      const batch = await this.measured(texts, options, calls.length)
      if (calls.length === 1) calls[0]!.resolve(batch)
      else resolveEach(calls, batch)
    } catch (error) {
      for (const call of calls) call.reject(error as Error)
    }
  }

  /** Encodes the next part of the first large call. Large calls take turns. */
  private async encodePart(): Promise<void> {
    const call = this.large.shift()!
    const { texts, options, parts } = call
    try {
      throwIfAborted(options.signal)
      const end = this.endOfPart(texts, call.done)
      parts.push(await this.measured(texts.slice(call.done, end), options, 1))
      call.done = end
      if (end < texts.length) this.large.push(call)
      else call.resolve(joined(parts))
    } catch (error) {
      call.reject(error as Error)
    }
  }

  private endOfPart(texts: readonly string[], start: number): number {
    if (this.pace === undefined) return Math.min(texts.length, start + SMALL)
    let end = start
    for (let took = 0; end < texts.length && (took < PART || end === start); end++)
      took += texts[end]!.length * this.pace
    return end
  }

  private async measured(
    texts: readonly string[],
    options: EncodeOptions,
    calls: number,
  ): Promise<EncodedBatch> {
    const started = performance.now()
    const batch = await this.inner.encode(texts, options)
    const took = performance.now() - started
    this.observer.onBatch?.(calls, texts.length, took)
    const pace =
      took /
      Math.max(
        1,
        texts.reduce((sum, text) => sum + text.length, 0),
      )
    // For a few texts, most of the time is overhead of the call.
    if (texts.length >= SMALL) this.pace = this.pace === undefined ? pace : (this.pace + pace) / 2
    return batch
  }

  /** Takes the first call, and those after it that have the same options and fit into the batch. */
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

function joined(parts: readonly EncodedBatch[]): EncodedBatch {
  const [first] = parts
  if (parts.length === 1) return first!
  const { dimension } = first!
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const values = new Float32Array(rows * dimension)
  const tokens = new Uint32Array(rows)
  const truncated = new Uint8Array(rows)
  let row = 0
  for (const part of parts) {
    values.set(part.values, row * dimension)
    tokens.set(part.tokens, row)
    truncated.set(part.truncated, row)
    row += part.rows
  }
  return { values, rows, dimension, tokens, truncated }
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

import { AnlamError } from '../errors.js'
import type { Supervision } from '../workers/respawning.js'
import { WorkerClient } from '../workers/rpc.js'
import type { LoadOptions } from './load-encoder.js'
import type { EncodedBatch, EncodeOptions, Encoder, EncoderSpec } from './types.js'

/** Calls in the queue. More would only cost memory, so the caller should retry later. */
const DEFAULT_QUEUE = 1024

export interface PoolOptions extends LoadOptions {
  /** Worker threads. Each has its own session, but they share the mapped weights. Default 1. */
  workers?: number
  /** Maximum calls waiting or running; default 1024. */
  queue?: number
  /** Called when a thread is lost. It is replaced. */
  onLost?: (error: AnlamError) => void
}

/**
 * Signs of life come between batches, and a batch may be one long text. A large model needs most of a minute for it,
 * and several minutes on a slow or busy processor. That work must not be thrown away.
 */
const SUPERVISION: Supervision = { once: new Set(['close']), patience: 600_000 }

/** Runs encoders in worker threads, so that the calling thread stays free. */
export class PooledEncoder implements Encoder {
  private constructor(
    readonly spec: EncoderSpec,
    private readonly workers: readonly WorkerClient[],
    private readonly queue: number,
  ) {}

  /** @throws AnlamError as `loadEncoder` */
  static async load({
    workers = 1,
    queue = DEFAULT_QUEUE,
    onLost,
    ...options
  }: PoolOptions): Promise<PooledEncoder> {
    const module = new URL('./encoder-worker.js', import.meta.url)
    const clients = Array.from(
      { length: workers },
      () => new WorkerClient(module, options, { ...SUPERVISION, onLost }),
    )
    try {
      const [spec] = await Promise.all(clients.map(client => client.call<EncoderSpec>('spec', [])))
      return new PooledEncoder(spec!, clients, queue)
    } catch (error) {
      await Promise.all(clients.map(client => client.close()))
      throw error
    }
  }

  /**
   * @throws AnlamError `overloaded` if the queue is full; `cancelled`; `unavailable` if a thread was lost repeatedly
   */
  encode(texts: readonly string[], options: EncodeOptions = {}): Promise<EncodedBatch> {
    const waiting = this.workers.reduce((sum, worker) => sum + worker.load, 0)
    if (waiting >= this.queue) {
      return Promise.reject(
        new AnlamError('overloaded', `${waiting} encoding requests are waiting; try again later`),
      )
    }
    const worker = this.workers.reduce((least, next) => (next.load < least.load ? next : least))
    const { signal, ...rest } = options
    return worker.call('encode', [texts, rest], signal)
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.workers.map(worker => worker.call('close', [])))
    await Promise.all(this.workers.map(worker => worker.close()))
  }
}

import { AnlamError } from '../../errors.js'
import type { Supervision } from '../../workers/respawning.js'
import { WorkerClient } from '../../workers/rpc.js'
import type { TextPair } from '../tokenizer.js'
import type { CrossEncoderOptions } from './cross-encoder.js'
import type { Reranker, RerankerSpec, ScoreOptions, Scoring } from './types.js'

/** Calls that wait or run. Each may take seconds, so more would wait for minutes. */
const QUEUE = 64

/** A large model may need minutes for a batch of long texts on a busy processor (see `PooledEncoder`). */
const SUPERVISION: Supervision = { once: new Set(['close']), patience: 600_000 }

export interface ThreadedRerankerOptions extends CrossEncoderOptions {
  /** Called when the thread is lost. It is replaced. */
  onLost?: (error: AnlamError) => void
}

/** Runs a re-ranker in a worker thread, one call after the other, so that the calling thread stays free. */
export class ThreadedReranker implements Reranker {
  private constructor(
    readonly spec: RerankerSpec,
    private readonly worker: WorkerClient,
  ) {}

  /** @throws AnlamError as `OnnxReranker.load` */
  static async load({ onLost, ...options }: ThreadedRerankerOptions): Promise<ThreadedReranker> {
    const worker = new WorkerClient(new URL('./worker.js', import.meta.url), options, {
      ...SUPERVISION,
      onLost,
    })
    try {
      return new ThreadedReranker(await worker.call<RerankerSpec>('spec', []), worker)
    } catch (error) {
      await worker.close()
      throw error
    }
  }

  /** @throws AnlamError `overloaded` if the queue is full; `cancelled`; `unavailable` if the thread was lost repeatedly */
  score(pairs: readonly TextPair[], options: ScoreOptions = {}): Promise<Scoring> {
    if (this.worker.load >= QUEUE)
      return Promise.reject(
        new AnlamError('overloaded', `${this.worker.load} re-rankings are waiting; try again later`),
      )
    const { signal, ...rest } = options
    return this.worker.call('score', [pairs, rest], signal)
  }

  async close(): Promise<void> {
    await this.worker.call('close', []).catch(() => undefined)
    await this.worker.close()
  }
}

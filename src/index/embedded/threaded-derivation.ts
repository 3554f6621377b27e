import { AnlamError } from '../../errors.js'
import type { VectorBatch } from '../../types.js'
import { WorkerClient } from '../../workers/rpc.js'
import type { IndexedDocument } from '../types.js'
import { type Derived, wordedOf } from './store/derived.js'

/** Fewer passages are not worth a message to another thread. */
const FEWEST = 256
/** Milliseconds that the thread waits for the next write. */
const PATIENCE = 10_000

/** `derive` in a thread of its own, beside the one that writes: both take about equally long. */
export class ThreadedDerivation {
  private worker: WorkerClient | undefined
  private ending: NodeJS.Timeout | undefined

  /** Whether something is being derived. */
  get busy(): boolean {
    return (this.worker?.load ?? 0) > 0
  }

  /** @returns undefined for few passages, or if the thread was lost: whoever writes derives then */
  async derive(documents: readonly IndexedDocument[], vectors: VectorBatch): Promise<Derived | undefined> {
    if (vectors.rows < FEWEST) return undefined
    clearTimeout(this.ending)
    this.worker ??= new WorkerClient(new URL('./deriving-worker.js', import.meta.url), undefined)
    const worker = this.worker
    try {
      return await worker.call<Derived>('derive', [wordedOf(documents), vectors])
    } catch (error) {
      if (!(error instanceof AnlamError) || error.code !== 'unavailable') throw error
      if (this.worker === worker) this.worker = undefined
      return undefined
    } finally {
      this.endLater()
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.ending)
    await this.worker?.close()
  }

  private endLater(): void {
    clearTimeout(this.ending)
    this.ending = setTimeout(() => {
      if (this.busy) return
      void this.worker?.close()
      this.worker = undefined
    }, PATIENCE).unref()
  }
}

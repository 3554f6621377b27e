import { asAnlamError } from '../errors.js'
import type { Unit } from '../types.js'
import { WorkerClient } from '../workers/rpc.js'
import { type NewDocument, type PreparedDocument, prepareDocuments } from './prepare.js'

/** Up to this many characters are prepared in the calling thread: a few milliseconds, at worst 0.1 s. */
const INLINE_CHARACTERS = 16 << 10

/** Prepares documents; large ones in a worker thread, because segmenting a megabyte may take seconds. */
export class ThreadedPreparer {
  private worker: WorkerClient | undefined

  /** @throws AnlamError as `prepareDocuments`; `cancelled`, `unavailable` */
  async prepare(
    documents: readonly NewDocument[],
    unit: Unit | undefined,
    signal?: AbortSignal,
  ): Promise<PreparedDocument[]> {
    const characters = documents.reduce((sum, { text }) => sum + text.length, 0)
    if (characters <= INLINE_CHARACTERS) return prepareDocuments(documents, unit)
    this.worker ??= new WorkerClient(new URL('./preparing-worker.js', import.meta.url), undefined)
    const worker = this.worker
    try {
      return await worker.call<PreparedDocument[]>('prepare', [documents, unit], signal)
    } catch (error) {
      // The worker died, perhaps for lack of memory. The next call starts another one.
      if (asAnlamError(error).code === 'unavailable' && this.worker === worker) this.worker = undefined
      throw error
    }
  }

  async close(): Promise<void> {
    await this.worker?.close()
  }
}

import { asAnlamError } from '../errors.js'
import type { Unit } from '../types.js'
import { WorkerClient } from '../workers/rpc.js'
import { type NewDocument, type PreparedDocument, prepareDocuments } from './prepare.js'

/** Characters that are cut at once where they are: some milliseconds, a tenth of a second at worst. */
const INLINE_CHARACTERS = 16 << 10

/** Prepares documents, in a thread of its own where they are large: to cut a megabyte may take seconds. */
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
      // One that has died, for want of memory say, is followed by another.
      if (asAnlamError(error).code === 'unavailable' && this.worker === worker) this.worker = undefined
      throw error
    }
  }

  async close(): Promise<void> {
    await this.worker?.close()
  }
}

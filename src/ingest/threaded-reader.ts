import type { ReadOptions } from '../corpus/types.js'
import type { Unit } from '../types.js'
import { unlessAborted, WorkerClient } from '../workers/rpc.js'
import type { PreparedDocument } from './prepare.js'

export interface ReaderWorkerData {
  paths: readonly string[]
  options: Omit<ReadOptions, 'onSkip' | 'onRepair'>
  /** Of the index; absent where each format has its own. */
  unit?: Unit
}

/**
 * `readCorpus`, with passages, in a thread that ends with it: a PDF may take seconds that cannot be interrupted, and a hostile one all
 * the memory that a thread may have.
 *
 * @throws AnlamError as `readCorpus`; `cancelled`; `unavailable` if a file takes too much memory
 */
export async function* readInThread(
  data: ReaderWorkerData,
  signal?: AbortSignal,
): AsyncGenerator<PreparedDocument> {
  const worker = new WorkerClient(new URL('./reader-worker.js', import.meta.url), data)
  try {
    for (;;) {
      const page = await unlessAborted(worker.call<PreparedDocument[]>('next', [], signal), signal)
      if (page.length === 0) return
      yield* page
    }
  } finally {
    await worker.close()
  }
}

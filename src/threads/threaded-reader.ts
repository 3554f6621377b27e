import type { ReadDocument, ReadOptions } from '../corpus/types.js'
import { unlessAborted, WorkerClient } from './rpc.js'

export interface ReaderWorkerData {
  paths: readonly string[]
  options: Omit<ReadOptions, 'onSkip' | 'onRepair'>
}

/**
 * `readCorpus` in a thread that ends with it: a PDF may take seconds that cannot be interrupted, and a hostile one all
 * the memory that a thread may have.
 *
 * @throws AnlamError as `readCorpus`; `cancelled`; `unavailable` if a file takes too much memory
 */
export async function* readInThread(
  data: ReaderWorkerData,
  signal?: AbortSignal,
): AsyncGenerator<ReadDocument> {
  const worker = new WorkerClient(new URL('./reader-worker.js', import.meta.url), data)
  try {
    for (;;) {
      const page = await unlessAborted(worker.call<ReadDocument[]>('next', [], signal), signal)
      if (page.length === 0) return
      yield* page
    }
  } finally {
    await worker.close()
  }
}

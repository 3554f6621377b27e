import type { ReadOptions } from '../corpus/types.js'
import type { Unit } from '../types.js'
import { unlessAborted, WorkerClient } from '../workers/rpc.js'
import type { PreparedDocument } from './prepare.js'

export interface ReaderWorkerData {
  paths: readonly string[]
  options: Omit<ReadOptions, 'onSkip' | 'onRepair' | 'onFile' | 'ids' | 'recogniser'>
  /** Unit of the index. Default: each format's own. */
  unit?: Unit
}

/**
 * `readCorpus` and segmentation in a worker thread of its own. Parsing a PDF may take seconds and cannot be interrupted,
 * and a malicious one may exhaust the memory of its thread.
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

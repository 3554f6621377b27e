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

export interface ReaderPage {
  documents: PreparedDocument[]
  skipped: string[]
}

/**
 * `readCorpus` and segmentation in a worker thread of its own. Parsing a PDF may take seconds and cannot be interrupted,
 * and a malicious one may exhaust the memory of its thread.
 *
 * @param onSkip called with a description of everything that is left out
 * @throws AnlamError as `readCorpus`; `cancelled`; `unavailable` if a file takes too much memory
 */
export async function* readInThread(
  data: ReaderWorkerData,
  signal?: AbortSignal,
  onSkip?: (what: string) => void,
): AsyncGenerator<PreparedDocument> {
  const worker = new WorkerClient(new URL('./reader-worker.js', import.meta.url), data)
  try {
    for (;;) {
      const { documents, skipped } = await unlessAborted(worker.call<ReaderPage>('next', [], signal), signal)
      for (const what of skipped) onSkip?.(what)
      if (documents.length === 0) return
      yield* documents
    }
  } finally {
    await worker.close()
  }
}

import type { ReadOptions } from '../corpus/types.js'
import { asAnlamError } from '../errors.js'
import type { Unit } from '../types.js'
import { unlessAborted, WorkerClient } from '../workers/rpc.js'
import type { PreparedDocument } from './prepare.js'

export interface Reading {
  paths: readonly string[]
  options: Omit<ReadOptions, 'onSkip' | 'onRepair' | 'onFile' | 'ids' | 'recogniser'>
  /** Unit of the index. Default: each format's own. */
  unit?: Unit
}

export interface ReaderPage {
  documents: PreparedDocument[]
  skipped: Parameters<NonNullable<ReadOptions['onSkip']>>[]
}

/** Milliseconds that a thread waits for the next files. */
const PATIENCE = 10_000
/** Characters after which a thread is not used again: its memory may have grown with what it read. */
const WORN = 1 << 20

/**
 * Runs `readCorpus` and segmentation in worker threads, one for each reading at a time. Parsing a PDF may take seconds and
 * cannot be interrupted, and a malicious one may exhaust the memory of its thread. A thread that has read little is kept for
 * a while: one that starts costs more than most files.
 */
export class ThreadedReader {
  private idle: WorkerClient | undefined
  private ending: NodeJS.Timeout | undefined
  private closed = false

  /**
   * @param onSkip called with a description of everything that is left out
   * @throws AnlamError as `readCorpus`; `cancelled`; `unavailable` if a file takes too much memory
   */
  async *read(
    reading: Reading,
    signal?: AbortSignal,
    onSkip?: ReadOptions['onSkip'],
  ): AsyncGenerator<PreparedDocument> {
    const worker = this.take()
    let characters = 0
    let isOver = false
    try {
      await worker.call('begin', [reading])
      for (;;) {
        const { documents, skipped } = await unlessAborted(
          worker.call<ReaderPage>('next', [], signal),
          signal,
        )
        for (const each of skipped) onSkip?.(...each)
        isOver = documents.length === 0
        if (isOver) return
        for (const { document } of documents) characters += document.text.length
        yield* documents
      }
    } catch (error) {
      isOver = asAnlamError(error).code === 'invalid-input'
      throw error
    } finally {
      if (isOver && characters <= WORN) await this.keep(worker)
      else await worker.close()
    }
  }

  async close(): Promise<void> {
    this.closed = true
    clearTimeout(this.ending)
    await this.idle?.close()
  }

  private take(): WorkerClient {
    clearTimeout(this.ending)
    const worker = this.idle ?? new WorkerClient(new URL('./reader-worker.js', import.meta.url), undefined)
    this.idle = undefined
    return worker
  }

  private async keep(worker: WorkerClient): Promise<void> {
    if (this.closed || this.idle) return worker.close()
    this.idle = worker
    this.ending = setTimeout(() => {
      this.idle = undefined
      void worker.close()
    }, PATIENCE).unref()
  }
}

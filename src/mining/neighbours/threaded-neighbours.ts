import type { ProductType } from '../../onnx/products.js'
import { WorkerClient } from '../../workers/rpc.js'
import type { AllPairsOptions } from './all-pairs.js'
import type { NeighbourFinder, NeighbourLists, Progress } from './types.js'

interface Opened {
  passes: number
  type: ProductType
  progress: Progress
}

/** `AllPairs` in a worker thread, since it blocks while multiplying. */
export class ThreadedNeighbours implements NeighbourFinder {
  private constructor(
    private readonly worker: WorkerClient,
    private readonly opened: Opened,
  ) {}

  /** @throws AnlamError `storage-full` */
  static async open(options: AllPairsOptions): Promise<ThreadedNeighbours> {
    const worker = new WorkerClient(new URL('./neighbours-worker.js', import.meta.url), options)
    try {
      return new ThreadedNeighbours(worker, await worker.call<Opened>('opened', []))
    } catch (error) {
      await worker.close()
      throw error
    }
  }

  get passes(): number {
    return this.opened.passes
  }

  /** Arithmetic of the products. */
  get type(): ProductType {
    return this.opened.type
  }

  get progress(): Progress {
    return this.opened.progress
  }

  advance(milliseconds: number, signal?: AbortSignal): Promise<Progress> {
    return this.worker.call('advance', [milliseconds], signal)
  }

  lists(pass: number): Promise<NeighbourLists> {
    return this.worker.call('lists', [pass])
  }

  async close(): Promise<void> {
    try {
      await this.worker.call('close', [])
    } finally {
      await this.worker.close()
    }
  }
}

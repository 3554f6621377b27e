import { throwIfAborted } from '../../../errors.js'
import { WorkerClient } from '../../../workers/rpc.js'
import type { ListMemory } from './candidate-lists.js'
import type { ChooseJob } from './choose-links.js'
import { BLOCK } from './code-products.js'
import type { Layer } from './layer.js'
import type { MergeJob } from './merge-links.js'
import { type NearestJob, nearestTasks } from './nearest.js'
import { type PairsJob, pairTasks } from './pairs.js'
import type { RefineJob } from './refine-lists.js'

/** Sorts lists of candidates, which are complete. */
export interface SortJob {
  kind: 'sort'
  lists: ListMemory
}

/** What all threads do together before the next begins. All but `pairs` and `nearest` go through the rows. */
export type Job = PairsJob | NearestJob | SortJob | RefineJob | ChooseJob | MergeJob

/** Milliseconds that a thread works before it answers, so that a build can be cancelled. */
const SLICE = 250

/** Threads that share the work of a build. The result does not depend on their number. */
export class Stages {
  private readonly workers: WorkerClient[]

  /**
   * @param threads 1 or more
   * @param onProgress called with the share of the running stage that is done, 0 to 1
   */
  constructor(
    threads: number,
    readonly signal?: AbortSignal,
    private readonly onProgress?: (stage: Job['kind'], share: number) => void,
  ) {
    const module = new URL('./bulk-worker.js', import.meta.url)
    this.workers = Array.from({ length: threads }, () => new WorkerClient(module, null))
  }

  /** @throws AnlamError `cancelled`; `unavailable` if a thread dies or memory ends */
  async run(layer: Layer, job: Job): Promise<void> {
    const total = tasksOf(layer, job)
    /** Number of tasks begun. */
    const begun = new Int32Array(new SharedArrayBuffer(4))
    await Promise.all(
      this.workers.map(async worker => {
        await worker.call('begin', [layer, job, { begun, total }])
        for (let done = false; !done; ) {
          throwIfAborted(this.signal)
          done = await worker.call<boolean>('advance', [SLICE])
          this.report(job.kind, Math.min(1, begun[0]! / total))
        }
      }),
    )
  }

  /** Tells how much of a stage is done, 0 to 1. */
  report(stage: Job['kind'], share: number): void {
    this.onProgress?.(stage, share)
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map(worker => worker.close()))
  }
}

function tasksOf(layer: Layer, job: Job): number {
  if (job.kind === 'pairs') return pairTasks(job)
  if (job.kind === 'nearest') return nearestTasks(job)
  return Math.ceil(layer.rows / BLOCK)
}

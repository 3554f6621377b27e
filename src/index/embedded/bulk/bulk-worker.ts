import { serveWorker } from '../../../workers/rpc.js'
import { CandidateLists } from './candidate-lists.js'
import { ChooseStage } from './choose-links.js'
import { BLOCK, CodeProducts } from './code-products.js'
import type { Layer } from './layer.js'
import { MergeStage } from './merge-links.js'
import { NearestStage } from './nearest.js'
import { PairStage } from './pairs.js'
import { RefineStage } from './refine-lists.js'
import type { Job } from './stages.js'

/** Count of tasks that all threads have begun, and their number. */
interface Tasks {
  begun: Int32Array
  total: number
}

let products: Promise<CodeProducts> | undefined
let stage: { tasks: Tasks; run(task: number): Promise<void> | void } | undefined

async function begin(layer: Layer, job: Job): Promise<(task: number) => Promise<void> | void> {
  products ??= CodeProducts.create(layer.dimension)
  if (job.kind === 'pairs') {
    const pairs = new PairStage(layer, job, await products)
    return task => pairs.run(task)
  }
  if (job.kind === 'nearest') {
    const nearest = new NearestStage(layer, job, await products)
    return task => nearest.run(task)
  }
  if (job.kind === 'merge') {
    const merge = new MergeStage(layer, job)
    return task => {
      for (const row of rowsOf(layer, task)) merge.merge(row)
    }
  }
  if (job.kind === 'choose') {
    const choice = new ChooseStage(layer, job)
    return task => {
      for (const row of rowsOf(layer, task)) choice.choose(row)
    }
  }
  if (job.kind === 'refine') {
    const refinement = new RefineStage(layer, job)
    return task => {
      for (const row of rowsOf(layer, task)) refinement.refine(row)
    }
  }
  const lists = new CandidateLists(job.lists)
  return task => {
    for (const row of rowsOf(layer, task)) lists.sort(row)
  }
}

function* rowsOf({ rows }: Layer, task: number): Generator<number> {
  for (let row = task * BLOCK; row < Math.min(rows, (task + 1) * BLOCK); row++) yield row
}

serveWorker({
  begin: async ([layer, job, tasks]: [Layer, Job, Tasks]) => {
    stage = { tasks, run: await begin(layer, job) }
  },
  /** @returns whether no task is left to begin; those that this thread began are done */
  advance: async ([milliseconds]: [number]) => {
    const { tasks, run } = stage!
    const until = performance.now() + milliseconds
    while (performance.now() < until) {
      const task = Atomics.add(tasks.begun, 0, 1)
      if (task >= tasks.total) return true
      await run(task)
    }
    return false
  },
})

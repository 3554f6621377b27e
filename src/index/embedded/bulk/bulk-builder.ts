import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { removeIfPossible } from '../../../basics/files.js'
import { isAlive } from '../../../basics/processes.js'
import { cancelled } from '../../../errors.js'
import { WorkerClient } from '../../../workers/rpc.js'
import { type GraphParameters, shapeOf } from '../graph/graph-file.js'
import { VectorGraph } from '../graph/hnsw.js'
import { CANDIDATES } from './build-graph.js'
import type { BuildData, Built } from './build-worker.js'
import { ROW_SPAN } from './candidate-lists.js'
import type { DeviceWish } from './find-device.js'
import { layerBytes } from './layer.js'

/** Fewer vectors are added one by one before the threads of a build have started. */
const FEWEST = 2000
/** Vectors built at once in the time in which one is added to a large graph. */
const GAIN = 5
/** Share of the free memory that a build may take, unless it is said how much. */
const MEMORY_SHARE = 0.5
/** Bytes of each thread of a build, and of that which reads the vectors. */
const THREAD_BYTES = 48 << 20
/** Bytes of a node beside its record: what hnswlib keeps to find, lock and raise it. */
const NODE_BYTES = 160

const BULK_FILE = /^graph\.bulk-(\d+)-\d+\.hnsw\.tmp$/

/** What may be used to build a graph at once. */
export interface BuildSettings {
  /** Bytes of the process, unless one by one takes as many. Default: half of what is free, for the build alone. */
  memory?: number | undefined
  /** A GPU, where there is one. Default: none. */
  device?: DeviceWish | undefined
}

export interface BulkIndex extends BuildSettings {
  directory: string
  id: string
  parameters: GraphParameters
  mode: 'reader' | 'writer'
}

/** A graph that is too large to be built at once. */
export interface Shortage {
  /** Bytes that it would take; with those of the process, if it is said how many that may have. */
  needed: number
  allowed: number
}

/** Builds the graph of an index at once, in threads of its own, from its database. */
export class BulkBuilder {
  private running: { work: Promise<unknown>; cancel(): Promise<unknown> } | undefined
  private closed = false
  /** Why `isWorthIt` was false the last time; undefined if that was not for want of memory. */
  shortage: Shortage | undefined

  constructor(private readonly index: BulkIndex) {}

  /**
   * Whether building at once takes less time than adding vectors one by one, and memory that there is.
   * @param waiting vectors that the graph lacks
   * @param all vectors that it should have
   */
  isWorthIt(waiting: number, all: number): boolean {
    this.shortage = undefined
    if (waiting < FEWEST || waiting * GAIN < all || all > ROW_SPAN) return false
    this.shortage = this.shortageFor(waiting, all)
    return this.shortage === undefined
  }

  private shortageFor(waiting: number, all: number): Shortage | undefined {
    const { parameters, memory } = this.index
    const { dimension, m } = parameters
    const layer = layerBytes({ rows: all, dimension, length: CANDIDATES, choices: m, most: 2 * m })
    const threads = (availableParallelism() + 1) * THREAD_BYTES
    const node = shapeOf(parameters).recordBytes + NODE_BYTES
    // The graph is loaded when the memory of its build is free again, and the old one is there until then.
    const atOnce = Math.max(layer + threads, all * node)
    const { needed, allowed } =
      memory === undefined
        ? { needed: atOnce, allowed: MEMORY_SHARE * process.availableMemory() }
        : { needed: atOnce + process.memoryUsage.rss(), allowed: memory }
    // Where one by one takes no less, it would only take longer.
    return needed <= allowed || atOnce <= waiting * node ? undefined : { needed, allowed }
  }

  /**
   * @returns the graph of all passages up to `lastLabel` that the database has or had meanwhile
   * @throws AnlamError as `buildGraph`; `cancelled` if it is closed meanwhile
   */
  async build(): Promise<Built & { graph: VectorGraph }> {
    if (this.closed) throw cancelled()
    const { directory, id, parameters, mode, device } = this.index
    if (mode === 'writer') removeAbandoned(directory)
    const file = join(directory, `graph.bulk-${process.pid}-${threadId}.hnsw.tmp`)
    const keep = { directory, isWriter: mode === 'writer' }
    const threads = availableParallelism()
    const data: BuildData = { directory, id, parameters, keep, file, threads, device }
    const worker = new WorkerClient(new URL('./build-worker.js', import.meta.url), data)
    const work = worker.call<Built>('build', [])
    this.running = { work, cancel: () => worker.call('cancel', []) }
    try {
      // The memory of the build is free before that of the graph is taken.
      const built = await work.finally(() => worker.close())
      const graph = VectorGraph.adopt(file, parameters)
      // Only a writer will save it.
      if (mode === 'reader') graph.release()
      return { ...built, graph }
    } catch (error) {
      removeIfPossible(file)
      throw error
    } finally {
      this.running = undefined
    }
  }

  /** Cancels a running build, and resolves when it has ended. */
  async close(): Promise<void> {
    this.closed = true
    await this.running?.cancel().catch(() => undefined)
    await this.running?.work.catch(() => undefined)
  }
}

/** Deletes graphs that processes were building which have ended. */
export function removeAbandoned(directory: string): void {
  for (const name of readdirSync(directory)) {
    const builder = BULK_FILE.exec(name)?.[1]
    if (builder === undefined || Number(builder) === process.pid || isAlive(Number(builder))) continue
    removeIfPossible(join(directory, name))
  }
}

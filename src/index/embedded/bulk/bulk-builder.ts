import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { removeIfPossible } from '../../../basics/files.js'
import { isAlive } from '../../../basics/processes.js'
import { cancelled } from '../../../errors.js'
import { WorkerClient } from '../../../workers/rpc.js'
import type { GraphParameters } from '../graph/graph-file.js'
import { VectorGraph } from '../graph/hnsw.js'
import { CANDIDATES } from './build-graph.js'
import type { BuildData, Built } from './build-worker.js'
import { ROW_SPAN } from './candidate-lists.js'
import { layerBytes } from './layer.js'

/** Fewer vectors are added one by one before the threads of a build have started. */
const FEWEST = 2000
/** Vectors built at once in the time in which one is added to a large graph. */
const GAIN = 5
/** Share of the free memory that a build may take. */
const MEMORY_SHARE = 0.5

const BULK_FILE = /^graph\.bulk-(\d+)-\d+\.hnsw\.tmp$/

export interface BulkIndex {
  directory: string
  id: string
  parameters: GraphParameters
  mode: 'reader' | 'writer'
}

/** Builds the graph of an index at once, in threads of its own, from its database. */
export class BulkBuilder {
  private running: { work: Promise<unknown>; cancel(): Promise<unknown> } | undefined
  private closed = false

  constructor(private readonly index: BulkIndex) {}

  /**
   * Whether building at once takes less time than adding vectors one by one, and memory that there is.
   * @param waiting vectors that the graph lacks
   * @param all vectors that it should have
   */
  isWorthIt(waiting: number, all: number): boolean {
    if (waiting < FEWEST || waiting * GAIN < all || all > ROW_SPAN) return false
    const { dimension, m } = this.index.parameters
    const bytes = layerBytes({ rows: all, dimension, length: CANDIDATES, choices: m, most: 2 * m })
    return bytes < MEMORY_SHARE * process.availableMemory()
  }

  /**
   * @returns the graph of all passages up to `lastLabel` that the database has or had meanwhile
   * @throws AnlamError as `buildGraph`; `cancelled` if it is closed meanwhile
   */
  async build(): Promise<Built & { graph: VectorGraph }> {
    if (this.closed) throw cancelled()
    const { directory, id, parameters, mode } = this.index
    if (mode === 'writer') removeAbandoned(directory)
    const file = join(directory, `graph.bulk-${process.pid}-${threadId}.hnsw.tmp`)
    const keep = { directory, isWriter: mode === 'writer' }
    const data: BuildData = { directory, id, parameters, keep, file, threads: availableParallelism() }
    const worker = new WorkerClient(new URL('./build-worker.js', import.meta.url), data)
    const work = worker.call<Built>('build', [])
    this.running = { work, cancel: () => worker.call('cancel', []) }
    try {
      // The memory of the build is free before that of the graph is taken.
      const built = await work.finally(() => worker.close())
      return { ...built, graph: VectorGraph.load(file, parameters) }
    } finally {
      this.running = undefined
      removeIfPossible(file)
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

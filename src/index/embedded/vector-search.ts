import { setImmediate as otherWork } from 'node:timers/promises'
import { cancelled } from '../../errors.js'
import type { LabelledVector, Scan, ScanBuilder } from '../../neighbours/types.js'
import type { SearchOptions } from '../types.js'
import { GrowingGraph } from './growing-graph.js'
import type { Neighbour, VectorGraph } from './hnsw.js'
import { firstWithTies } from './neighbours.js'
import type { Store } from './store.js'

/** Searches that wait together, from which on looking at all vectors for all of them takes less than the graph. */
const FEWEST_TOGETHER = 2
/** As many as make it likely that more will: what looks at all vectors is made then. */
const CROWD = 4
/** Most searches that are answered at once: more gain little, and the first waits for the last. */
const MOST_TOGETHER = 32
/** Vectors among which a crowd's searches are so answered: a graph of fewer is fast, one of more is faster. */
const FEWEST = 2048
const MOST = 1 << 18
/** Milliseconds without searches that wait together, after which the memory it takes is given back. */
const IDLE = 600_000

interface Waiting {
  vector: Float32Array
  k: number
  ef: number
  signal: AbortSignal | undefined
  resolve(neighbours: Neighbour[]): void
  reject(error: unknown): void
}

/**
 * The graph, and beside it, while many search at once, a scan: it looks at all vectors for a whole crowd of searches
 * in less time than the graph takes for them one by one, and finds more. It is made when first there is a crowd.
 */
export class VectorSearch {
  private readonly growing: GrowingGraph
  private adding: Promise<void> | undefined
  private waiting: Waiting[] = []
  private working: Promise<void> | undefined
  private scan: Scan | undefined
  private building: Promise<void> | undefined
  /** What has been removed since it was begun, while it is being made. */
  private removedMeanwhile: number[] | undefined
  /** Nothing is gained by a scan of vectors like these, or on this machine. */
  private unsuited = false
  private idle: NodeJS.Timeout | undefined
  private closed = false

  /** @param buildScan absent for no scans */
  constructor(
    graph: VectorGraph,
    private readonly store: Store,
    private readonly buildScan?: ScanBuilder,
  ) {
    this.growing = new GrowingGraph(graph, store)
  }

  /** Without what was added later and waits. */
  get graph(): VectorGraph {
    return this.growing.graph
  }

  /** Vectors that can be found. */
  get size(): number {
    return this.growing.size
  }

  /** See `GrowingGraph.replace`. */
  replaceGraph(graph: VectorGraph): void {
    this.growing.replace(graph)
  }

  /** @throws AnlamError as `VectorGraph.add` */
  add(label: number, vector: Float32Array): void {
    this.growing.add(label, vector)
    this.addToScan(label, vector)
  }

  /** It can be found at once, and is added to the graph when nobody searches, or between searches. */
  addLater(label: number, vector: Float32Array): void {
    this.growing.addLater(label, vector)
    this.addToScan(label, vector)
    this.adding ??= this.addWhileIdle()
  }

  private async addWhileIdle(): Promise<void> {
    do {
      await this.working
      await otherWork()
    } while (!this.closed && this.growing.addSome())
    this.adding = undefined
  }

  /** Does nothing for a label that is not there. */
  remove(label: number): void {
    this.growing.remove(label)
    this.scan?.remove(label)
    this.removedMeanwhile?.push(label)
  }

  private addToScan(label: number, vector: Float32Array): void {
    if (this.scan && label > this.scan.lastLabel) this.scan.add(label, vector)
  }

  /**
   * @param ef candidates looked at; at least k are
   * @returns the k nearest, best first, and more where equal scores straddle the end
   * @throws AnlamError `cancelled`
   */
  async nearest(
    vector: Float32Array,
    { k, ef, filter, signal }: SearchOptions & { ef: number },
  ): Promise<Neighbour[]> {
    if (filter) return this.growing.nearestAmong(this.store.matching(filter), vector, { k, ef })
    return new Promise((resolve, reject) => {
      this.waiting.push({ vector, k, ef, signal, resolve, reject })
      this.working ??= this.work()
    })
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      // What has come in by now is answered together.
      await otherWork()
      if (this.waiting.length >= CROWD) this.expectCrowds()
      const together = this.waiting.splice(0, this.scan ? MOST_TOGETHER : 1)
      const wanted = together.filter(({ signal }) => !signal?.aborted)
      for (const { signal, reject } of together) if (signal?.aborted) reject(cancelled())
      try {
        if (wanted.length >= FEWEST_TOGETHER && this.scan) await this.scanFor(wanted, this.scan)
        else for (const each of wanted) this.searchGraph(each)
      } catch (error) {
        for (const { reject } of wanted) reject(error)
      }
      if (this.growing.hasBacklog) {
        // Answers are sent first.
        await otherWork()
        this.growing.addSome()
      }
    }
    this.working = undefined
  }

  private searchGraph({ vector, k, ef, resolve }: Waiting): void {
    resolve(this.growing.nearest(vector, { k, ef }))
  }

  private async scanFor(searches: readonly Waiting[], scan: Scan): Promise<void> {
    const queries = searches.map(({ vector, k, ef }) => ({ vector, k, candidates: Math.max(k + 1, ef) }))
    this.idle?.refresh()
    const found = await scan.search(queries).catch(() => undefined)
    if (!found) {
      // Out of memory, mostly: the graph takes none.
      this.unsuited = true
      this.dropScan()
      for (const search of searches) this.searchGraph(search)
      return
    }
    for (const [i, search] of searches.entries()) {
      const scanned = found[i]!
      const last = scanned[search.k - 1]?.score
      // Where all that was looked at is equally near, there may be more of it.
      if (scanned.length > search.k && scanned.at(-1)!.score === last) this.searchGraph(search)
      else search.resolve(firstWithTies(scanned, search.k))
    }
  }

  /** Makes a scan in the background, or a new one if much has changed since; searches go on meanwhile. */
  private expectCrowds(): void {
    if (this.scan?.isWorn) this.dropScan()
    const { size } = this
    if (this.scan || this.building || this.unsuited || size < FEWEST || size > MOST) return
    this.removedMeanwhile = []
    this.building = this.prepareScan()
      // Searches do without. If the vectors are damaged, those that find them say so.
      .catch(() => {
        this.unsuited = true
      })
      .finally(() => {
        this.building = undefined
        this.removedMeanwhile = undefined
      })
  }

  private async prepareScan(): Promise<void> {
    const scan = await this.buildScan?.(this.untilClosed())
    if (!scan) {
      this.unsuited = true
      return
    }
    if (this.closed) return scan.close()
    // What came, and went, while it was being made.
    for (const { label, vector } of this.store.vectorsAfter(scan.lastLabel)) scan.add(label, vector)
    for (const label of this.removedMeanwhile!) scan.remove(label)
    this.scan = scan
    this.idle = setTimeout(() => this.dropScan(), IDLE).unref()
  }

  private *untilClosed(): Generator<LabelledVector> {
    for (const each of this.store.vectorsAfter(0)) {
      if (this.closed) return
      yield each
    }
  }

  private dropScan(): void {
    clearTimeout(this.idle)
    void this.scan?.close()
    this.scan = undefined
  }

  /** Resolves when nothing is at work any more. */
  async close(): Promise<void> {
    this.closed = true
    await this.building
    await this.adding
    await this.working
    clearTimeout(this.idle)
    await this.scan?.close()
  }
}

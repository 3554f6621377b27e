import { setImmediate as otherWork } from 'node:timers/promises'
import { AnlamError, asAnlamError } from '../../../errors.js'
import type { Built } from '../bulk/build-worker.js'
import type { BulkBuilder } from '../bulk/bulk-builder.js'
import type { GraphParameters } from '../graph/graph-file.js'
import { GrowingGraph } from '../graph/growing-graph.js'
import { VectorGraph } from '../graph/hnsw.js'
import type { SearchableVectors } from '../graph/searchable-vectors.js'
import type { Snapshot } from '../manifest.js'
import type { Store, StoredVector } from '../store/store.js'

/** Milliseconds after which a reader that is far behind builds its graph: many are opened for one search. */
const PATIENCE = 5000
/** Vectors replayed before yielding to the event loop. */
const SLICE = 64

interface Parts {
  store: Store
  vectors: SearchableVectors
  graph: GraphParameters
  /** A writer brings the graph up to date when it publishes it, a reader between searches. */
  mode: 'writer' | 'reader'
  bulk: BulkBuilder
}

/** Brings the searchable vectors up to date with SQLite, and records how far they are. */
export class Replay {
  /** Label of the last vector replayed. */
  lastLabel = 0
  /** Number of the last removal replayed. */
  lastRemoval = 0
  /** The graph was built without the passages removed up to this number. */
  compactedTo = 0
  /** There are changes since the last snapshot. */
  dirty = false
  private seenVersion = -1
  private startedOver = false
  /** Whether a reader's build failed; it would fail again. */
  private gaveUp = false
  /** How the graph was built anew, null if vector by vector; undefined if it was not. */
  built: Built | null | undefined
  private readonly openedAt = performance.now()

  constructor(private readonly parts: Parts) {}

  /**
   * Continues from a loaded snapshot.
   * @returns how many passages have a node of their own but should share one, see `GrowingGraph.restore`
   */
  begin({ lastLabel, compactedTo }: Pick<Snapshot, 'lastLabel' | 'compactedTo'>): number {
    const { store, vectors } = this.parts
    return store.reading(() => {
      this.lastLabel = lastLabel
      this.compactedTo = compactedTo
      this.lastRemoval = store.counts().lastRemoval
      return vectors.restore(store.labelsUpTo(lastLabel), store.copies())
    })
  }

  /**
   * Replays other processes' writes in slices; a writer, which has the index to itself, is then up to date. Do not
   * search before it resolves: in between, a replaced document may be missing.
   */
  async follow(): Promise<void> {
    while (!this.step()) await otherWork()
  }

  /** Replays the writes since `follow`, synchronously and in the caller's transaction. */
  catchUp(): void {
    while (!this.step());
  }

  /** Labels that other processes have removed since the last replay. */
  removedSince(): Set<number> {
    return new Set(this.parts.store.removalsAfter(this.lastRemoval).map(({ label }) => label))
  }

  /** Replays one slice. @returns whether the state read has been replayed completely */
  private step(): boolean {
    const { store, vectors } = this.parts
    return store.reading(() => {
      const version = store.version()
      if (version === this.seenVersion) return true
      for (const { number, label } of store.removalsAfter(this.lastRemoval)) {
        vectors.remove(label)
        this.lastRemoval = number
      }
      const page = store.vectorsAfter(this.lastLabel, SLICE)
      for (const each of page) this.take(each)
      if (page.length === SLICE) return false
      if (vectors.size !== store.counts().passages) return this.startOver()
      this.startedOver = false
      this.seenVersion = version
      return true
    })
  }

  private take({ label, node, vector }: StoredVector): void {
    this.parts.vectors.addLater(label, node, vector)
    this.lastLabel = label
    this.dirty = true
  }

  private startOver(): false {
    const { store, vectors, graph } = this.parts
    if (this.startedOver)
      throw new AnlamError('corrupt-index', 'vectors and passages differ in number; `anlam repair` mends it')
    this.startedOver = true
    vectors.replace(new GrowingGraph(VectorGraph.create(graph), store))
    this.built = null
    this.lastLabel = 0
    this.compactedTo = this.lastRemoval = store.counts().lastRemoval
    this.dirty = true
    return false
  }

  /** Whether the vectors that wait for the graph are so many that all are built at once. */
  get isFarBehind(): boolean {
    const { store, vectors, bulk } = this.parts
    return bulk.isWorthIt(vectors.waiting, store.counts().passages)
  }

  /**
   * Rebuilds the graph without removed passages; the old one, and what waits, is searched meanwhile. Nothing may be
   * written.
   */
  async compact(): Promise<void> {
    const { store, bulk } = this.parts
    const { passages, lastRemoval } = store.counts()
    if (!bulk.isWorthIt(passages, passages) || !(await this.tryAtOnce())) await this.buildOneByOne()
    this.compacted(lastRemoval)
  }

  /**
   * Builds a writer's graph at once if it is far behind. Where that cannot be done, what waits goes on waiting. Nothing may be
   * written.
   */
  async catchUpBeforePublishing(): Promise<void> {
    const { lastRemoval } = this.parts.store.counts()
    if (this.isFarBehind && (await this.tryAtOnce())) this.compacted(lastRemoval)
  }

  private compacted(lastRemoval: number): void {
    this.parts.store.pruneNodes()
    this.compactedTo = this.lastRemoval = lastRemoval
    this.dirty = true
  }

  /** Builds a reader's graph at once if it is far behind. Others may write meanwhile. */
  async catchUpAtOnce(): Promise<void> {
    const { mode } = this.parts
    if (mode !== 'reader' || this.gaveUp) return
    if (performance.now() - this.openedAt < PATIENCE || !this.isFarBehind) return
    // Without memory or room on the disk, vectors are added one by one.
    await this.buildAtOnce().catch(() => {
      this.gaveUp = true
    })
  }

  /** @returns whether it could be done: there may be too little memory, or vectors that no links connect */
  private async tryAtOnce(): Promise<boolean> {
    try {
      await this.buildAtOnce()
      return true
    } catch (error) {
      const { code } = asAnlamError(error)
      if (code === 'cancelled' || code === 'storage-full') throw error
      return false
    }
  }

  private async buildAtOnce(): Promise<void> {
    const { store, vectors, bulk } = this.parts
    // The next one is built where this one's file lies.
    vectors.graph.release()
    const { graph, ...built } = await bulk.build()
    try {
      store.reading(() => {
        const growing = new GrowingGraph(graph, store)
        growing.restore(store.labelsUpTo(built.lastLabel), store.copies())
        vectors.replace(growing)
        this.lastLabel = built.lastLabel
        this.lastRemoval = store.counts().lastRemoval
      })
    } catch (error) {
      graph.release()
      throw error
    }
    // What was written meanwhile is replayed before the next search.
    this.seenVersion = -1
    this.built = built
  }

  private async buildOneByOne(): Promise<void> {
    const { store, vectors, graph } = this.parts
    const growing = new GrowingGraph(VectorGraph.create(graph), store)
    for (let after = 0; ; await otherWork()) {
      const page = store.vectorsAfter(after, SLICE)
      for (const { label, node, vector } of page) growing.add(label, node, vector)
      if (page.length < SLICE) break
      after = page.at(-1)!.label
    }
    vectors.replace(growing)
    this.lastLabel = store.counts().lastLabel
    this.built = null
  }
}

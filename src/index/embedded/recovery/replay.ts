import { setImmediate as otherWork } from 'node:timers/promises'
import { AnlamError } from '../../../errors.js'
import { GrowingGraph } from '../graph/growing-graph.js'
import { type GraphParameters, VectorGraph } from '../graph/hnsw.js'
import type { SearchableVectors } from '../graph/searchable-vectors.js'
import type { Snapshot } from '../manifest.js'
import type { Store, StoredVector } from '../store/store.js'

/** Vectors taken on before other work gets a turn. */
const SLICE = 64

interface Parts {
  store: Store
  vectors: SearchableVectors
  graph: GraphParameters
  /** Whether the graph is to have all at once, to be published, or searches are not to wait for it. */
  mode: 'writer' | 'reader'
}

/** Makes what is searched the same as what SQLite holds, and knows how far that is. */
export class Replay {
  /** Label of the last vector that was taken on. */
  lastLabel = 0
  /** Number of the last removal that was. */
  lastRemoval = 0
  /** Removals up to this one left nothing in the graph. */
  compactedTo = 0
  /** There is something that the last snapshot has not. */
  dirty = false
  private seenVersion = -1
  private startedOver = false

  constructor(private readonly parts: Parts) {}

  /**
   * Goes on from a graph that was loaded.
   * @returns how many passages are at nodes of their own and ought to share one, see `GrowingGraph.restore`
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
   * Takes on what others have written until now, a little at a time. A writer, whom nobody else writes beside, has it all.
   * Nothing may be searched before it resolves: in between, what replaces something may not be there yet.
   */
  async follow(): Promise<void> {
    while (!this.step()) await otherWork()
  }

  /** Takes on all at once what has been written since `follow`, in the transaction it is called in. */
  catchUp(): void {
    while (!this.step());
  }

  /** Labels that others have removed since. */
  removedSince(): Set<number> {
    return new Set(this.parts.store.removalsAfter(this.lastRemoval).map(({ label }) => label))
  }

  /** @returns whether nothing is left to be taken on, in the state that was read */
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
    const { vectors, mode } = this.parts
    if (mode === 'writer') vectors.add(label, node, vector)
    else vectors.addLater(label, node, vector)
    this.lastLabel = label
    this.dirty = true
  }

  private startOver(): false {
    const { store, vectors, graph } = this.parts
    if (this.startedOver)
      throw new AnlamError('corrupt-index', 'vectors and passages differ in number; `anlam repair` mends it')
    this.startedOver = true
    vectors.replace(new GrowingGraph(VectorGraph.create(graph), store))
    this.lastLabel = 0
    this.compactedTo = this.lastRemoval = store.counts().lastRemoval
    this.dirty = true
    return false
  }

  /** Makes the graph anew, without what was removed; until it is there, the old one is searched. Nothing may be written. */
  async compact(): Promise<void> {
    const { store, vectors, graph } = this.parts
    const growing = new GrowingGraph(VectorGraph.create(graph), store)
    const { lastRemoval } = store.counts()
    for (let after = 0; ; await otherWork()) {
      const page = store.vectorsAfter(after, SLICE)
      for (const { label, node, vector } of page) growing.add(label, node, vector)
      if (page.length < SLICE) break
      after = page.at(-1)!.label
    }
    vectors.replace(growing)
    store.pruneNodes()
    this.compactedTo = this.lastRemoval = lastRemoval
    this.dirty = true
  }
}

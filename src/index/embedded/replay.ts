import { setImmediate as otherWork } from 'node:timers/promises'
import type { LabelledVector } from '../../neighbours/types.js'
import { type GraphParameters, VectorGraph } from './hnsw.js'
import type { Store } from './store.js'
import type { VectorSearch } from './vector-search.js'

/** Vectors taken on before other work gets a turn. */
const SLICE = 64

interface Parts {
  store: Store
  search: VectorSearch
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
  private following: Promise<void> | undefined

  constructor(private readonly parts: Parts) {}

  /** Takes on what others have written until now. */
  async follow(): Promise<void> {
    // One that runs may have begun before the last write.
    await this.following
    if (this.parts.store.version() === this.seenVersion) return
    this.following ??= this.run().finally(() => {
      this.following = undefined
    })
    await this.following
  }

  /** Takes on removals and vectors that were not seen, or all if they differ still. */
  async run(): Promise<void> {
    const { store, search } = this.parts
    this.seenVersion = store.version()
    for (const { number, label } of store.removalsAfter(this.lastRemoval)) {
      search.remove(label)
      this.lastRemoval = number
    }
    if (await this.addAfter(this.lastLabel)) this.dirty = true
    if (search.size === store.counts().passages) return
    // Unless it is only that somebody has written since.
    if (store.version() === this.seenVersion) await this.rebuild()
    else await this.run()
  }

  /** Makes the graph anew, without what was removed. */
  async rebuild(): Promise<void> {
    const { store, search, graph } = this.parts
    search.replaceGraph(VectorGraph.create(graph))
    this.dirty = true
    this.compactedTo = this.lastRemoval = store.counts().lastRemoval
    await this.addAfter(0)
  }

  /** Adds vectors with labels that rise. */
  async addAll(vectors: Iterable<LabelledVector>): Promise<number> {
    const { search, mode } = this.parts
    let added = 0
    for (const { label, vector } of vectors) {
      if (++added % SLICE === 0) await otherWork()
      if (mode === 'writer') search.add(label, vector)
      else search.addLater(label, vector)
      this.lastLabel = label
    }
    return added
  }

  private addAfter(label: number): Promise<number> {
    return this.addAll(this.parts.store.vectorsAfter(label))
  }

  /** Resolves when nothing is being taken on. */
  async done(): Promise<void> {
    await this.following
  }
}

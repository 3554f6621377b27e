import { unitCosine } from '../../../basics/vectors.js'
import type { Store } from '../store/store.js'
import { Backlog } from './backlog.js'
import { Copies } from './copies.js'
import type { Neighbour, VectorGraph } from './hnsw.js'
import { byScore, firstWithTies, nthScore, withTies } from './neighbours.js'

/**
 * One vector is added to the graph per this many in the backlog, rounded up. At a constant rate the backlog could grow
 * without end, and comparing it would slow down.
 */
const BACKLOG_SHARE = 4096
/** Up to this many filtered passages are compared one by one; above, the graph is searched with the filter. */
const EXACT_LIMIT = 10_000

export interface Wanted {
  /** Vectors wanted; 1 or more. */
  k: number
  /** Length of the candidate list in the graph, raised to k if it is less. */
  ef: number
}

/**
 * A graph with one node per distinct vector, and a backlog of vectors that are searchable already and are added to the
 * graph as time permits. Equal vectors at separate nodes would fill each other's links, and those of their neighbours.
 */
export class GrowingGraph {
  private readonly backlog = new Backlog(node => this.vectorAt(node))
  private readonly copies = new Copies()

  /** @param graph empty, or loaded and then completed by `restore` */
  constructor(
    readonly graph: VectorGraph,
    private readonly store: Store,
  ) {}

  /** Number of searchable passages. */
  get size(): number {
    return this.graph.size + this.backlog.size + this.copies.surplus
  }

  /** Number of vectors that are not in the graph yet. */
  get waiting(): number {
    return this.backlog.size
  }

  /** All nodes with passages, including the backlog's. */
  nodes(): number[] {
    const { graph, backlog } = this
    return [...graph.all()].filter(node => graph.has(node)).concat([...backlog.labels()])
  }

  has(node: number): boolean {
    return this.graph.has(node) || this.backlog.has(node)
  }

  /** The vector of a node; undefined if its passages are gone. */
  vectorAt(node: number): Float32Array | undefined {
    for (const label of this.copies.at(node)) {
      const vector = this.store.findVector(label)
      if (vector) return vector
    }
    return undefined
  }

  /**
   * Adapts a loaded graph to the present passages.
   * @param labels of the passages up to the last label in the graph
   * @param nodes node by label, for passages at another passage's node
   * @returns how many passages have a node of their own but should share one: the graph predates shared nodes
   */
  restore(labels: ReadonlySet<number>, nodes: ReadonlyMap<number, number>): number {
    const { graph, copies } = this
    let apart = 0
    const live = new Set<number>()
    for (const label of labels) {
      const node = nodes.get(label) ?? label
      if (node !== label && !graph.has(label)) {
        copies.add(label, node, !labels.has(node))
        // The passage that the node is named after is gone, so the node may have been saved as removed.
        if (!labels.has(node)) graph.unmark(node)
        live.add(node)
      } else {
        if (node !== label) apart++
        live.add(label)
      }
    }
    for (const node of graph.all()) if (!live.has(node)) graph.remove(node)
    return apart
  }

  /**
   * Adds a passage to the graph at once.
   * @returns whether the node was empty before
   * @throws AnlamError as `VectorGraph.add`
   */
  add(label: number, node: number, vector: Float32Array): boolean {
    return this.place(label, node, () => this.graph.add(node, vector))
  }

  /** Adds a searchable passage to the backlog; `addSome` moves it to the graph. @returns as `add` */
  addLater(label: number, node: number, vector: Float32Array): boolean {
    return this.place(label, node, () => this.backlog.add(node, vector))
  }

  private place(label: number, node: number, make: () => void): boolean {
    const isFirst = !this.has(node)
    if (isFirst && !this.graph.revive(node)) make()
    if (label !== node) this.copies.add(label, node, isFirst)
    return isFirst
  }

  /**
   * Moves a few vectors from the backlog to the graph.
   * @returns whether more remain; false if there is no memory for them
   */
  addSome(count = Math.ceil(this.backlog.size / BACKLOG_SHARE)): boolean {
    try {
      for (let i = Math.min(count, this.backlog.size); i > 0; i--) {
        const first = this.backlog.first
        // Another process has removed it; that is replayed next.
        if (!first) return false
        const { label, vector } = first
        this.graph.add(label, vector)
        this.backlog.remove(label)
      }
    } catch {
      // It stays in the backlog, where it is searched too.
      return false
    }
    return this.waiting > 0
  }

  /** No-op for an unknown label. @returns the node if it is now empty */
  remove(label: number): number | undefined {
    const node = this.copies.remove(label)
    if (node !== undefined && !this.backlog.remove(node)) this.graph.remove(node)
    return node
  }

  /**
   * @param allow filter on labels
   * @returns the k nearest passages with their ties, best first
   */
  nearest(vector: Float32Array, { k, ef }: Wanted, allow?: (label: number) => boolean): Neighbour[] {
    const allowNode = allow && ((node: number): boolean => [...this.copies.at(node)].some(allow))
    const weigh = ({ label: node }: Neighbour): number =>
      allow ? [...this.copies.at(node)].filter(allow).length : this.copies.count(node)
    const found = withTies(k, wanted => this.graph.search(vector, wanted, ef, allowNode), weigh)
    if (this.waiting === 0) return this.passagesAt(found, k, allow)
    // The graph sums in float32. Scores of equal vectors are only equal if summed in the same way.
    const summed = found.flatMap(({ label: node }): Neighbour[] => {
      const there = this.vectorAt(node)
      return there ? [{ label: node, score: unitCosine(vector, there) }] : []
    })
    const least = nthScore(summed.sort(byScore), k, weigh)
    const all = [...summed, ...this.backlog.near(vector, least, allowNode)].sort(byScore)
    return this.passagesAt(all, k, allow)
  }

  /**
   * @param nodes best first
   * @returns the k best passages at these nodes, with their ties
   */
  passagesAt(
    nodes: readonly Neighbour[],
    k: number,
    allow: (label: number) => boolean = () => true,
  ): Neighbour[] {
    const passages: Neighbour[] = []
    for (const { label: node, score } of nodes) {
      if (passages.length >= k && score < passages[k - 1]!.score) break
      for (const label of this.copies.at(node)) if (allow(label)) passages.push({ label, score })
    }
    return passages
  }

  /** Whether further nodes may tie with the k-th passage, beyond those found. */
  mayGoOn(nodes: readonly Neighbour[], k: number): boolean {
    const kth = nthScore(nodes, k, ({ label: node }) => this.copies.count(node))
    return nodes.length > k && nodes.at(-1)!.score === kth
  }

  /** The k nearest among these passages, with their ties. */
  nearestAmong(labels: readonly number[], vector: Float32Array, wanted: Wanted): Neighbour[] {
    if (labels.length > EXACT_LIMIT) {
      const allowed = new Set(labels)
      return this.nearest(vector, wanted, label => allowed.has(label))
    }
    const scores = new Map<number, number>()
    const scored = labels.map(label => {
      const node = this.copies.nodeOf(label)
      const score = scores.get(node) ?? unitCosine(vector, this.store.vector(label))
      scores.set(node, score)
      return { label, score }
    })
    return firstWithTies(scored.sort(byScore), wanted.k)
  }
}

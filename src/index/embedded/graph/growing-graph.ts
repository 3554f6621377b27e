import { unitCosine } from '../../../basics/vectors.js'
import type { Store } from '../store/store.js'
import { Backlog } from './backlog.js'
import { Copies } from './copies.js'
import type { Neighbour, VectorGraph } from './hnsw.js'
import { byScore, firstWithTies, nthScore, withTies } from './neighbours.js'

/**
 * Vectors of the backlog for each of which one is added at a time, and one always is: if few of many were, the graph would
 * never have them all, and comparing them would take ever longer.
 */
const BACKLOG_SHARE = 4096
/** Up to this many passages are all compared; above, the graph is searched with them as a filter. */
const EXACT_LIMIT = 10_000

export interface Wanted {
  /** Vectors wanted; 1 or more. */
  k: number
  /** Candidates looked at in the graph; at least k are. */
  ef: number
}

/**
 * A graph with a node for each distinct vector, and a backlog of vectors that can be found already, and are added to it
 * when there is time. Equal vectors at nodes of their own would take up each other's links, and those of what lies near.
 */
export class GrowingGraph {
  private readonly backlog = new Backlog()
  private readonly copies = new Copies()

  /** @param graph empty, or to be told by `restore` what is there of it */
  constructor(
    readonly graph: VectorGraph,
    private readonly store: Store,
  ) {}

  /** Passages that can be found. */
  get size(): number {
    return this.graph.size + this.backlog.size + this.copies.surplus
  }

  /** Whether some are not in the graph yet. */
  get hasBacklog(): boolean {
    return this.backlog.size > 0
  }

  /** All at which there is something. */
  nodes(): number[] {
    const { graph, backlog } = this
    return [...graph.all()].filter(node => graph.has(node)).concat([...backlog.labels()])
  }

  has(node: number): boolean {
    return this.graph.has(node) || this.backlog.has(node)
  }

  /** The vector of what is at a node; undefined if that is not there any more. */
  vectorAt(node: number): Float32Array | undefined {
    for (const label of this.copies.at(node)) {
      const vector = this.store.findVector(label)
      if (vector) return vector
    }
    return undefined
  }

  /**
   * Makes a graph that was loaded one of the passages there are now.
   * @param labels of the passages, as far as the graph goes
   * @param nodes of those that are not at their own
   * @returns how many have a node of their own and ought not to: the graph was made before equal vectors shared one
   */
  restore(labels: ReadonlySet<number>, nodes: ReadonlyMap<number, number>): number {
    const { graph, copies } = this
    let apart = 0
    const live = new Set<number>()
    for (const label of labels) {
      const node = nodes.get(label) ?? label
      if (node !== label && !graph.has(label)) {
        copies.add(label, node, !labels.has(node))
        // The passage it is named by is gone: so may the node have been when the graph was saved.
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
   * @returns whether nothing was at the node before
   * @throws AnlamError as `VectorGraph.add`
   */
  add(label: number, node: number, vector: Float32Array): boolean {
    return this.place(label, node, () => this.graph.add(node, vector))
  }

  /** It can be found at once, and is added to the graph by `addSome`. @returns as `add` */
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
   * Adds a few of the backlog to the graph.
   * @returns whether there are more to be added; false where there is no memory for them
   */
  addSome(count = Math.ceil(this.backlog.size / BACKLOG_SHARE)): boolean {
    try {
      for (let i = Math.min(count, this.backlog.size); i > 0; i--) {
        const { label, vector } = this.backlog.first!
        this.graph.add(label, vector)
        this.backlog.remove(label)
      }
    } catch {
      // It stays in the backlog, where it is found too.
      return false
    }
    return this.hasBacklog
  }

  /** Does nothing for a label that is not there. @returns the node, if nothing is at it any more */
  remove(label: number): number | undefined {
    const node = this.copies.remove(label)
    if (node !== undefined && !this.backlog.remove(node)) this.graph.remove(node)
    return node
  }

  /**
   * @param allow labels that may be found
   * @returns the k nearest, best first, and more where equal scores straddle the end
   */
  nearest(vector: Float32Array, { k, ef }: Wanted, allow?: (label: number) => boolean): Neighbour[] {
    const allowNode = allow && ((node: number): boolean => [...this.copies.at(node)].some(allow))
    const weigh = ({ label: node }: Neighbour): number =>
      allow ? [...this.copies.at(node)].filter(allow).length : this.copies.count(node)
    const found = withTies(k, wanted => this.graph.search(vector, wanted, ef, allowNode), weigh)
    if (!this.hasBacklog) return this.passagesAt(found, k, allow)
    // The graph sums in float32: only by one sum are equal vectors equally near.
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
   * @returns the k best of the passages at them, with their ties
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

  /** Whether there may be more that is as near as the last of the k nearest, beyond what was found. */
  mayGoOn(nodes: readonly Neighbour[], k: number): boolean {
    const kth = nthScore(nodes, k, ({ label: node }) => this.copies.count(node))
    return nodes.length > k && nodes.at(-1)!.score === kth
  }

  /** The k nearest among some passages only. */
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

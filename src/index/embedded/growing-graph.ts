import { unitCosine } from '../../vectors.js'
import { Backlog } from './backlog.js'
import type { Neighbour, VectorGraph } from './hnsw.js'
import { byScore, firstWithTies, withTies } from './neighbours.js'
import type { Store } from './store.js'

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

/** A graph, and a backlog of vectors that can be found already, and are added to it when there is time. */
export class GrowingGraph {
  private readonly backlog = new Backlog()

  constructor(
    private current: VectorGraph,
    private readonly store: Store,
  ) {}

  /** Without what is in the backlog. */
  get graph(): VectorGraph {
    return this.current
  }

  /** Vectors that can be found. */
  get size(): number {
    return this.graph.size + this.backlog.size
  }

  /** Whether some are not in the graph yet. */
  get hasBacklog(): boolean {
    return this.backlog.size > 0
  }

  /** Labels of all vectors that can be found. */
  labels(): number[] {
    const { graph, backlog } = this
    return [...graph.all()].filter(label => graph.has(label)).concat([...backlog.labels()])
  }

  has(label: number): boolean {
    return this.graph.has(label) || this.backlog.has(label)
  }

  /** Goes on with another graph, to which all vectors that are not in it will be added again. */
  replace(graph: VectorGraph): void {
    this.current = graph
    this.backlog.clear()
  }

  /** @throws AnlamError as `VectorGraph.add` */
  add(label: number, vector: Float32Array): void {
    this.graph.add(label, vector)
  }

  /** It can be found at once, and is added to the graph by `addSome`. */
  addLater(label: number, vector: Float32Array): void {
    this.backlog.add(label, vector)
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

  /** Does nothing for a label that is not there. */
  remove(label: number): void {
    if (!this.backlog.remove(label)) this.graph.remove(label)
  }

  /**
   * @param allow labels that may be found
   * @returns the k nearest, best first, and more where equal scores straddle the end
   */
  nearest(vector: Float32Array, { k, ef }: Wanted, allow?: (label: number) => boolean): Neighbour[] {
    const found = withTies(k, wanted => this.graph.search(vector, wanted, ef, allow))
    if (!this.hasBacklog) return found
    // The graph sums in float32: only by one sum are equal vectors equally near.
    const summed = found.flatMap(({ label }): Neighbour[] => {
      const there = this.store.findVector(label)
      return there ? [{ label, score: unitCosine(vector, there) }] : []
    })
    const least = summed.sort(byScore)[k - 1]?.score ?? Number.NEGATIVE_INFINITY
    return firstWithTies([...summed, ...this.backlog.near(vector, least, allow)].sort(byScore), k)
  }

  /** The same among some vectors only. */
  nearestAmong(labels: readonly number[], vector: Float32Array, wanted: Wanted): Neighbour[] {
    if (labels.length > EXACT_LIMIT) {
      const allowed = new Set(labels)
      return this.nearest(vector, wanted, label => allowed.has(label))
    }
    const scored = labels.map(label => ({ label, score: unitCosine(vector, this.store.vector(label)) }))
    return firstWithTies(scored.sort(byScore), wanted.k)
  }
}

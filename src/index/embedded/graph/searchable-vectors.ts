import { setImmediate as otherWork } from 'node:timers/promises'
import { CrowdScan } from '../scan/crowd-scan.js'
import type { LabelledVector, ScanBuilder } from '../scan/types.js'
import type { Store } from '../store/store.js'
import { GrowingGraph, type Wanted } from './growing-graph.js'
import type { Neighbour, VectorGraph } from './hnsw.js'

/** Vectors added to the graph before other work gets a turn. */
const SLICE = 64

/** Every passage that can be found, in a graph that grows, and in a scan while there are crowds. */
export class SearchableVectors {
  readonly scan: CrowdScan
  private growing: GrowingGraph
  /** Passages added and removed until now. */
  changes = 0

  constructor(graph: VectorGraph, store: Store, buildScan?: ScanBuilder) {
    this.growing = new GrowingGraph(graph, store)
    this.scan = new CrowdScan(buildScan)
  }

  /** Without what was added later and waits. */
  get graph(): VectorGraph {
    return this.growing.graph
  }

  /** Passages that can be found. */
  get size(): number {
    return this.growing.size
  }

  /** Whether some are not in the graph yet. */
  get hasBacklog(): boolean {
    return this.growing.hasBacklog
  }

  /** Goes on with another graph, which knows of what is at its nodes. */
  replace(growing: GrowingGraph): void {
    this.growing = growing
    this.scan.forget()
    this.changes++
  }

  /** See `GrowingGraph.restore`. */
  restore(labels: ReadonlySet<number>, nodes: ReadonlyMap<number, number>): number {
    return this.growing.restore(labels, nodes)
  }

  /** @throws AnlamError as `VectorGraph.add` */
  add(label: number, node: number, vector: Float32Array): void {
    this.changes++
    if (this.growing.add(label, node, vector)) this.scan.add(node, vector)
  }

  /** It can be found at once, and is added to the graph by `addSome`. */
  addLater(label: number, node: number, vector: Float32Array): void {
    this.changes++
    if (this.growing.addLater(label, node, vector)) this.scan.add(node, vector)
  }

  /** Does nothing for a label that is not there. */
  remove(label: number): void {
    this.changes++
    const node = this.growing.remove(label)
    if (node !== undefined) this.scan.remove(node)
  }

  /** See `GrowingGraph.addSome`. */
  addSome(): boolean {
    return this.growing.addSome()
  }

  /** Adds all that waits to the graph, as far as there is memory for it; other work gets a turn now and then. */
  async settle(): Promise<void> {
    while (this.growing.addSome(SLICE)) await otherWork()
  }

  /** See `GrowingGraph.nearest`, and `GrowingGraph.nearestAmong` where there are labels to choose among. */
  nearest(vector: Float32Array, wanted: Wanted, labels?: readonly number[]): Neighbour[] {
    return labels ? this.growing.nearestAmong(labels, vector, wanted) : this.growing.nearest(vector, wanted)
  }

  /**
   * @param nodes what a scan found
   * @returns the k nearest passages, with their ties; undefined where there may be more of these than were looked at
   */
  nearestOf(nodes: readonly Neighbour[], k: number): Neighbour[] | undefined {
    return this.growing.mayGoOn(nodes, k) ? undefined : this.growing.passagesAt(nodes, k)
  }

  /** More searches wait than the graph should answer one by one. */
  expectCrowds(): void {
    this.scan.expectCrowds(this.graph.size, this.all())
  }

  /** What is there when it begins; without what has been removed when its turn comes. */
  private *all(): Generator<LabelledVector> {
    for (const node of this.growing.nodes().sort((a, b) => a - b)) {
      const vector = this.growing.has(node) ? this.growing.vectorAt(node) : undefined
      if (vector) yield { label: node, vector }
    }
  }
}

import { setImmediate as otherWork } from 'node:timers/promises'
import { CrowdScan } from '../scan/crowd-scan.js'
import type { LabelledVector, ScanBuilder } from '../scan/types.js'
import type { Store } from '../store/store.js'
import { GrowingGraph, type Wanted } from './growing-graph.js'
import type { Neighbour, VectorGraph } from './hnsw.js'

/** Vectors added to the graph before yielding to the event loop. */
const SLICE = 64

/** All searchable passages: in a growing graph and, while there are crowds of searches, in a scan. */
export class SearchableVectors {
  readonly scan: CrowdScan
  private growing: GrowingGraph
  /** Counts additions and removals, to detect changes during a scan. */
  changes = 0

  constructor(graph: VectorGraph, store: Store, buildScan?: ScanBuilder) {
    this.growing = new GrowingGraph(graph, store)
    this.scan = new CrowdScan(buildScan)
  }

  /** The graph without the backlog. */
  get graph(): VectorGraph {
    return this.growing.graph
  }

  /** Number of searchable passages. */
  get size(): number {
    return this.growing.size
  }

  /** Number of vectors that are not in the graph yet. */
  get waiting(): number {
    return this.growing.waiting
  }

  /** Replaces the graph by another one that knows the passages at its nodes. */
  replace(growing: GrowingGraph): void {
    this.graph.release()
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

  /** Adds a passage that is searchable at once; `addSome` adds it to the graph. */
  addLater(label: number, node: number, vector: Float32Array): void {
    this.changes++
    if (this.growing.addLater(label, node, vector)) this.scan.add(node, vector)
  }

  /** No-op for an unknown label. */
  remove(label: number): void {
    this.changes++
    const node = this.growing.remove(label)
    if (node !== undefined) this.scan.remove(node)
  }

  /** See `GrowingGraph.addSome`. */
  addSome(): boolean {
    return this.growing.addSome()
  }

  /** Moves the whole backlog to the graph, as far as memory allows, yielding to the event loop in between. */
  async settle(): Promise<void> {
    while (this.growing.addSome(SLICE)) await otherWork()
  }

  /** `GrowingGraph.nearest`, or `GrowingGraph.nearestAmong` if there are labels. */
  nearest(vector: Float32Array, wanted: Wanted, labels?: readonly number[]): Neighbour[] {
    return labels ? this.growing.nearestAmong(labels, vector, wanted) : this.growing.nearest(vector, wanted)
  }

  /**
   * @param nodes result of a scan
   * @returns the k nearest passages with their ties; undefined if further nodes may tie with them
   */
  nearestOf(nodes: readonly Neighbour[], k: number): Neighbour[] | undefined {
    return this.growing.mayGoOn(nodes, k) ? undefined : this.growing.passagesAt(nodes, k)
  }

  /** Builds the scan: more searches wait than the graph should answer singly. */
  expectCrowds(): void {
    this.scan.expectCrowds(this.graph.size, this.all())
  }

  /** Nodes present at the start with their vectors, in node order, without those removed before their turn. */
  private *all(): Generator<LabelledVector> {
    for (const node of this.growing.nodes().sort((a, b) => a - b)) {
      const vector = this.growing.has(node) ? this.growing.vectorAt(node) : undefined
      if (vector) yield { label: node, vector }
    }
  }

  async close(): Promise<void> {
    this.graph.release()
    await this.scan.close()
  }
}

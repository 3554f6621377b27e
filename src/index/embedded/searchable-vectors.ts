import { setImmediate as otherWork } from 'node:timers/promises'
import type { LabelledVector, ScanBuilder } from '../../neighbours/types.js'
import { CrowdScan } from './crowd-scan.js'
import { GrowingGraph, type Wanted } from './growing-graph.js'
import type { Neighbour, VectorGraph } from './hnsw.js'
import type { Store } from './store.js'

/** Vectors added to the graph before other work gets a turn. */
const SLICE = 64

/** Every vector that can be found, in a graph that grows, and in a scan while there are crowds. */
export class SearchableVectors {
  readonly scan: CrowdScan
  private readonly growing: GrowingGraph
  /** Vectors added and removed until now. */
  changes = 0

  constructor(
    graph: VectorGraph,
    private readonly store: Store,
    buildScan?: ScanBuilder,
  ) {
    this.growing = new GrowingGraph(graph, store)
    this.scan = new CrowdScan(buildScan)
  }

  /** Without what was added later and waits. */
  get graph(): VectorGraph {
    return this.growing.graph
  }

  /** Vectors that can be found. */
  get size(): number {
    return this.growing.size
  }

  /** Whether some are not in the graph yet. */
  get hasBacklog(): boolean {
    return this.growing.hasBacklog
  }

  /** See `GrowingGraph.replace`. */
  replaceGraph(graph: VectorGraph): void {
    this.growing.replace(graph)
  }

  /** @throws AnlamError as `VectorGraph.add` */
  add(label: number, vector: Float32Array): void {
    this.growing.add(label, vector)
    this.changed(() => this.scan.add(label, vector))
  }

  /** It can be found at once, and is added to the graph by `addSome`. */
  addLater(label: number, vector: Float32Array): void {
    this.growing.addLater(label, vector)
    this.changed(() => this.scan.add(label, vector))
  }

  /** Does nothing for a label that is not there. */
  remove(label: number): void {
    this.growing.remove(label)
    this.changed(() => this.scan.remove(label))
  }

  private changed(change: () => void): void {
    this.changes++
    change()
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

  /** More searches wait than the graph should answer one by one. */
  expectCrowds(): void {
    this.scan.expectCrowds(this.size, this.all())
  }

  /** What is there when it begins; without what has been removed when its turn comes. */
  private *all(): Generator<LabelledVector> {
    for (const label of this.growing.labels().sort((a, b) => a - b)) {
      const vector = this.growing.has(label) ? this.store.findVector(label) : undefined
      if (vector) yield { label, vector }
    }
  }
}

import type { LabelledVector } from '../../neighbours/types.js'
import { unitCosine } from '../../vectors.js'
import type { Neighbour } from './hnsw.js'

/** Vectors that wait to be added to a graph, which takes a millisecond or two each. Until then all are compared. */
export class Backlog {
  private items: LabelledVector[] = []

  get size(): number {
    return this.items.length
  }

  /** The one that has waited longest. */
  get first(): LabelledVector | undefined {
    return this.items[0]
  }

  add(item: LabelledVector): void {
    this.items.push(item)
  }

  /** @returns whether it was there */
  remove(label: number): boolean {
    const at = this.items.findIndex(item => item.label === label)
    if (at >= 0) this.items.splice(at, 1)
    return at >= 0
  }

  clear(): void {
    this.items = []
  }

  /** Those with at least this cosine, in no order. */
  near(vector: Float32Array, least: number, allow?: (label: number) => boolean): Neighbour[] {
    const found: Neighbour[] = []
    for (const item of this.items) {
      const score = unitCosine(vector, item.vector)
      if (score >= least && (allow?.(item.label) ?? true)) found.push({ label: item.label, score })
    }
    return found
  }
}

import { unitCosine } from '../../../basics/vectors.js'
import type { LabelledVector } from '../scan/types.js'
import type { Neighbour } from './hnsw.js'

/** Vectors waiting to be added to a graph, at a millisecond or two each. Until then, a search compares all of them. */
export class Backlog {
  private readonly vectors = new Map<number, Float32Array>()

  get size(): number {
    return this.vectors.size
  }

  /** The vector that has waited longest. */
  get first(): LabelledVector | undefined {
    for (const [label, vector] of this.vectors) return { label, vector }
    return undefined
  }

  labels(): Iterable<number> {
    return this.vectors.keys()
  }

  has(label: number): boolean {
    return this.vectors.has(label)
  }

  add(label: number, vector: Float32Array): void {
    this.vectors.set(label, vector)
  }

  /** @returns whether it was there */
  remove(label: number): boolean {
    return this.vectors.delete(label)
  }

  /** Vectors with at least this cosine, unordered. */
  near(vector: Float32Array, least: number, allow?: (label: number) => boolean): Neighbour[] {
    const found: Neighbour[] = []
    for (const [label, candidate] of this.vectors) {
      const score = unitCosine(vector, candidate)
      if (score >= least && (allow?.(label) ?? true)) found.push({ label, score })
    }
    return found
  }
}

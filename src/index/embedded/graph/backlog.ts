import { unitCosine } from '../../../basics/vectors.js'
import type { LabelledVector } from '../scan/types.js'
import type { Neighbour } from './hnsw.js'

/** Bytes of vectors held; those of further ones are read when they are compared. */
const MOST_HELD = 256 << 20

/** Vectors waiting to be added to a graph, at a millisecond or two each. Until then, a search compares all of them. */
export class Backlog {
  private readonly vectors = new Map<number, Float32Array | undefined>()
  private held = 0

  /** @param read the vector of a label; undefined if it is gone */
  constructor(private readonly read: (label: number) => Float32Array | undefined) {}

  get size(): number {
    return this.vectors.size
  }

  /** The vector that has waited longest, if it is not gone. */
  get first(): LabelledVector | undefined {
    for (const label of this.vectors.keys()) {
      const vector = this.vectorOf(label)
      return vector && { label, vector }
    }
    return undefined
  }

  labels(): Iterable<number> {
    return this.vectors.keys()
  }

  has(label: number): boolean {
    return this.vectors.has(label)
  }

  add(label: number, vector: Float32Array): void {
    const isHeld = this.held + vector.byteLength <= MOST_HELD
    this.vectors.set(label, isHeld ? vector : undefined)
    if (isHeld) this.held += vector.byteLength
  }

  /** @returns whether it was there */
  remove(label: number): boolean {
    this.held -= this.vectors.get(label)?.byteLength ?? 0
    return this.vectors.delete(label)
  }

  /** Vectors with at least this cosine, unordered. */
  near(vector: Float32Array, least: number, allow?: (label: number) => boolean): Neighbour[] {
    const found: Neighbour[] = []
    for (const label of this.vectors.keys()) {
      const candidate = this.vectorOf(label)
      if (!candidate) continue
      const score = unitCosine(vector, candidate)
      if (score >= least && (allow?.(label) ?? true)) found.push({ label, score })
    }
    return found
  }

  private vectorOf(label: number): Float32Array | undefined {
    return this.vectors.get(label) ?? this.read(label)
  }
}

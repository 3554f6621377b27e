import { Random } from '../../src/basics/random.js'
import { dot } from '../../src/basics/vectors.js'
import type { IndexedDocument } from '../../src/index/types.js'
import type { Metadata, VectorBatch } from '../../src/types.js'

export function unit(values: ArrayLike<number>): Float32Array {
  const norm = Math.hypot(...Array.from(values))
  return Float32Array.from(values, x => x / norm)
}

/** Unit vectors clustered around a few centres, like real embeddings; uniform ones have no close neighbours. */
export function clusteredVectors(rows: number, dimension: number, seed: number, centres = 40): VectorBatch {
  const random = new Random(seed)
  const gaussian = (): number[] => Array.from({ length: dimension }, () => random.normal())
  const middles = Array.from({ length: centres }, gaussian)
  const values = new Float32Array(rows * dimension)
  for (let row = 0; row < rows; row++) {
    const middle = middles[random.below(centres)]!
    values.set(unit(middle.map(x => x + 0.7 * random.normal())), row * dimension)
  }
  return { values, rows, dimension }
}

/** Clustered unit vectors with most of their variance along a few directions, like real embeddings. */
export function flattenedVectors(rows: number, dimension: number, seed: number, centres = 200): VectorBatch {
  const { values } = clusteredVectors(rows, dimension, seed, centres)
  const random = new Random(seed + 1)
  const mirror = unit(Array.from({ length: dimension }, () => random.normal()))
  const batch = { values, rows, dimension }
  for (let row = 0; row < rows; row++) {
    const flat = rowOf(batch, row).map((x, d) => x / (1 + d / 8))
    // Reflected, so that these directions are not axes.
    const along = dot(flat, mirror)
    values.set(unit(flat.map((x, d) => x - 2 * along * mirror[d]!)), row * dimension)
  }
  return batch
}

export function rowOf(batch: VectorBatch, row: number): Float32Array {
  return batch.values.slice(row * batch.dimension, (row + 1) * batch.dimension)
}

/** Documents `d0`, `d1`, … of one passage each. */
export function documents(
  count: number,
  options: { from?: number; metadata?: (i: number) => Metadata } = {},
): IndexedDocument[] {
  return Array.from({ length: count }, (_, n) => {
    const i = n + (options.from ?? 0)
    const id = `d${i}`
    const text = `metin ${i}`
    return {
      document: { id, source: 'test', metadata: options.metadata?.(i) ?? {} },
      hash: `h${i}`,
      passages: [{ id, documentId: id, text, start: 0, end: text.length }],
    }
  })
}

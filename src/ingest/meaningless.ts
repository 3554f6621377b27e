import type { IndexedDocument } from '../index/types.js'
import type { VectorBatch } from '../types.js'

export interface Kept {
  documents: IndexedDocument[]
  /** Rows of their passages. */
  vectors: VectorBatch
  /** Documents without a passage that can be found; older versions of them are removed from the index. */
  emptied: string[]
}

/** Drops passages of which the model knows no token: their vectors are zero, and no search could find them. */
export function dropMeaningless(documents: readonly IndexedDocument[], encoded: VectorBatch): Kept {
  const { dimension, values } = encoded
  const kept: IndexedDocument[] = []
  const emptied: string[] = []
  const rows: number[] = []
  let row = 0
  for (const document of documents) {
    const passages = document.passages.filter(() => {
      const at = row++
      const meaningful = values.subarray(at * dimension, (at + 1) * dimension).some(x => x !== 0)
      if (meaningful) rows.push(at)
      return meaningful
    })
    if (passages.length > 0) kept.push({ ...document, passages })
    else emptied.push(document.document.id)
  }
  if (rows.length === encoded.rows) return { documents: kept, vectors: encoded, emptied }
  const dense = new Float32Array(rows.length * dimension)
  rows.forEach((from, to) => {
    dense.set(values.subarray(from * dimension, (from + 1) * dimension), to * dimension)
  })
  return { documents: kept, vectors: { values: dense, rows: rows.length, dimension }, emptied }
}

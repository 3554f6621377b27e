import { dot, rowOf } from '../basics/vectors.js'
import { throwIfAborted } from '../errors.js'
import type { VectorBatch } from '../types.js'

/** Texts per call of the encoder. */
const BATCH = 1024

/** Encodes texts to rows, which need not be of unit length. */
export type EncodeTexts = (texts: readonly string[], kind: 'query' | 'document') => Promise<VectorBatch>

/**
 * Encodes at least one text, in pages, and scales rows to unit length. A zero row stays as it is.
 * @throws AnlamError `cancelled`
 */
export async function unitRows(
  texts: readonly string[],
  kind: 'query' | 'document',
  encode: EncodeTexts,
  { signal, onEncoded }: { signal?: AbortSignal; onEncoded?: (rows: number) => void } = {},
): Promise<VectorBatch> {
  let values = new Float32Array(0)
  let dimension = 0
  for (let start = 0; start < texts.length; start += BATCH) {
    throwIfAborted(signal)
    const batch = await encode(texts.slice(start, start + BATCH), kind)
    if (start === 0) {
      dimension = batch.dimension
      values = new Float32Array(texts.length * dimension)
    }
    values.set(batch.values, start * dimension)
    onEncoded?.(batch.rows)
  }
  const out = { values, rows: texts.length, dimension }
  for (let row = 0; row < out.rows; row++) {
    const vector = rowOf(out, row)
    const length = Math.sqrt(dot(vector, vector))
    if (length > 0) for (let i = 0; i < dimension; i++) vector[i]! /= length
  }
  return out
}

import { hash } from 'node:crypto'
import { rowOf } from '../../../basics/vectors.js'
import type { VectorBatch } from '../../../types.js'
import { FIELDS } from '../../lexical.js'
import type { IndexedDocument } from '../../types.js'
import { linesOf } from './lexical-table.js'
import { toBlob } from './rows.js'

/** Bytes kept of the SHA-256 that identifies a vector. */
const DIGEST_BYTES = 16

/** What is stored of the passages of a write beside themselves, and can be computed before, by another thread. */
export interface Derived {
  /** Lines of the lexical table in UTF-8, one passage after the other, each with its fields in order. */
  lines: Uint8Array
  /** Where each line ends: [passages, fields]. */
  ends: Uint32Array
  /** Digest of each vector: [passages, 16]. */
  digests: Uint8Array
}

/** @param vectors one row per passage, in order */
export function derive(documents: readonly IndexedDocument[], vectors: VectorBatch): Derived {
  const ends = new Uint32Array(vectors.rows * FIELDS.length)
  const parts: Buffer[] = []
  let [end, count] = [0, 0]
  for (const { document, passages } of documents) {
    const { title, metadata } = document
    for (const { text } of passages) {
      const lines = linesOf({ text, title, heading: metadata.heading })
      for (const line of lines) {
        end += Buffer.byteLength(line)
        ends[count++] = end
      }
      parts.push(Buffer.from(lines.join('')))
    }
  }
  const digests = new Uint8Array(vectors.rows * DIGEST_BYTES)
  for (let row = 0; row < vectors.rows; row++) digests.set(digestOf(rowOf(vectors, row)), row * DIGEST_BYTES)
  return { lines: Buffer.concat(parts, end), ends, digests }
}

/** What can be transferred to another thread. */
export function buffersOf(derived: Derived): ArrayBuffer[] {
  return Object.values(derived).map(({ buffer }) => buffer as ArrayBuffer)
}

/** The lines of a passage, one for each field. */
export function linesAt({ lines, ends }: Derived, passage: number): Uint8Array[] {
  const first = passage * FIELDS.length
  return FIELDS.map((_, i) => lines.subarray(first + i === 0 ? 0 : ends[first + i - 1]!, ends[first + i]!))
}

export function digestAt({ digests }: Derived, passage: number): Uint8Array {
  return digests.subarray(passage * DIGEST_BYTES, (passage + 1) * DIGEST_BYTES)
}

/** Equal for numerically equal vectors: -0 counts as 0. */
export function digestOf(vector: Float32Array): Uint8Array {
  const bytes = toBlob(vector.some(x => Object.is(x, -0)) ? vector.map(x => x + 0) : vector)
  return hash('sha256', bytes, 'buffer').subarray(0, DIGEST_BYTES)
}

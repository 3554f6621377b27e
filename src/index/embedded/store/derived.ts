import { hash } from 'node:crypto'
import { rowOf } from '../../../basics/vectors.js'
import type { VectorBatch } from '../../../types.js'
import { FIELDS, type Worded } from '../../lexical.js'
import type { IndexedDocument } from '../../types.js'
import { linesOf } from './lexical-table.js'
import { toBlob } from './rows.js'

/** Bytes kept of the SHA-256 that identifies a vector. */
const DIGEST_BYTES = 16
/** Most bytes of UTF-8 that a unit of a string takes. */
const BYTES_OF_UNIT = 3
/** Bytes of lines that there is room for at first. */
const FIRST_BYTES = 1 << 16
/** Bits of -0. */
const NEGATIVE_ZERO = -(2 ** 31)

/** What is stored of the passages of a write beside themselves, and can be computed before, by another thread. */
export interface Derived {
  /** Lines of the lexical table in UTF-8, one passage after the other, each with its fields in order. */
  lines: Uint8Array
  /** Where each line ends: [passages, fields]. */
  ends: Uint32Array
  /** Digest of each vector: [passages, 16]. */
  digests: Uint8Array
}

/** The passages of a document, as far as their words are concerned. */
export interface WordedDocument extends Omit<Worded, 'text'> {
  texts: string[]
}

export function wordedOf(documents: readonly IndexedDocument[]): WordedDocument[] {
  return documents.map(({ document: { title, metadata }, passages }) => ({
    title,
    heading: metadata.heading,
    texts: passages.map(({ text }) => text),
  }))
}

/** @param vectors one row per passage, in order */
export function derive(documents: readonly WordedDocument[], vectors: VectorBatch): Derived {
  const ends = new Uint32Array(vectors.rows * FIELDS.length)
  let bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
  let [end, count] = [0, 0]
  for (const { texts, ...rest } of documents)
    for (const text of texts)
      for (const line of linesOf({ text, ...rest })) {
        const most = end + BYTES_OF_UNIT * line.length
        if (most > bytes.length) bytes = grown(bytes, Math.max(most, 2 * bytes.length))
        end += bytes.write(line, end)
        ends[count++] = end
      }
  const digests = new Uint8Array(vectors.rows * DIGEST_BYTES)
  for (let row = 0; row < vectors.rows; row++) digests.set(digestOf(rowOf(vectors, row)), row * DIGEST_BYTES)
  return { lines: bytes.subarray(0, end), ends, digests }
}

function grown(bytes: Buffer, length: number): Buffer<ArrayBuffer> {
  const more = Buffer.allocUnsafeSlow(length)
  bytes.copy(more)
  return more
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
  const bits = new Int32Array(vector.buffer, vector.byteOffset, vector.length)
  const bytes = toBlob(bits.includes(NEGATIVE_ZERO) ? vector.map(x => x + 0) : vector)
  return hash('sha256', bytes, 'buffer').subarray(0, DIGEST_BYTES)
}

import { endianness } from 'node:os'
import { bytesOf } from '../../../basics/bytes.js'
import type { Metadata } from '../../../types.js'
import type { StoredDocument, StoredPassage } from '../../types.js'
import { documentChecksum, passageChecksum, vectorChecksum } from './checksums.js'
import type { DocumentRow, PassageRow, VectorRow } from './statements.js'

/** The fields that a passage takes from its document. */
export type Origin = Pick<StoredPassage, 'source' | 'title' | 'metadata'>

export function isWholePassage(row: PassageRow): boolean {
  const { documentId: id, hash, source, title, metadata, passages, passageCrc32, documentCrc32 } = row
  const document = { id, hash, source, title, metadata, passages }
  return passageChecksum(row) === passageCrc32 && documentChecksum(document) === documentCrc32
}

export function isWholeDocument(row: DocumentRow): boolean {
  return documentChecksum(row) === row.crc32
}

export function isWholeVector(label: number, { vector, crc32 }: VectorRow, dimension: number): boolean {
  return vector.length === dimension * 4 && vectorChecksum(label, vector) === crc32
}

export function toPassage({ id, documentId, start, end, text, ...document }: PassageRow): StoredPassage {
  return { id, documentId, start, end, text, ...toOrigin(document) }
}

export function toOrigin({
  source,
  title,
  metadata,
}: Pick<PassageRow, 'source' | 'title' | 'metadata'>): Origin {
  return { source, metadata: JSON.parse(metadata) as Metadata, ...(title === null ? {} : { title }) }
}

export function toDocument(row: DocumentRow): StoredDocument {
  return { id: row.id, passages: row.passages, ...toOrigin(row) }
}

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT
/** Whether this machine's floats have the byte order of a blob. */
const LITTLE_ENDIAN = endianness() === 'LE'

/** A vector as little-endian float32 on every machine; where that is its own order, it is not copied. */
export function toBlob(vector: Float32Array): Uint8Array {
  if (LITTLE_ENDIAN) return bytesOf(vector)
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((x, i) => {
    bytes.writeFloatLE(x, i * 4)
  })
  return bytes
}

/** Inverse of `toBlob`. Not a copy, where the bytes are floats as they lie: to make one takes as long as to read it. */
export function fromBlob(blob: Buffer): Float32Array {
  const length = blob.length / FLOAT_BYTES
  if (!LITTLE_ENDIAN) return Float32Array.from({ length }, (_, i) => blob.readFloatLE(i * FLOAT_BYTES))
  if (blob.byteOffset % FLOAT_BYTES === 0) return new Float32Array(blob.buffer, blob.byteOffset, length)
  const vector = new Float32Array(length)
  new Uint8Array(vector.buffer).set(blob)
  return vector
}

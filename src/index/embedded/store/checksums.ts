import { crc32 } from 'node:zlib'

/**
 * Checksummed fields of a document. SQLite has no checksums and does not notice a flipped bit in a text. Each checksum
 * covers the row's label or id, so that rows cannot be mistaken for one another.
 */
export interface DocumentFields {
  id: string
  hash: string
  source: string
  title: string | null
  /** JSON, as stored. */
  metadata: string
  passages: number
}

export interface PassageFields {
  label: number
  id: string
  documentId: string
  start: number
  end: number
  text: string
}

export function documentChecksum(d: DocumentFields): number {
  return crc32(JSON.stringify([d.id, d.hash, d.source, d.title, d.metadata, d.passages]))
}

export function passageChecksum(p: PassageFields): number {
  return crc32(JSON.stringify([p.label, p.id, p.documentId, p.start, p.end, p.text]))
}

export function vectorChecksum(label: number, blob: Uint8Array): number {
  return crc32(blob, crc32(String(label)))
}

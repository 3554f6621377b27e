import { crc32 } from 'node:zlib'

/**
 * Checksums of rows. SQLite has none of its own: a bit that flips in a text goes unnoticed by it. Each covers the
 * label or id of its row, so that rows cannot be taken for one another.
 */
export interface DocumentFields {
  id: string
  hash: string
  source: string
  title: string | null
  /** As stored: JSON. */
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

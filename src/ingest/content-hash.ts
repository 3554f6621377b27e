import { hash } from 'node:crypto'
import { passageId } from '../corpus/segment.js'
import type { Document, Unit } from '../types.js'

/** Hash of everything that a stored document depends on, except the model, which is the same for the whole index. */
export function contentHash({ document, unit }: { document: Document; unit: Unit }): string {
  const { id, text, title, source, metadata } = document
  // Older indexes hold the only passage of such a document under another id.
  const numbered = passageId(id, 1, 1) === id ? [] : ['numbered']
  return hash('sha256', JSON.stringify([unit, text, title, source, metadata, ...numbered])).slice(0, 32)
}

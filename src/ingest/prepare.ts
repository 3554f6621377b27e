import { cleanText } from '../basics/clean.js'
import { createDocument } from '../basics/document.js'
import { segment } from '../corpus/segment.js'
import type { Document, Metadata, Passage, Unit } from '../types.js'

/** Sources of documents that came from no file: over HTTP, or through the library. */
const SENDERS = ['http', 'library'] as const
export type Sender = (typeof SENDERS)[number]

/** Whether a source is none of a file, whatever files are called. */
export function isSender(source: string): boolean {
  return SENDERS.some(sender => sender === source)
}

/** A document as a client sends it. */
export interface NewDocument {
  id: string
  text: string
  title?: string | undefined
  metadata?: Metadata | undefined
}

/** A document, cleaned and segmented into passages. */
export interface PreparedDocument {
  document: Document
  repaired: boolean
  unit: Unit
  passages: Passage[]
}

/**
 * Cleans, checks and segments documents sent by clients, so that they can be embedded.
 * @param unit of the index; without one, a document is one passage
 * @param source of all of them
 * @throws AnlamError `invalid-input` for a document that `createDocument` refuses
 */
export function prepareDocuments(
  documents: readonly NewDocument[],
  unit: Unit = 'document',
  source: Sender = 'http',
): PreparedDocument[] {
  return documents.map(({ id, text, title, metadata = {} }) => {
    const document = createDocument({
      id,
      text: cleanText(text),
      source,
      metadata,
      ...(title === undefined ? {} : { title }),
    })
    return { document, repaired: document.text !== text, unit, passages: segment(document, unit) }
  })
}

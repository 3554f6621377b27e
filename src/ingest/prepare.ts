import { cleanText } from '../basics/clean.js'
import { createDocument } from '../basics/document.js'
import { segment } from '../corpus/segment.js'
import type { Document, Metadata, Passage, Unit } from '../types.js'

/** A document as a client sends it. */
export interface NewDocument {
  id: string
  text: string
  title?: string | undefined
  metadata?: Metadata | undefined
}

/** A document cleaned and cut into passages. */
export interface PreparedDocument {
  document: Document
  repaired: boolean
  unit: Unit
  passages: Passage[]
}

/**
 * All that is done to documents of clients before they are embedded.
 * @param unit of the index; a document is one passage where it has none
 * @throws AnlamError `invalid-input` for what no index takes
 */
export function prepareDocuments(
  documents: readonly NewDocument[],
  unit: Unit = 'document',
): PreparedDocument[] {
  return documents.map(({ id, text, title, metadata = {} }) => {
    const document = createDocument({
      id,
      text: cleanText(text),
      source: 'http',
      metadata,
      ...(title === undefined ? {} : { title }),
    })
    return { document, repaired: document.text !== text, unit, passages: segment(document, unit) }
  })
}

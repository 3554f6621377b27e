import { AnlamError } from '../errors.js'
import type { IndexedDocument, WriteOutcome } from './types.js'

/**
 * What becomes of each document of a write. A document is refused if another one holds the id of one of its passages: one in
 * the index that stays, or one that comes before it in the write. A document that is written gives up the ids that it held;
 * one that is refused stays as it was, with the ids that it holds.
 * @param holderOf id of the document in the index that holds a passage
 * @returns outcomes in the order of the documents
 */
export function outcomesOf(
  documents: readonly IndexedDocument[],
  holderOf: (passageId: string) => string | undefined,
): WriteOutcome[] {
  const holders = new Map(documents.flatMap(({ passages }) => passages.map(({ id }) => [id, holderOf(id)])))
  const known = new Set(documents.map(({ document }) => document.id))
  const errors = new Map<string, AnlamError>()
  // Again as long as one more is refused: it keeps the ids that others may have counted on.
  for (let before = -1; before < errors.size; ) {
    before = errors.size
    const claims = new Map<string, string>()
    const otherHolder = (passageId: string, own: string): string | undefined => {
      const holder = holders.get(passageId)
      const stays = holder !== undefined && holder !== own && (!known.has(holder) || errors.has(holder))
      return claims.get(passageId) ?? (stays ? holder : undefined)
    }
    for (const { document, passages } of documents) {
      const { id } = document
      if (errors.has(id)) continue
      for (const [at, passage] of passages.entries()) {
        const holder = otherHolder(passage.id, id)
        if (holder === undefined) {
          claims.set(passage.id, id)
          continue
        }
        errors.set(id, refusal(id, passage.id, holder))
        for (const claimed of passages.slice(0, at)) claims.delete(claimed.id)
        break
      }
    }
  }
  return documents.map(({ document: { id } }): WriteOutcome => {
    const error = errors.get(id)
    return error ? { id, status: 'refused', error } : { id, status: 'written' }
  })
}

function refusal(document: string, passage: string, holder: string): AnlamError {
  const [id, held, by] = [document, passage, holder].map(name => JSON.stringify(name))
  return new AnlamError(
    'invalid-input',
    `document ${id} is refused: passage ${held} belongs to document ${by}`,
  )
}

/** @throws AnlamError that of the first document that was refused, if any was */
export function assertWritten(outcomes: readonly WriteOutcome[]): void {
  for (const outcome of outcomes) if (outcome.status === 'refused') throw outcome.error
}

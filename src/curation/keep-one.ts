import { AnlamError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'
import { type Copy, mergedMetadata } from './keep.js'
import { type Removal, removeKeeping } from './removals.js'

export interface KeepRequest {
  /** Id of the passage that stays. */
  keep: string
  /** Ids of passages whose documents are removed. */
  remove: readonly string[]
  /** Give the document that stays the metadata that it lacks and others have. */
  merge: boolean
  by?: string | undefined
}

/**
 * Keeps one passage of a group, and removes the documents of the others, so that it can be undone.
 * @throws AnlamError `not-found` for an unknown passage; `invalid-input` for one that is only a part of its document, or if the
 *   passage that stays is removed too; then nothing is removed
 */
export async function keepOne(
  index: SearchIndex,
  { keep, remove, merge, by }: KeepRequest,
): Promise<Removal> {
  const [kept, ...others] = await copiesOf(index, [keep, ...new Set(remove)])
  if (others.some(({ id }) => id === kept!.id))
    throw new AnlamError('invalid-input', `passage ${JSON.stringify(keep)} is to stay and to be removed`)
  const known = await index.hashes(others.map(({ id }) => id))
  const part = others.find(({ id }) => known.get(id)?.passages !== 1)
  if (part)
    throw new AnlamError(
      'invalid-input',
      `document ${JSON.stringify(part.id)} has more than this passage; remove it with \`anlam remove\` if all of it is to go`,
    )
  const metadata = merge ? mergedMetadata(kept!, others) : undefined
  return removeKeeping(index, {
    removed: new Map(others.map(({ id }) => [id, kept!.id])),
    merged: new Map(metadata ? [[kept!.id, metadata]] : []),
    by,
  })
}

async function copiesOf(index: SearchIndex, ids: readonly string[]): Promise<Copy[]> {
  const passages = await index.get(ids)
  return passages.map((passage, i) => {
    if (passage) return { id: passage.documentId, text: passage.text, metadata: passage.metadata }
    throw new AnlamError('not-found', `index ${index.name} has no passage ${JSON.stringify(ids[i])}`)
  })
}

import { createHash } from 'node:crypto'
import { throwIfAborted } from '../errors.js'
import type { SearchIndex, StoredPassage } from '../index/types.js'
import { withPlainSpace } from '../mining/rows.js'
import type { Group } from '../mining/types.js'
import type { Copy } from './keep.js'

/** Documents that say the same, in the order of the index. */
export interface CopyGroup {
  copies: (Copy & { score: number })[]
}

export interface FoundCopies {
  /** Number of documents looked at. */
  documents: number
  groups: CopyGroup[]
  /** Passages that say what others say, and stay because they are parts of longer documents. */
  parts: number
}

/** Finds documents with the same text, except for white space: passage by passage, where a document has several. */
export async function exactCopies(index: SearchIndex, signal?: AbortSignal): Promise<FoundCopies> {
  const groups = new Map<string, string[]>()
  let documents = 0
  for await (const [first, ...rest] of wholeDocuments(index, signal)) {
    documents++
    const texts = [first!, ...rest].map(({ text }) => withPlainSpace(text))
    const key = createHash('sha256').update(JSON.stringify(texts)).digest('base64')
    const ids = groups.get(key)
    if (ids) ids.push(first!.documentId)
    else groups.set(key, [first!.documentId])
  }
  const several = [...groups.values()].filter(ids => ids.length > 1)
  const found: CopyGroup[] = []
  for (const ids of several) {
    throwIfAborted(signal)
    found.push({ copies: (await copiesOf(index, ids)).map(copy => ({ ...copy, score: 1 })) })
  }
  return { documents, groups: found, parts: 0 }
}

/**
 * The documents of mined groups. A passage that is only a part of its document stays, and is counted.
 * @param groups of passages of this index
 */
export async function minedCopies(
  index: SearchIndex,
  groups: readonly Group[],
  signal?: AbortSignal,
): Promise<FoundCopies> {
  const { documents } = await index.stats()
  const found: CopyGroup[] = []
  let parts = 0
  for (const { members, scores, rows } of groups) {
    throwIfAborted(signal)
    const passages = await index.get(members)
    const hashes = await index.hashes(passages.flatMap(passage => passage?.documentId ?? []))
    const copies = passages.flatMap((passage, i) => {
      if (!passage) return []
      const { documentId: id, text, metadata } = passage
      if (hashes.get(id)?.passages === 1) return [{ id, text, metadata, score: scores[i]!, row: rows[i]! }]
      parts++
      return []
    })
    // In the order of the index; passages with the same text share a row.
    copies.sort((a, b) => a.row - b.row)
    if (copies.length > 1) found.push({ copies: copies.map(({ row: _, ...copy }) => copy) })
  }
  return { documents, groups: found, parts }
}

/** The passages of each document. */
async function* wholeDocuments(index: SearchIndex, signal?: AbortSignal): AsyncGenerator<StoredPassage[]> {
  let held: StoredPassage[] = []
  for await (const { passages } of index.scan(signal ? { signal } : {}))
    for (const passage of passages) {
      // Passages of a document come one after the other.
      if (held[0] && held[0].documentId !== passage.documentId) {
        yield held
        held = []
      }
      held.push(passage)
    }
  if (held.length > 0) yield held
}

async function copiesOf(index: SearchIndex, ids: readonly string[]): Promise<Copy[]> {
  const found = await Promise.all(ids.map(id => index.document(id)))
  return found.flatMap(each => {
    if (!each) return []
    const { document, passages } = each
    return [
      { id: document.id, text: passages.map(({ text }) => text).join('\n'), metadata: document.metadata },
    ]
  })
}

import { AnlamError, throwIfAborted } from '../errors.js'
import type { IndexedDocument, Page, SearchIndex, StoredPassage } from '../index/types.js'
import type { Passage, VectorBatch } from '../types.js'

export interface StoredDocuments {
  documents: IndexedDocument[]
  /** Rows of their passages. */
  vectors: VectorBatch
}

/**
 * All documents of an index as they could be written to another, in the order they were added, at one point in time.
 * @param batch least number of passages that come together, except for the last ones
 * @throws AnlamError `unavailable` if a document is removed meanwhile; `cancelled`
 */
export async function* storedDocuments(
  index: SearchIndex,
  batch: number,
  signal?: AbortSignal,
): AsyncGenerator<StoredDocuments> {
  let gathered: Gathered[] = []
  let size = 0
  const take = async (): Promise<StoredDocuments> => {
    const hashes = await index.hashes(gathered.map(({ id }) => id))
    const documents = gathered.map(each => toDocument(each, hashes.get(each.id)?.hash))
    const vectors = toVectors(gathered, index.identity.dimension)
    gathered = []
    size = 0
    return { documents, vectors }
  }
  for await (const page of index.scan({ pageSize: batch, ...(signal ? { signal } : {}) })) {
    throwIfAborted(signal)
    for (const { passage, vector } of passagesOf(page)) {
      // Passages of a document come one after the other.
      if (gathered.at(-1)?.id !== passage.documentId) {
        if (size >= batch) yield await take()
        gathered.push({ id: passage.documentId, passages: [], vectors: [] })
      }
      const { passages, vectors } = gathered.at(-1)!
      passages.push(passage)
      vectors.push(vector)
      size++
    }
  }
  if (gathered.length > 0) yield await take()
}

/** A document as its passages tell of it. */
interface Gathered {
  id: string
  passages: StoredPassage[]
  vectors: Float32Array[]
}

export function* passagesOf({
  passages,
  vectors,
}: Page): Generator<{ passage: StoredPassage; vector: Float32Array }> {
  const { values, dimension } = vectors
  for (const [row, passage] of passages.entries())
    yield { passage, vector: values.subarray(row * dimension, (row + 1) * dimension) }
}

function toDocument({ id, passages }: Gathered, hash: string | undefined): IndexedDocument {
  const { source, title, metadata } = passages[0]!
  if (hash === undefined)
    throw new AnlamError('unavailable', `document ${id} was removed while the index was read; try again`)
  return {
    document: { id, source, metadata, ...(title === undefined ? {} : { title }) },
    hash,
    passages: passages.map(({ source: _, title: __, metadata: ___, ...passage }): Passage => passage),
  }
}

function toVectors(gathered: readonly Gathered[], dimension: number): VectorBatch {
  const all = gathered.flatMap(({ vectors }) => vectors)
  const values = new Float32Array(all.length * dimension)
  for (const [row, vector] of all.entries()) values.set(vector, row * dimension)
  return { values, rows: all.length, dimension }
}

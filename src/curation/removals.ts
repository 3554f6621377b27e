import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { bytesOf } from '../basics/bytes.js'
import { AnlamError, throwIfAborted } from '../errors.js'
import { allRecords } from '../index/read-all.js'
import type { IndexedDocument, SearchIndex } from '../index/types.js'
import type { Metadata } from '../types.js'

/** Documents read, kept or restored at a time. */
const BATCH = 200

/** Documents that were removed together, and can be restored together. */
export interface Removal {
  /** Later removals have greater ids. */
  id: string
  /** When, in ISO 8601. */
  at: string
  /** Who removed them, as far as it is known. */
  by?: string | undefined
  /** Number of documents removed. */
  documents: number
  /** Number of documents that took over metadata of removed ones. */
  merged: number
}

/** What to remove. */
export interface RemovalRequest {
  /** Id of the document that stands for it from now on, by the id of each document to remove. */
  removed: ReadonlyMap<string, string>
  /** New metadata of documents that are kept. */
  merged: ReadonlyMap<string, Metadata>
  by?: string | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((done: number, total: number) => void) | undefined
}

/** A removed document, for people to read. */
export interface RemovedDocument {
  id: string
  /** Id of the document that was kept in its place. */
  kept: string
  text: string
  metadata: Metadata
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const StoredRemoval = z.object({
  id: z.string(),
  at: z.string(),
  by: z.string().optional(),
  documents: z.number(),
  merged: z.number(),
})
const StoredDocument = z.object({
  document: z.object({
    id: z.string(),
    source: z.string(),
    title: z.string().optional(),
    // Not `z.record`, which drops a key `__proto__`.
    metadata: z.custom<Metadata>(value =>
      Object.values(Object(value)).every(each => scalar.safeParse(each).success),
    ),
  }),
  hash: z.string(),
  passages: z.array(
    z.object({
      id: z.string(),
      documentId: z.string(),
      text: z.string(),
      start: z.number(),
      end: z.number(),
    }),
  ),
  /** The bytes of its unit vectors, in base64. */
  vectors: z.string(),
  /** Of a removed document: the one that was kept. */
  kept: z.string().optional(),
  /** Of a kept document: its metadata from then on. */
  merged: z.custom<Metadata>().optional(),
})
type StoredDocument = z.output<typeof StoredDocument>

/**
 * Removes documents so that `undoRemoval` brings them back with their vectors. First what is to be removed is kept in the
 * index as records, then documents change: whenever the process ends, each document is there, or in a removal, or both.
 * @throws AnlamError `not-found` for a document that does not exist, before anything is removed; `storage-full`;
 *   `cancelled`, after which what was removed so far can be undone
 */
export async function removeKeeping(index: SearchIndex, request: RemovalRequest): Promise<Removal> {
  const { removed, merged, by, signal, onProgress } = request
  const ids = [...new Set([...removed.keys(), ...merged.keys()])]
  const known = await index.hashes(ids)
  const missing = ids.find(id => !known.has(id))
  if (missing !== undefined)
    throw new AnlamError('not-found', `index ${index.name} has no document ${JSON.stringify(missing)}`)
  const at = new Date().toISOString()
  const removal: Removal = {
    id: `${at.replaceAll(/\D/g, '').slice(0, 17)}-${randomBytes(3).toString('hex')}`,
    at,
    ...(by === undefined ? {} : { by }),
    documents: removed.size,
    merged: merged.size,
  }
  await index.putRecords('removal', [{ key: removal.id, value: removal }])
  for (let from = 0; from < ids.length; from += BATCH) {
    throwIfAborted(signal)
    const stored = await storedDocuments(index, ids.slice(from, from + BATCH), request)
    const records = stored.map((value, i) => ({ key: keyOf(removal.id, from + i), value }))
    await index.putRecords('removed', records)
    await replaceMetadata(index, stored)
    onProgress?.(Math.min(ids.length, from + BATCH), 2 * ids.length)
  }
  const gone = [...removed.keys()]
  for (let from = 0; from < gone.length; from += BATCH) {
    throwIfAborted(signal)
    await index.remove(gone.slice(from, from + BATCH))
    onProgress?.(ids.length + Math.min(gone.length, from + BATCH), 2 * ids.length)
  }
  return removal
}

/** Removals that can be undone, the latest first. */
export async function listRemovals(index: SearchIndex): Promise<Removal[]> {
  const found: Removal[] = []
  for await (const { value } of allRecords(index, 'removal')) found.push(StoredRemoval.parse(value))
  return found.reverse()
}

/**
 * A page of what a removal removed.
 * @param page.after `last` of the previous page; absent for the first one
 * @returns `last` is null at the end
 * @throws AnlamError `not-found`
 */
export async function removedDocuments(
  index: SearchIndex,
  id: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<{ documents: RemovedDocument[]; last: string | null }> {
  await removalOf(index, id)
  const page = { prefix: `${id}/`, limit, ...(after === undefined ? {} : { after }) }
  const found = await index.records('removed', page)
  const documents = found.flatMap(({ value }) => {
    const { document, passages, kept } = StoredDocument.parse(value)
    const text = passages.map(passage => passage.text).join('\n')
    return kept === undefined ? [] : [{ id: document.id, kept, text, metadata: document.metadata }]
  })
  return { documents, last: found.length < limit ? null : found.at(-1)!.key }
}

export interface UndoReport {
  /** Documents that are there again, as they were. */
  restored: number
  /** Documents that have the metadata again that they had. */
  reverted: number
  /** Ids of documents that are left as they are: written anew since, or of a passage whose id another one has taken. */
  left: string[]
}

/**
 * Brings back what a removal removed, and the metadata of those that were kept. Doing it again after it was cut off does
 * the rest. The removal is forgotten when all is done.
 * @throws AnlamError `not-found`
 */
export async function undoRemoval(index: SearchIndex, id: string): Promise<UndoReport> {
  await removalOf(index, id)
  const report: UndoReport = { restored: 0, reverted: 0, left: [] }
  let batch: StoredDocument[] = []
  const restore = async (): Promise<void> => {
    const wanted: StoredDocument[] = []
    for (const stored of batch) {
      const found = (await index.document(stored.document.id))?.document
      if (!found || (stored.merged && sameMetadata(found.metadata, stored.merged))) wanted.push(stored)
      else if (!sameMetadata(found.metadata, stored.document.metadata) || !(await isUnchanged(index, stored)))
        report.left.push(stored.document.id)
    }
    const refused = await writeStored(index, wanted)
    report.left.push(...refused)
    for (const { document, kept } of wanted)
      if (!refused.includes(document.id)) report[kept === undefined ? 'reverted' : 'restored']++
    batch = []
  }
  for await (const { value } of allRecords(index, 'removed', `${id}/`)) {
    batch.push(StoredDocument.parse(value))
    if (batch.length === BATCH) await restore()
  }
  await restore()
  await forgetRemoval(index, id)
  return report
}

/**
 * Frees the space of a removal, which cannot be undone any more.
 * @throws AnlamError `not-found`
 */
export async function forgetRemoval(index: SearchIndex, id: string): Promise<void> {
  await removalOf(index, id)
  for (;;) {
    const page = await index.records('removed', { prefix: `${id}/`, limit: BATCH })
    if (page.length === 0) break
    await index.removeRecords(
      'removed',
      page.map(({ key }) => key),
    )
  }
  // Last, so that what is left after an interruption can be forgotten again.
  await index.removeRecords('removal', [id])
}

async function removalOf(index: SearchIndex, id: string): Promise<Removal> {
  const found = await index.records('removal', { prefix: id, limit: 1 })
  if (found[0]?.key === id) return StoredRemoval.parse(found[0].value)
  throw new AnlamError(
    'not-found',
    `index ${index.name} keeps no removal ${JSON.stringify(id)}; \`anlam undo\` lists those it keeps`,
  )
}

/** In the order of the ids; each with its vectors as they are. */
async function storedDocuments(
  index: SearchIndex,
  ids: readonly string[],
  { removed, merged }: Pick<RemovalRequest, 'removed' | 'merged'>,
): Promise<StoredDocument[]> {
  const hashes = await index.hashes(ids)
  return Promise.all(
    ids.map(async id => {
      const found = await index.document(id)
      const vectors = await index.vectors(found?.passages.map(passage => passage.id) ?? [])
      if (!found || vectors.includes(undefined))
        throw new AnlamError(
          'unavailable',
          `document ${id} of index ${index.name} was removed meanwhile; try again`,
        )
      const { passages: _, ...document } = found.document
      const kept = removed.get(id)
      const metadata = merged.get(id)
      return {
        document,
        hash: hashes.get(id)!.hash,
        passages: found.passages.map(({ documentId, text, start, end, id: own }) => ({
          id: own,
          documentId,
          text,
          start,
          end,
        })),
        vectors: Buffer.concat(vectors.map(vector => bytesOf(vector!))).toString('base64'),
        ...(kept === undefined ? {} : { kept }),
        ...(metadata === undefined ? {} : { merged: metadata }),
      }
    }),
  )
}

async function replaceMetadata(index: SearchIndex, stored: readonly StoredDocument[]): Promise<void> {
  const changed = stored.flatMap(({ merged, document, ...rest }) =>
    merged ? [{ ...rest, document: { ...document, metadata: merged } }] : [],
  )
  await writeStored(index, changed)
}

/** @returns ids of the documents that the index refused */
async function writeStored(index: SearchIndex, stored: readonly StoredDocument[]): Promise<string[]> {
  if (stored.length === 0) return []
  const { dimension } = index.identity
  const bytes = Buffer.concat(stored.map(({ vectors }) => Buffer.from(vectors, 'base64')))
  // Copied, because a small buffer lies at any place of a pool.
  const values = new Float32Array(Uint8Array.from(bytes).buffer)
  const documents: IndexedDocument[] = stored.map(({ document: { title, ...document }, hash, passages }) => ({
    document: { ...document, ...(title === undefined ? {} : { title }) },
    hash,
    passages,
  }))
  const outcomes = await index.write(documents, { values, rows: values.length / dimension, dimension })
  return outcomes.flatMap(({ id, status }) => (status === 'refused' ? [id] : []))
}

async function isUnchanged(index: SearchIndex, { document, hash }: StoredDocument): Promise<boolean> {
  return (await index.hashes([document.id])).get(document.id)?.hash === hash
}

function sameMetadata(a: Metadata, b: Metadata): boolean {
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => Object.hasOwn(b, key) && Object.is(a[key], b[key]))
  )
}

/** Keys of a removal's documents, in their order. */
function keyOf(removal: string, i: number): string {
  return `${removal}/${String(i).padStart(9, '0')}`
}

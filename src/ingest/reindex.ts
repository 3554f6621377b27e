import { indexEngine, openEncoder, openIndex } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import type { IndexEngine, OpenedIndex } from '../index/engine.js'
import { identityOf } from '../index/identity.js'
import type { IndexedDocument, IndexIdentity, SearchIndex } from '../index/types.js'
import type { Encoder } from '../model/types.js'
import { type Reporter, SILENT } from '../types.js'
import { copyDecisions } from './copy-decisions.js'
import { dropMeaningless, type Kept } from './meaningless.js'
import { noteGraph } from './note-graph.js'
import { storedDocuments } from './stored-documents.js'

/** Passages that are embedded and written together. */
const BATCH = 1024
/** Metadata of an index that is being made: the revision of the one whose place it is to take. */
const REINDEXING = 'reindexing'

export interface ReindexRequest {
  index: string
  /** As in the settings. */
  model: string
  /** Keys of metadata that go with the index, and of those that hold for its former model only. */
  metadata: { kept: readonly string[]; dropped: readonly string[] }
  signal?: AbortSignal
  /** Called with the numbers of passages that are done and that there are. */
  onEmbedded?: (passages: number, of: number) => void
  reporter?: Reporter
}

export interface ReindexReport {
  index: string
  /** Models, as they call themselves. */
  from: string
  model: string
  documents: number
  passages: number
  /** Passages that a run which was cut off had made. */
  resumed: number
  /** Passages longer than the model's limit. */
  truncated: number
  /** Documents and passages of which this model knows no token, and keys of metadata that held for the former model only. */
  dropped: { documents: number; passages: number; metadata: string[] }
  seconds: number
  provider: string
  precision: string
}

/**
 * Embeds all passages of an index by another model: into an index beside it, which then takes its place at once. Texts, ids,
 * metadata, documents and decisions stay. Until then the index can be read, and not be written. A run that was cut off is gone on with,
 * unless the index was written since.
 * @throws AnlamError `not-found`; `invalid-input` if this model built the index, or if it keeps what was removed from it;
 *   `unavailable` while it is being written; `storage-full`; `cancelled`; as `openEncoder`
 */
export async function reindex(config: Config, request: ReindexRequest): Promise<ReindexReport> {
  const started = performance.now()
  const { reporter = SILENT } = request
  const engine = indexEngine(config)
  // Held for writing, so that nothing is written that the next index would lack.
  const old = await openIndex(config, request.index, 'writer', reporter, { engine })
  const { name, identity } = old
  const { revision, ...report } = await (async () => {
    if (old.warning) reporter.warn(old.warning)
    const encoder = await openEncoder(config, request.model, reporter)
    const { model, provider, precision } = encoder.spec
    return make(old, engine, encoder, request)
      .then(made => ({ index: name, from: identity.model, model, ...made, provider, precision }))
      .finally(() => encoder.close())
  })().finally(() => old.close())
  await engine.supersede(name, revision)
  await engine.setMetadata(name, REINDEXING, undefined)
  return { ...report, seconds: (performance.now() - started) / 1000 }
}

interface Made extends Pick<ReindexReport, 'documents' | 'passages' | 'resumed' | 'truncated' | 'dropped'> {
  /** Of the index of which it was made. */
  revision: string
}

/** Makes the successor of an index, and closes it. */
async function make(
  old: OpenedIndex,
  engine: IndexEngine,
  encoder: Encoder,
  { metadata, reporter = SILENT, ...request }: ReindexRequest,
): Promise<Made> {
  const { model, fingerprint } = encoder.spec
  if (fingerprint === old.identity.fingerprint)
    throw new AnlamError(
      'invalid-input',
      `index ${old.name} was built by ${model} already; name another model`,
    )
  if ((await old.records('removal', { limit: 1 })).length > 0)
    throw new AnlamError(
      'invalid-input',
      `index ${old.name} keeps what was removed from it, with vectors of ${old.identity.model}; bring that back or forget it ` +
        'first (`anlam undo`)',
    )
  const identity = identityOf({ ...encoder.spec, unit: old.identity.unit })
  const next = await openSuccessor(old, engine, identity, reporter)
  try {
    const counts = await embedAll(old, next, encoder, request)
    noteGraph(await next.stats(), {}, reporter)
    await copyDecisions(old, next)
    for (const key of metadata.kept)
      await engine.successors.setMetadata(old.name, key, await engine.metadata(old.name, key))
    const dropped: string[] = []
    for (const key of metadata.dropped)
      if ((await engine.metadata(old.name, key)) !== undefined) dropped.push(key)
    return { ...counts, dropped: { ...counts.dropped, metadata: dropped }, revision: await old.revision() }
  } finally {
    await next.close()
  }
}

async function openSuccessor(
  old: OpenedIndex,
  { successors }: IndexEngine,
  identity: IndexIdentity,
  reporter: Reporter,
): Promise<OpenedIndex> {
  const { name } = old
  const known = await successors.describe(name)
  const revision = await old.revision()
  if (known) {
    const isSame = known.fingerprint === identity.fingerprint
    if (isSame && (await successors.metadata(name, REINDEXING)) === revision) {
      reporter.note(`what an earlier run made of index ${name} is gone on with`)
      return successors.open(name, { mode: 'writer' })
    }
    const why = isSame ? `index ${name} was written since` : `it was for ${known.model}`
    reporter.note(`what an earlier run made is left out, because ${why}`)
    await successors.delete(name)
  }
  const next = await successors.create(name, identity)
  await successors.setMetadata(name, REINDEXING, revision)
  return next
}

async function embedAll(
  old: SearchIndex,
  next: SearchIndex,
  encoder: Encoder,
  { signal, onEmbedded }: Pick<ReindexRequest, 'signal' | 'onEmbedded'>,
): Promise<Omit<Made, 'dropped' | 'revision'> & { dropped: { documents: number; passages: number } }> {
  const all = await old.stats()
  const counts = { resumed: 0, truncated: 0 }
  const dropped = { documents: 0, passages: 0 }
  let done = 0
  let writing: Promise<void> = Promise.resolve()
  try {
    for await (const { documents } of storedDocuments(old, BATCH, signal)) {
      const known = await next.hashes(documents.map(({ document }) => document.id))
      const fresh = documents.filter(({ document }) => !known.has(document.id))
      for (const { document, passages } of documents) {
        const made = known.get(document.id)?.passages
        if (made === undefined) continue
        counts.resumed += made
        dropped.passages += passages.length - made
      }
      if (fresh.length > 0) {
        const texts = fresh.flatMap(({ passages }) => passages.map(({ text }) => text))
        const encoded = await encoder.encode(texts, { kind: 'document', ...(signal ? { signal } : {}) })
        for (const flag of encoded.truncated) counts.truncated += flag
        const kept = dropMeaningless(fresh, encoded)
        dropped.documents += kept.emptied.length
        dropped.passages += texts.length - kept.vectors.rows
        // The next batch is embedded while this one is being written.
        await writing
        writing = write(next, kept)
        writing.catch(() => undefined)
      }
      done += passagesIn(documents)
      onEmbedded?.(done, all.passages)
    }
  } finally {
    await writing
  }
  await next.commit()
  const { documents, passages } = await next.stats()
  if (documents + dropped.documents !== all.documents || passages + dropped.passages !== all.passages)
    throw new AnlamError(
      'corrupt-index',
      `${documents} documents and ${passages} passages were made of ${all.documents} and ${all.passages} of index ` +
        `${old.name}, which stays as it is; check it with \`anlam verify\``,
    )
  return { documents, passages, ...counts, dropped }
}

async function write(index: SearchIndex, { documents, vectors }: Kept): Promise<void> {
  if (documents.length === 0) return
  for (const outcome of await index.write(documents, vectors))
    if (outcome.status === 'refused') throw outcome.error
}

function passagesIn(documents: readonly IndexedDocument[]): number {
  return documents.reduce((sum, { passages }) => sum + passages.length, 0)
}

import { AnlamError, throwIfAborted } from '../errors.js'
import type { IndexedDocument, SearchIndex } from '../index/types.js'
import type { Encoder } from '../model/types.js'
import type { Document, Passage, Unit } from '../types.js'
import { batchSize, ChangedBatches } from './changed-batches.js'
import { dropMeaningless, type Kept } from './meaningless.js'
import { type Stage, StageTimes } from './stage-times.js'

/** Fewest passages after which a snapshot is published in between. */
const COMMIT_PASSAGES = 250_000

/**
 * Whether a run is to publish a snapshot in between: when as many passages have come as the last one has. A graph is built of all
 * at once, so that more snapshots would build it again and again. After a crash, opening reads the passages since the last
 * one again, and they are searched one by one until they are built.
 * @param uncommitted passages since the last snapshot
 * @param published passages of this run in it
 */
export function isSnapshotDue(uncommitted: number, published: number): boolean {
  return uncommitted >= Math.max(COMMIT_PASSAGES, published)
}

export interface IngestSource {
  document: Document
  repaired: boolean
  /** Segmented by the unit of the index, or else of the document's format. */
  passages(): Passage[]
  unit: Unit
}

/** What became of texts that were indexed. */
export interface IngestReport {
  /** Documents read and now in the index. */
  documents: number
  /** Their passages. */
  passages: number
  /** Documents already in the index and unchanged, which were not embedded again. */
  unchanged: number
  repaired: number
  /** Passages longer than the model's limit. */
  truncated: number
  /** Documents of which the model knows no token. */
  empty: number
}

export interface IngestOptions {
  sources: AsyncIterable<IngestSource>
  encoder: Encoder
  /** Called before the first write, so that an earlier failure leaves no index behind. */
  openIndex: () => Promise<SearchIndex>
  signal?: AbortSignal
  /** Called after each batch is durable, with the stage that has taken longest so far. */
  onCommitted?: (report: IngestReport, slowest: Stage) => void
  onEmpty?: (documentId: string) => void
  /** Called for each refused document, once the others of its batch are durable. Default: the first one ends the run. */
  onRefused?: (documentId: string, error: AnlamError) => void
  /** Called for each document once it is durable. */
  onWritten?: (document: IndexedDocument) => void
  /** Called for each document that the index already holds unchanged. */
  onUnchanged?: (document: Document, passages: number) => void
  /** Publish snapshots in between and at the end. Default: true; with false, the caller commits. */
  publish?: boolean
}

/**
 * Embeds documents and writes them to an index. While a batch is embedded, the next one is read and those before are written. A
 * batch is durable when `onCommitted` reports it.
 * @throws AnlamError `invalid-input` if there are no documents, or for a refused one; what the encoder and the index
 *   throw
 */
export async function ingest(options: IngestOptions): Promise<IngestReport> {
  const { encoder, signal, sources, openIndex, onUnchanged, publish = true } = options
  const times = new StageTimes()
  const report: IngestReport = {
    documents: 0,
    passages: 0,
    unchanged: 0,
    repaired: 0,
    truncated: 0,
    empty: 0,
  }
  const reading = new ChangedBatches({
    size: batchSize(encoder.spec),
    sources,
    openIndex,
    report,
    times,
    onUnchanged,
    signal,
  })
  /** Two writes under way: an index may compute what it needs of one while it stores the other. */
  let earlier: Promise<void> = Promise.resolve()
  let writing = earlier
  let published = 0
  let uncommitted = 0
  const writeNext = async (target: SearchIndex, kept: Kept): Promise<void> => {
    const refused = await times.during('writing', () => write(target, kept))
    const durable = kept.documents.filter(({ document }) => !refused.has(document.id))
    const passages = durable.reduce((sum, document) => sum + document.passages.length, 0)
    report.documents += durable.length
    report.passages += passages
    report.empty += kept.emptied.length
    for (const document of durable) options.onWritten?.(document)
    for (const id of kept.emptied) options.onEmpty?.(id)
    options.onCommitted?.({ ...report }, times.slowest)
    for (const [id, error] of refused) {
      if (!options.onRefused) throw refused.size > 1 ? withOthers(error, refused.size - 1) : error
      options.onRefused(id, error)
    }
    uncommitted += passages
    if (!publish || !isSnapshotDue(uncommitted, published)) return
    published += uncommitted
    uncommitted = 0
    await times.during('publishing', () => target.commit())
  }
  try {
    for (let fresh = await reading.next(); fresh; fresh = await reading.next()) {
      throwIfAborted(signal)
      const batch = fresh
      const texts = batch.flatMap(({ passages }) => passages.map(p => p.text))
      const encoding = { kind: 'document', ...(signal ? { signal } : {}) } as const
      const encoded = await times.during('encoding', () => encoder.encode(texts, encoding))
      const kept = dropMeaningless(batch, encoded)
      for (const flag of encoded.truncated) report.truncated += flag
      await earlier
      earlier = writing
      writing = writeNext(reading.target!, kept).finally(() => reading.written(batch))
      // Awaited with the next batch; until then a failure must not count as unhandled.
      writing.catch(() => undefined)
    }
  } finally {
    reading.stop()
    await allEnded([earlier, writing])
  }
  if (!reading.target) throw new AnlamError('invalid-input', 'there is no text to index in what was given')
  if (publish) await times.during('publishing', () => reading.target!.commit())
  return report
}

/** @throws the first error, once all have ended */
async function allEnded(works: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(works)) if (end.status === 'rejected') throw end.reason
}

/** @returns errors of the documents that were refused, by id */
async function write(
  index: SearchIndex,
  { documents, vectors, emptied }: Kept,
): Promise<Map<string, AnlamError>> {
  const outcomes = await index.write(documents, vectors)
  if (emptied.length > 0) await index.remove(emptied)
  return new Map(
    outcomes.flatMap(outcome => (outcome.status === 'refused' ? [[outcome.id, outcome.error] as const] : [])),
  )
}

function withOthers({ code, message }: AnlamError, others: number): AnlamError {
  return new AnlamError(code, `${message}; ${others} more of the documents around it are refused too`)
}

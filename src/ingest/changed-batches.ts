import { throwIfAborted } from '../errors.js'
import type { IndexedDocument, SearchIndex } from '../index/types.js'
import type { EncoderSpec } from '../model/types.js'
import type { Document } from '../types.js'
import { contentHash } from './content-hash.js'
import type { IngestReport, IngestSource } from './ingest.js'
import type { StageTimes } from './stage-times.js'

/** Limits of a batch that is embedded and written together: large enough for throughput, small enough for memory. */
const BATCH_DOCUMENTS = 1024
const BATCH_CHARACTERS = 2 << 20
/** Most documents of any batch: a table embeds as many in the time in which a transaction reaches the disk. */
export const MOST_DOCUMENTS = 4096

/** Most documents of a batch. */
export function batchSize({ architecture }: Pick<EncoderSpec, 'architecture'>): number {
  return architecture === 'StaticEmbedding' ? MOST_DOCUMENTS : BATCH_DOCUMENTS
}

interface Prepared extends IngestSource {
  hash: string
}

export interface ChangedBatchesOptions {
  /** Most documents of a batch. */
  size: number
  sources: AsyncIterable<IngestSource>
  openIndex: () => Promise<SearchIndex>
  /** Counts what is unchanged. */
  report: IngestReport
  times: StageTimes
  onUnchanged?: ((document: IngestSource['document'], passages: number) => void) | undefined
  signal?: AbortSignal | undefined
}

/**
 * Reads documents in batches, each while the one before is embedded, and leaves out those that the index holds unchanged.
 * Whoever takes a batch says when it is written.
 */
export class ChangedBatches {
  private readonly batches: AsyncGenerator<Prepared[]>
  private coming: Promise<IndexedDocument[] | undefined>
  private index: SearchIndex | undefined
  /** Ids of documents that were handed out and are not written yet. */
  private readonly underWay = new Set<string>()
  private onSettled: (() => void) | undefined

  constructor(private readonly options: ChangedBatchesOptions) {
    this.batches = inBatches(options)
    this.coming = this.begin()
  }

  /** The next batch; undefined at the end. @throws what reading and opening the index throw */
  async next(): Promise<IndexedDocument[] | undefined> {
    const batch = await this.coming
    if (batch) this.coming = this.begin()
    return batch
  }

  /** Where the batches go; undefined before the first one. */
  get target(): SearchIndex | undefined {
    return this.index
  }

  written(documents: readonly IndexedDocument[]): void {
    for (const { document } of documents) this.underWay.delete(document.id)
    if (this.underWay.size === 0) this.onSettled?.()
  }

  /** Stops reading, without waiting for input that may never come. */
  stop(): void {
    this.underWay.clear()
    this.onSettled?.()
    this.batches.return(undefined).catch(() => undefined)
  }

  private begin(): Promise<IndexedDocument[] | undefined> {
    const batch = this.readChanged()
    // Awaited by `next`; until then a failure must not count as unhandled.
    batch.catch(() => undefined)
    return batch
  }

  private async readChanged(): Promise<IndexedDocument[] | undefined> {
    const { signal, times, openIndex } = this.options
    for (;;) {
      const { done, value: batch } = await times.during('reading', () => this.batches.next())
      if (done) return undefined
      throwIfAborted(signal)
      this.index ??= await openIndex()
      const fresh = await this.select(batch, this.index)
      for (const { document } of fresh) this.underWay.add(document.id)
      if (fresh.length > 0) return fresh
    }
  }

  private async select(batch: readonly Prepared[], index: SearchIndex): Promise<IndexedDocument[]> {
    const { report, onUnchanged } = this.options
    // What the index holds of a document that came before is known once that is written.
    if (batch.some(({ document }) => this.underWay.has(document.id)))
      await new Promise<void>(resolve => {
        this.onSettled = resolve
      })
    const known = await index.hashes(batch.map(({ document }) => document.id))
    const fresh: IndexedDocument[] = []
    for (const { document, hash, repaired, passages } of batch) {
      if (repaired) report.repaired++
      const stored = known.get(document.id)
      if (stored?.hash === hash) {
        report.documents++
        report.unchanged++
        onUnchanged?.(document, stored.passages)
        report.passages += stored.passages
        continue
      }
      const { text: _, ...rest } = document
      fresh.push({ document: rest, hash, passages: passages() })
    }
    return fresh
  }
}

async function* inBatches({ sources, size }: ChangedBatchesOptions): AsyncGenerator<Prepared[]> {
  const batch = new Map<string, Prepared>()
  let characters = 0
  const taken = (): Prepared[] => {
    const all = [...batch.values()]
    batch.clear()
    characters = 0
    return all
  }
  for await (const source of sources) {
    const { document } = source
    // One that comes again takes the place of the first, once that is written.
    if (batch.has(document.id)) yield taken()
    batch.set(document.id, { ...source, hash: contentHash(source) })
    characters += charactersOf(document)
    if (batch.size >= size || characters >= BATCH_CHARACTERS) yield taken()
  }
  if (batch.size > 0) yield taken()
}

/** Of its text, title and metadata. */
function charactersOf({ text, title = '', metadata }: Document): number {
  const values = Object.values(metadata).map(value => (typeof value === 'string' ? value.length : 0))
  return values.reduce((sum, length) => sum + length, text.length + title.length)
}

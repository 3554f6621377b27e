import { evenlySpaced } from '../../basics/evenly-spaced.js'
import { checkSampleSize } from '../checks.js'
import type { Page, StoredDocument, StoredPassage } from '../types.js'
import type { Query } from './metadata.js'
import type { Moments } from './moments.js'
import {
  type DocumentRow,
  isDocument,
  isPassage,
  type PassageRow,
  toStoredDocument,
  toStoredPassage,
  vectorOf,
  vectorsOf,
} from './rows.js'
import { slicedScan } from './sliced-scan.js'
import type { Moment } from './state.js'

/** Passages of a page, unless another number is asked for; and at most. A passage has some kilobytes. */
const PAGE = 1024
const LONGEST_PAGE = 4096
/** Places of passages in one answer. */
const PLACES = 10_000

export const PASSAGES: Query = { term: { kind: 'passage' } }
export const DOCUMENTS: Query = { term: { kind: 'document' } }
const BY_PLACE = [{ place: 'asc' }]
/** What is known of a document from the row that stands for it. */
const OF_DOCUMENT = ['did', 'payload.source', 'payload.title', 'payload.metadata', 'payload.document']

/** Reads of documents and passages by their ids, and of all. */
export class Reads {
  constructor(
    private readonly moments: Moments,
    private readonly dimension: number,
    /** Number of passages up to which they are read one after the other. */
    private readonly few: number,
  ) {}

  private async passages<T>(
    { visible }: Moment,
    ids: readonly string[],
    of: (row: PassageRow) => T,
    options: { source?: string[] } = {},
  ): Promise<(T | undefined)[]> {
    const found = new Map<string, T>()
    for await (const page of this.moments.withValues<PassageRow>('pid', ids, [PASSAGES, ...visible], options))
      for (const { row } of page) found.set(row.pid, of(row))
    return ids.map(id => found.get(id))
  }

  get(ids: readonly string[]): Promise<(StoredPassage | undefined)[]> {
    return this.moments.read(moment => this.passages(moment, ids, toStoredPassage))
  }

  vectors(moment: Moment, ids: readonly string[]): Promise<(Float32Array | undefined)[]> {
    return this.passages(moment, ids, row => vectorOf(row.payload), { source: ['pid', 'payload.vector'] })
  }

  async hashes(ids: readonly string[]): Promise<Map<string, { hash: string; passages: number }>> {
    return this.moments.read(async ({ visible }) => {
      const found = new Map<string, { hash: string; passages: number }>()
      const source = ['did', 'payload.document']
      for await (const page of this.moments.withValues<DocumentRow>('did', ids, [DOCUMENTS, ...visible], {
        source,
      }))
        for (const { row } of page) found.set(row.did, row.payload.document)
      return found
    })
  }

  async documents({ after, limit }: { after?: string; limit: number }): Promise<StoredDocument[]> {
    return this.moments.read(async ({ visible }) => {
      const found: StoredDocument[] = []
      let last = after
      while (found.length < limit) {
        const size = Math.min(limit - found.length, PLACES)
        const beyond = last === undefined ? [] : [{ range: { did: { gt: last } } }]
        const query = { bool: { filter: [DOCUMENTS, ...visible, ...beyond] } }
        const page = await this.moments.search<DocumentRow>({
          query,
          size,
          sort: [{ did: 'asc' }],
          source: OF_DOCUMENT,
        })
        found.push(...page.map(({ row }) => toStoredDocument(row)))
        if (page.length < size) break
        last = page.at(-1)!.row.did
      }
      return found
    })
  }

  async document(id: string): Promise<{ document: StoredDocument; passages: StoredPassage[] } | undefined> {
    return this.moments.read(async ({ visible }) => {
      const passages: StoredPassage[] = []
      let document: StoredDocument | undefined
      for await (const page of this.moments.withValues<PassageRow | DocumentRow>('did', [id], visible))
        for (const { row } of page) {
          if (isDocument(row)) document = toStoredDocument(row)
          if (isPassage(row)) passages.push(toStoredPassage(row))
        }
      return document && { document, passages }
    })
  }

  /** As `SearchIndex.scan`. The cluster keeps what is read until the scan ends or is abandoned for a quarter of an hour. */
  async *scan({
    pageSize = PAGE,
    signal,
  }: {
    pageSize?: number
    signal?: AbortSignal
  } = {}): AsyncGenerator<Page> {
    const moment = await this.moments.now(signal)
    const options = { condition: PASSAGES, pageSize: Math.min(pageSize, LONGEST_PAGE), few: this.few, signal }
    for await (const rows of slicedScan(this.moments, moment, options)) yield this.toPage(rows)
  }

  /** As `SearchIndex.sample`. Reads the place of every passage: 10,000 in an answer. */
  async sample(n: number, signal?: AbortSignal): Promise<Page> {
    checkSampleSize(n)
    return this.moments.read(async ({ visible }) => {
      const filter = [PASSAGES, ...visible]
      const places: number[] = []
      for (;;) {
        const after = places.at(-1)
        const page = await this.moments.search({
          query: { bool: { filter } },
          size: PLACES,
          sort: BY_PLACE,
          source: false,
          ...(after === undefined ? {} : { after: [after] }),
        })
        for (const { sort } of page) places.push(Number(sort[0]))
        if (page.length < PLACES) break
      }
      const chosen = evenlySpaced(places.length, n).map(i => String(places[i]))
      const rows: PassageRow[] = []
      for await (const page of this.moments.withValues<PassageRow>('place', chosen, filter))
        rows.push(...page.map(({ row }) => row))
      return this.toPage(rows)
    }, signal)
  }

  async latest(n: number): Promise<StoredPassage[]> {
    checkSampleSize(n)
    return this.moments.read(async ({ visible }) => {
      const query = { bool: { filter: [PASSAGES, ...visible] } }
      const found = await this.moments.search<PassageRow>({ query, size: n, sort: [{ place: 'desc' }] })
      return found.map(({ row }) => toStoredPassage(row))
    })
  }

  private toPage(rows: readonly PassageRow[]): Page {
    return { passages: rows.map(toStoredPassage), vectors: vectorsOf(rows, this.dimension) }
  }
}

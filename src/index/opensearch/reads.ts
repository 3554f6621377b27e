import { evenlySpaced } from '../../basics/evenly-spaced.js'
import { AnlamError, throwIfAborted } from '../../errors.js'
import { checkSampleSize } from '../checks.js'
import type { Page, StoredDocument, StoredPassage } from '../types.js'
import type { Query } from './metadata.js'
import type { FoundRow, Moments, RowSearch } from './moments.js'
import { type DocumentRow, type PassageRow, toStoredDocument, toStoredPassage, vectorOf } from './rows.js'
import type { Moment } from './state.js'

/** Passages of a page, unless another number is asked for; and at most. A passage has some kilobytes. */
const PAGE = 1024
const LONGEST_PAGE = 4096
/** For how long the cluster keeps a point in time after each page. */
const KEEP_ALIVE = '15m'
/** Places of passages in one answer. */
const PLACES = 10_000

export const PASSAGES: Query = { term: { kind: 'passage' } }
export const DOCUMENTS: Query = { term: { kind: 'document' } }
const BY_PLACE = [{ place: 'asc' }]

/** Reads of documents and passages by their ids, and of all. */
export class Reads {
  constructor(
    private readonly moments: Moments,
    private readonly dimension: number,
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
      const source = ['did', 'payload.hash', 'payload.passages']
      for await (const page of this.moments.withValues<DocumentRow>('did', ids, [DOCUMENTS, ...visible], {
        source,
      }))
        for (const { row } of page)
          found.set(row.did, { hash: row.payload.hash, passages: row.payload.passages })
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
        const page = await this.moments.search<DocumentRow>({ query, size, sort: [{ did: 'asc' }] })
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
        for (const { row } of page)
          if (row.kind === 'document') document = toStoredDocument(row)
          else passages.push(toStoredPassage(row))
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
    const query = { bool: { filter: [PASSAGES, ...moment.visible] } }
    const size = Math.min(pageSize, LONGEST_PAGE)
    let pit = await this.openPoint()
    let after: (string | number)[] | undefined
    try {
      for (;;) {
        throwIfAborted(signal)
        const request: RowSearch = { query, size, sort: BY_PLACE, signal, ...(after ? { after } : {}) }
        let page: (FoundRow<PassageRow> & { sort: (string | number)[] })[]
        try {
          page = await this.moments.search<PassageRow>({
            ...request,
            pit: { id: pit, keep_alive: KEEP_ALIVE },
          })
        } catch (error) {
          pit = await this.pointAgain(moment, error)
          continue
        }
        if (page.length > 0) yield this.toPage(page.map(({ row }) => row))
        if (page.length < size) return
        after = page.at(-1)!.sort
      }
    } finally {
      await this.closePoint(pit)
    }
  }

  private async openPoint(): Promise<string> {
    const { cluster, alias } = this.moments
    const path = `/${alias}/_search/point_in_time`
    const { pit_id } = await cluster.send<{ pit_id: string }>('POST', path, {
      query: { keep_alive: KEEP_ALIVE },
    })
    return pit_id
  }

  /** A point in time is lost with a node. A new one serves as well, unless rows have been removed since. */
  private async pointAgain(moment: Moment, error: unknown): Promise<string> {
    const code = error instanceof AnlamError ? error.code : undefined
    if (code !== 'unavailable' && code !== 'not-found' && code !== 'internal') throw error
    const pit = await this.openPoint()
    if (await this.moments.isWhole(moment)) return pit
    await this.closePoint(pit)
    throw new AnlamError(
      'unavailable',
      'a node was lost while the index was read and written; read it again',
      {
        cause: error,
      },
    )
  }

  private async closePoint(pit: string): Promise<void> {
    await this.moments.cluster.trySend('DELETE', '/_search/point_in_time', {
      body: { pit_id: [pit] },
      patience: 0,
    })
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

  private toPage(rows: readonly PassageRow[]): Page {
    const values = new Float32Array(rows.length * this.dimension)
    for (const [i, { payload }] of rows.entries()) values.set(vectorOf(payload), i * this.dimension)
    return {
      passages: rows.map(toStoredPassage),
      vectors: { values, rows: rows.length, dimension: this.dimension },
    }
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises'
import { throwIfAborted } from '../../../errors.js'
import type { Hit } from '../../../types.js'
import { checkK, checkSampleSize } from '../../checks.js'
import { checkFacets, type Facet, FacetCounter, type FacetOptions } from '../../facets.js'
import { matches } from '../../filter.js'
import { toTerms } from '../../lexical.js'
import type { IndexRecord, RecordKind, RecordPage } from '../../records.js'
import type { LexicalOptions, LexicalQuery, Page, StoredDocument, StoredPassage } from '../../types.js'
import type { PointInTime } from './point-in-time.js'
import type { Store } from './store.js'

/** Documents counted at a time: searches are answered in between. */
const COUNTED = 1000

/** The operations of an embedded index that need only its database, not the graph; see `SearchIndex`. */
export abstract class DatabaseReads {
  abstract readonly id: string

  protected constructor(protected readonly store: Store) {}

  async lexical(query: LexicalQuery, { k, filter, signal }: LexicalOptions): Promise<Hit[]> {
    checkK(k)
    throwIfAborted(signal)
    const terms = toTerms(query)
    if (!terms) return []
    return this.store.reading(() => this.store.best(this.store.lexical(terms, k, filter), k))
  }

  async anticipate(wording: LexicalQuery, k: number): Promise<void> {
    const terms = toTerms(wording)
    if (terms) this.store.anticipate(terms, k)
  }

  async fullScore(query: LexicalQuery): Promise<number> {
    const terms = toTerms(query)
    return terms ? this.store.fullScore(terms) : 0
  }

  async get(passageIds: readonly string[]): Promise<(StoredPassage | undefined)[]> {
    return this.store.get(passageIds)
  }

  async hashes(documentIds: readonly string[]): Promise<Map<string, { hash: string; passages: number }>> {
    return this.store.hashes(documentIds)
  }

  async documents({ after, limit }: { after?: string; limit: number }): Promise<StoredDocument[]> {
    return this.store.documents(after, limit)
  }

  async document(id: string): Promise<{ document: StoredDocument; passages: StoredPassage[] } | undefined> {
    return this.store.document(id)
  }

  async vectors(passageIds: readonly string[]): Promise<(Float32Array | undefined)[]> {
    return this.store.vectors(passageIds)
  }

  async facets(fields: readonly string[], options: FacetOptions): Promise<Facet[]> {
    checkFacets(fields, options)
    const { filter, limit, signal } = options
    const counter = new FacetCounter(fields)
    const moment = this.openScan()
    try {
      for (let after = ''; ; ) {
        throwIfAborted(signal)
        const page = moment.store.documents(after, COUNTED)
        for (const { metadata, passages } of page)
          if (!filter || matches(metadata, filter)) counter.add(metadata, passages)
        if (page.length < COUNTED) return counter.facets(limit)
        after = page.at(-1)!.id
        await nextTurn()
      }
    } finally {
      moment.close()
    }
  }

  async records(kind: RecordKind, page: RecordPage): Promise<IndexRecord[]> {
    return this.store.records.page(kind, page)
  }

  async sample(n: number): Promise<Page> {
    checkSampleSize(n)
    return this.store.sample(n)
  }

  async latest(n: number): Promise<StoredPassage[]> {
    checkSampleSize(n)
    return this.store.latest(n)
  }

  async *scan(options: { pageSize?: number; signal?: AbortSignal } = {}): AsyncGenerator<Page> {
    const moment = this.openScan()
    try {
      for (;;) {
        throwIfAborted(options.signal)
        const page = moment.next(options.pageSize ?? 1024)
        if (page.passages.length === 0) return
        yield page
      }
    } finally {
      moment.close()
    }
  }

  /** Like `scan`, for a caller that requests each page; the caller closes it. */
  openScan(): PointInTime {
    return this.store.openScan()
  }

  async revision(): Promise<string> {
    return revisionOf(this.store, this.id)
  }
}

/** As `SearchIndex.revision`. */
export function revisionOf({ sequence }: Store, id: string): string {
  return `${id}.${sequence}`
}

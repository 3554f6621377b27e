import type { Encoder } from '../encoder/types.js'
import { AnlamError } from '../errors.js'
import { assertSameModel } from '../index/identity.js'
import { type Filter, MAX_K, type SearchIndex } from '../index/types.js'
import type { Hit } from '../types.js'
import type { RecallGauge } from './recall-gauge.js'

/** Longer queries are documents; they may still be searched for by their passages. */
export const MAX_QUERY_CHARACTERS = 100_000

export interface SearchRequest {
  query: string
  /** Default 10. */
  k?: number
  /** Hits below this cosine are left out. */
  minScore?: number
  filter?: Filter
  signal?: AbortSignal
}

export interface RankedHit extends Hit {
  /** From 1. */
  rank: number
}

export interface SearchResult {
  query: string
  mode: 'semantic'
  hits: RankedHit[]
  /** Milliseconds. */
  timings: { encode: number; search: number; total: number }
  /** The query was longer than the model takes. */
  truncated: boolean
}

/** A query to its nearest passages: one encoder and the index it built. */
export class Searcher {
  /** @throws AnlamError `incompatible-index` if another model built the index */
  constructor(
    private readonly encoder: Encoder,
    readonly index: SearchIndex,
    /** Watches how much of the truth searches find, and makes them look further if it is too little. */
    readonly gauge?: RecallGauge,
  ) {
    assertSameModel(index.name, index.identity, encoder.spec)
  }

  /** @throws AnlamError `invalid-input` for an empty or over-long query, or a k outside 1 to 10,000 */
  async search(request: SearchRequest): Promise<SearchResult> {
    const { k = 10, minScore, filter, signal } = request
    const query = request.query.normalize('NFC')
    if (query.trim() === '') throw new AnlamError('invalid-input', 'the query is empty')
    if (query.length > MAX_QUERY_CHARACTERS) {
      throw new AnlamError(
        'invalid-input',
        `the query has ${query.length} characters; ${MAX_QUERY_CHARACTERS} are allowed`,
      )
    }
    if (!Number.isInteger(k) || k < 1 || k > MAX_K) {
      throw new AnlamError('invalid-input', `k must be a whole number from 1 to ${MAX_K}, not ${k}`)
    }
    const abort = signal ? { signal } : {}
    const started = performance.now()
    const encoded = await this.encoder.encode([query], { kind: 'query', ...abort })
    const encodedAt = performance.now()
    const found = await this.index.search(encoded.values, {
      k,
      ...(filter ? { filter } : {}),
      ...(this.gauge ? { ef: this.gauge.ef } : {}),
      ...abort,
    })
    const ended = performance.now()
    if (!filter) this.gauge?.offer(encoded.values, found)
    const hits = found
      .filter(hit => minScore === undefined || hit.score >= minScore)
      .map((hit, i) => ({ rank: i + 1, ...hit }))
    return {
      query: request.query,
      mode: 'semantic',
      hits,
      timings: { encode: encodedAt - started, search: ended - encodedAt, total: ended - started },
      truncated: encoded.truncated[0] === 1,
    }
  }
}

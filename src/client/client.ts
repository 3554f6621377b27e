import type { z } from 'zod'
import type { Filter } from '../server/http/inputs.js'
import type {
  Access,
  DocumentInfo,
  Explanation,
  Facet,
  Group,
  Hit,
  IndexInfo,
  JobStatus,
  NewDocument,
  NextPair,
  Outcome,
  Overview,
  Pair,
  PassageMap,
  SearchAnswer,
  StoredPassage,
} from '../server/http/schemas.js'
import { CurationClient } from './curation-client.js'
import { type ApiError, linesOf } from './requests.js'

export type * from './curation-client.js'
export { ApiError, type ClientOptions } from './requests.js'
export type * from './review-client.js'

export type ApiAccess = z.output<typeof Access>
export type ApiHit = z.output<typeof Hit>
export type ApiFacet = z.output<typeof Facet>
export type ApiSearchAnswer = z.output<typeof SearchAnswer>
export type ApiExplanation = z.output<typeof Explanation>
export type ApiIndex = z.output<typeof IndexInfo>
export type ApiOverview = z.output<typeof Overview>
export type ApiMap = z.output<typeof PassageMap>
export type ApiDocument = z.output<typeof DocumentInfo>
export type ApiNewDocument = z.input<typeof NewDocument>
export type ApiOutcome = z.output<typeof Outcome>
export type ApiJob = z.output<typeof JobStatus>
export type ApiPassage = z.output<typeof StoredPassage>
export type ApiPair = z.output<typeof Pair>
export type ApiGroup = z.output<typeof Group>
export type ApiNextPair = z.output<typeof NextPair>

export interface ApiReranking {
  model: string
  results: { index: number; relevance_score: number }[]
  /** Documents for which there was no time. */
  left_out: number
}

export interface SearchOptions {
  index?: string
  k?: number
  /** Default: `hybrid`, but `semantic` where the query has too many words to look for. */
  mode?: ApiSearchAnswer['mode']
  minScore?: number
  filter?: z.input<typeof Filter>
  /** Leave out hits that say nothing that a better one does not. */
  collapse?: boolean
  /** Fields of metadata whose values are counted. */
  facets?: readonly string[]
  /** Look at the best hits again with the re-ranker of the server. */
  rerank?: boolean | { top?: number; budget?: number }
  cursor?: string
  signal?: AbortSignal
}

/** Outcome of one line of a bulk write. */
export interface BulkAnswer {
  line?: number
  id?: string
  outcome?: ApiOutcome
  error?: { code: string; message: string }
}

/** Progress of an upload; the last one has all counts, or the error. */
export interface UploadProgress {
  documents?: number
  passages?: number
  /** Documents that the index had already. */
  unchanged?: number
  /** Rows that were left out, and why the first ones of them. */
  skipped?: number
  skippedRows?: string[]
  done?: boolean
  error?: { code: ApiError['code']; message: string }
}

/** How a file is read. */
export interface UploadOptions {
  /** Columns of the text and of the id. Default: those that the server finds. */
  textField?: string
  idField?: string
  /** What becomes of a bad row. Default: the first one is an error. */
  onError?: 'fail' | 'skip'
  signal?: AbortSignal
}

/** A typed client of `anlam serve` for browsers and Node.js; it only needs `fetch`. All methods throw `ApiError`. */
export class AnlamClient extends CurationClient {
  search(query: string, { signal, ...options }: SearchOptions = {}): Promise<ApiSearchAnswer> {
    return this.json('POST', '/v1/search', { query, ...options }, signal)
  }

  searchAll(
    searches: readonly ({ query: string } & Omit<SearchOptions, 'signal'>)[],
    signal?: AbortSignal,
  ): Promise<{ results: ApiSearchAnswer[] }> {
    return this.json('POST', '/v1/search/batch', { searches }, signal)
  }

  /** Passages similar to one of the index. With `describe`, each has its kind and flags, as in mining. */
  similar(
    id: string,
    {
      signal,
      ...options
    }: Pick<SearchOptions, 'index' | 'k' | 'minScore' | 'signal'> & { describe?: boolean } = {},
  ): Promise<{ index: string; id: string; hits: ApiHit[] }> {
    return this.json('POST', '/v1/similar', { id, ...options }, signal)
  }

  /** Passages by id, in the order of `ids`; null for an unknown id. */
  async passages(
    ids: readonly string[],
    index?: string,
    signal?: AbortSignal,
  ): Promise<(ApiPassage | null)[]> {
    const body = { ids, ...(index ? { index } : {}) }
    type Answer = { passages: (ApiPassage | null)[] }
    return (await this.json<Answer>('POST', '/v1/passages', body, signal)).passages
  }

  /** Cosine similarities: `scores[i][j]` is that of `a[i]` and `b[j]`. Default for `b`: `a`. */
  similarity(
    a: readonly string[],
    b?: readonly string[],
    index?: string,
  ): Promise<{ model: string; scores: number[][] }> {
    return this.json('POST', '/v1/similarity', { a, ...(b ? { b } : {}), ...(index ? { index } : {}) })
  }

  explain(a: string, b: string, index?: string, signal?: AbortSignal): Promise<ApiExplanation> {
    return this.json('POST', '/v1/explain', { a, b, ...(index ? { index } : {}) }, signal)
  }

  /** The indices of texts with the probability that each answers the query, most probable first. */
  rerank(
    query: string,
    documents: readonly string[],
    { signal, ...options }: { top_n?: number; budget?: number; signal?: AbortSignal } = {},
  ): Promise<ApiReranking> {
    return this.json('POST', '/v1/rerank', { query, documents, ...options }, signal)
  }

  /** What the key of this client may do. */
  access(signal?: AbortSignal): Promise<ApiAccess> {
    return this.json('GET', '/v1/access', undefined, signal)
  }

  async indexes(signal?: AbortSignal): Promise<ApiIndex[]> {
    return (await this.json<{ indexes: ApiIndex[] }>('GET', '/v1/indexes', undefined, signal)).indexes
  }

  createIndex(name: string): Promise<ApiIndex> {
    return this.json('POST', '/v1/indexes', { name })
  }

  deleteIndex(name: string): Promise<{ deleted: string }> {
    return this.json('DELETE', `/v1/indexes/${encodeURIComponent(name)}`)
  }

  /** Checks an index for damage. */
  verify(
    index: string,
    signal?: AbortSignal,
  ): Promise<{ ok: boolean; checks: { name: string; ok: boolean; detail: string }[] }> {
    return this.json('POST', `/v1/indexes/${encodeURIComponent(index)}/verify`, undefined, signal)
  }

  /** Fields of metadata with how often their values occur. */
  async fields(index: string): Promise<ApiFacet[]> {
    const path = `/v1/indexes/${encodeURIComponent(index)}/fields`
    return (await this.json<{ fields: ApiFacet[] }>('GET', path)).fields
  }

  /** Where documents came from: at most 1,000 sources, and how many there are. */
  sources(
    index: string,
  ): Promise<{ count: number; sources: { source: string; documents: number; passages: number }[] }> {
    return this.json('GET', `/v1/indexes/${encodeURIComponent(index)}/sources`)
  }

  map(index: string, signal?: AbortSignal): Promise<ApiMap> {
    return this.json('GET', `/v1/indexes/${encodeURIComponent(index)}/map`, undefined, signal)
  }

  /** What an index is about. */
  overview(index: string, signal?: AbortSignal): Promise<ApiOverview> {
    return this.json('GET', `/v1/indexes/${encodeURIComponent(index)}/overview`, undefined, signal)
  }

  documents(
    index: string,
    { cursor, limit }: { cursor?: string; limit?: number } = {},
  ): Promise<{ documents: ApiDocument[]; nextCursor: string | null }> {
    const query = new URLSearchParams()
    if (cursor !== undefined) query.set('cursor', cursor)
    if (limit !== undefined) query.set('limit', String(limit))
    return this.json('GET', `/v1/indexes/${encodeURIComponent(index)}/documents?${query}`)
  }

  put(index: string, { id, ...document }: ApiNewDocument): Promise<{ id: string; outcome: ApiOutcome }> {
    return this.json(
      'PUT',
      `/v1/indexes/${encodeURIComponent(index)}/documents/${encodeURIComponent(id)}`,
      document,
    )
  }

  delete(index: string, id: string): Promise<{ removed: number }> {
    return this.json('DELETE', `/v1/indexes/${encodeURIComponent(index)}/documents/${encodeURIComponent(id)}`)
  }

  /**
   * Writes many documents, and yields one answer for each.
   * @param options with an `idempotencyKey`, the same write can be sent again if its answer is lost
   */
  async *bulk(
    index: string,
    documents: readonly ApiNewDocument[],
    { signal, idempotencyKey }: { signal?: AbortSignal; idempotencyKey?: string } = {},
  ): AsyncGenerator<BulkAnswer> {
    const body = documents.map(document => JSON.stringify(document)).join('\n')
    const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
    const path = `/v1/indexes/${encodeURIComponent(index)}/documents`
    yield* this.lines<BulkAnswer>('POST', path, body, signal, headers)
  }

  /** Indexes a file in any format that `anlam index` reads, recognised by the extension of its name. */
  async *upload(
    index: string,
    name: string,
    content: Blob | string,
    { signal, ...read }: UploadOptions = {},
  ): AsyncGenerator<UploadProgress> {
    const query = new URLSearchParams(read as Record<string, string>)
    const path = `/v1/indexes/${encodeURIComponent(index)}/files/${encodeURIComponent(name)}?${query}`
    yield* this.lines<UploadProgress>('PUT', path, content, signal)
  }

  mine(
    index: string,
    settings: { threshold?: number; topK?: number; mutual?: boolean } = {},
  ): Promise<ApiJob> {
    return this.json('POST', '/v1/mining', { index, ...settings })
  }

  cancelJob(id: string): Promise<ApiJob> {
    return this.json('DELETE', `/v1/mining/${encodeURIComponent(id)}`)
  }

  /** Yields the status of a job after each change, until it ends. */
  async *watchJob(id: string, signal?: AbortSignal): AsyncGenerator<ApiJob> {
    const response = await this.send('GET', `/v1/mining/${encodeURIComponent(id)}/events`, undefined, signal)
    for await (const line of linesOf(response))
      if (line.startsWith('data: ')) yield JSON.parse(line.slice(6)) as ApiJob
  }

  groups(
    job: string,
    { cursor, limit = 100, signal }: { cursor?: string; limit?: number; signal?: AbortSignal } = {},
  ): Promise<{ groups: ApiGroup[]; nextCursor: string | null }> {
    return this.json('GET', pageOf(job, 'groups', limit, cursor), undefined, signal)
  }

  pairs(
    job: string,
    { cursor, limit = 100 }: { cursor?: string; limit?: number } = {},
  ): Promise<{ pairs: ApiPair[]; nextCursor: string | null }> {
    return this.json('GET', pageOf(job, 'pairs', limit, cursor))
  }

  /** Pairs of an index that a person should label next, most telling first. */
  nextPairs(
    index: string,
    { limit = 10, signal }: { limit?: number; signal?: AbortSignal } = {},
  ): Promise<{ pairs: ApiNextPair[] }> {
    const path = `/v1/indexes/${encodeURIComponent(index)}/next-pairs?limit=${limit}`
    return this.json('GET', path, undefined, signal)
  }
}

function pageOf(job: string, what: 'groups' | 'pairs', limit: number, cursor: string | undefined): string {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor ? { cursor } : {}) })
  return `/v1/mining/${encodeURIComponent(job)}/${what}?${query}`
}

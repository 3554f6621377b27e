import type { z } from 'zod'
import type { Filter } from '../server/http/inputs.js'
import type {
  Explanation,
  Group,
  Hit,
  JobStatus,
  Pair,
  SearchAnswer,
  StoredPassage,
} from '../server/http/schemas.js'
import { IndexClient } from './index-client.js'
import { jobPath, linesOf, type PageOptions, pageQuery } from './requests.js'

export type * from './curation-client.js'
export type * from './index-client.js'
export { ApiError, type ClientOptions, type PageOptions } from './requests.js'
export type * from './review-client.js'

export type ApiHit = z.output<typeof Hit>
export type ApiSearchAnswer = z.output<typeof SearchAnswer>
export type ApiExplanation = z.output<typeof Explanation>
export type ApiJob = z.output<typeof JobStatus>
export type ApiPassage = z.output<typeof StoredPassage>
export type ApiPair = z.output<typeof Pair>
export type ApiGroup = z.output<typeof Group>

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

/** A typed client of `anlam serve` for browsers and Node.js; it only needs `fetch`. All methods throw `ApiError`. */
export class AnlamClient extends IndexClient {
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

  mine(
    index: string,
    settings: { threshold?: number; topK?: number; mutual?: boolean } = {},
  ): Promise<ApiJob> {
    return this.json('POST', '/v1/mining', { index, ...settings })
  }

  cancelJob(id: string): Promise<ApiJob> {
    return this.json('DELETE', jobPath(id))
  }

  /** Yields the status of a job after each change, until it ends. */
  async *watchJob(id: string, signal?: AbortSignal): AsyncGenerator<ApiJob> {
    const response = await this.send('GET', `${jobPath(id)}/events`, undefined, signal)
    for await (const line of linesOf(response))
      if (line.startsWith('data: ')) yield JSON.parse(line.slice(6)) as ApiJob
  }

  groups(job: string, page: PageOptions = {}): Promise<{ groups: ApiGroup[]; nextCursor: string | null }> {
    return this.json('GET', `${jobPath(job)}/groups${pageQuery(page)}`, undefined, page.signal)
  }

  pairs(job: string, page: PageOptions = {}): Promise<{ pairs: ApiPair[]; nextCursor: string | null }> {
    return this.json('GET', `${jobPath(job)}/pairs${pageQuery(page)}`, undefined, page.signal)
  }
}

import type { z } from 'zod'
import type {
  DedupeAnswer,
  DedupeBody,
  KeepBody,
  Removal,
  RemovedPage,
  UndoAnswer,
} from '../server/http/curation-schemas.js'
import type { Filter } from '../server/http/inputs.js'
import type { SearchOptions } from './client.js'
import { indexPath } from './requests.js'
import { ReviewClient } from './review-client.js'

/** The format of an exported table; default: JSON lines. */
export interface TableOptions {
  format?: 'csv' | 'jsonl' | 'parquet'
  /** CSV with semicolons and a byte order mark, as Excel opens it where commas are decimal. */
  excel?: boolean
  signal?: AbortSignal
}

export type ApiRemoval = z.output<typeof Removal>
export type ApiRemovedPage = z.output<typeof RemovedPage>
export type ApiDedupe = z.output<typeof DedupeAnswer>
export type ApiUndo = z.output<typeof UndoAnswer>

/** What people decide about the texts of an index. */
export abstract class CurationClient extends ReviewClient {
  /** Removes exact copies of documents, or, with `dryRun`, only counts them. */
  dedupe(index: string, options: z.input<typeof DedupeBody> = {}): Promise<ApiDedupe> {
    return this.json('POST', `${indexPath(index)}/dedupe`, options)
  }

  /** Keeps one passage of a group, and removes the documents of the others, so that it can be undone. */
  keepOne(index: string, group: z.input<typeof KeepBody>): Promise<ApiRemoval> {
    return this.json('POST', `${indexPath(index)}/removals`, group)
  }

  /** Passages of an index as a table: all, those of a filter, or a list of ids. Its bytes are the body of the answer. */
  exportPassages(
    index: string,
    { signal, ...options }: TableOptions & { filter?: z.input<typeof Filter>; ids?: readonly string[] } = {},
  ): Promise<Response> {
    return this.send('POST', `${indexPath(index)}/export`, JSON.stringify(options), signal)
  }

  /** The hits of a search as a table. */
  exportHits(
    search: { query: string } & Omit<SearchOptions, 'signal'>,
    { signal, ...options }: TableOptions = {},
  ): Promise<Response> {
    return this.send('POST', '/v1/search/export', JSON.stringify({ search, ...options }), signal)
  }

  /** Pairs or groups found by a job, or hard negatives for training in one of two shapes, as a table. */
  exportMined(
    job: string,
    what: 'pairs' | 'groups' | 'negatives' | 'triplets',
    { signal, ...options }: TableOptions = {},
  ): Promise<Response> {
    const path = `/v1/mining/${encodeURIComponent(job)}/export`
    return this.send('POST', path, JSON.stringify({ what, ...options }), signal)
  }

  /** Removals that can be undone, the latest first. */
  async removals(index: string): Promise<ApiRemoval[]> {
    return (await this.json<{ removals: ApiRemoval[] }>('GET', `${indexPath(index)}/removals`)).removals
  }

  /** A page of what a removal removed. */
  removedDocuments(
    index: string,
    removal: string,
    { cursor, limit = 100 }: { cursor?: string; limit?: number } = {},
  ): Promise<ApiRemovedPage> {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor ? { cursor } : {}) })
    return this.json('GET', `${indexPath(index)}/removals/${encodeURIComponent(removal)}?${query}`)
  }

  undoRemoval(index: string, removal: string): Promise<ApiUndo> {
    return this.json('POST', `${indexPath(index)}/removals/${encodeURIComponent(removal)}/undo`)
  }

  /** Frees the space of a removal, which cannot be undone any more. */
  forgetRemoval(index: string, removal: string): Promise<{ forgotten: string }> {
    return this.json('DELETE', `${indexPath(index)}/removals/${encodeURIComponent(removal)}`)
  }
}

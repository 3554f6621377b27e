import type { z } from 'zod'
import type {
  DedupeAnswer,
  DedupeBody,
  KeepBody,
  Removal,
  RemovedPage,
  TagBody,
  UndoAnswer,
} from '../server/http/curation-schemas.js'
import type { Filter } from '../server/http/inputs.js'
import type { SearchOptions } from './client.js'
import { indexPath, jobPath, type PageOptions, pageQuery } from './requests.js'
import { ReviewClient, type TableOptions } from './review-client.js'

export type ApiRemoval = z.output<typeof Removal>
export type ApiRemovedPage = z.output<typeof RemovedPage>
export type ApiDedupe = z.output<typeof DedupeAnswer>
export type ApiUndo = z.output<typeof UndoAnswer>

/** What people decide about the texts of an index. */
export abstract class CurationClient extends ReviewClient {
  /** Removes exact copies of documents, or all but one of each group of a job; with `dryRun`, only counts them. */
  dedupe(index: string, options: z.input<typeof DedupeBody> = {}): Promise<ApiDedupe> {
    return this.json('POST', `${indexPath(index)}/dedupe`, options)
  }

  /** Keeps one passage of a group, and removes the documents of the others, so that it can be undone. */
  keepOne(index: string, group: z.input<typeof KeepBody>): Promise<ApiRemoval> {
    return this.json('POST', `${indexPath(index)}/removals`, group)
  }

  /** Sets fields of metadata of the documents of some passages, so that it can be undone. */
  tag(index: string, tags: z.input<typeof TagBody>): Promise<ApiRemoval> {
    return this.json('POST', `${indexPath(index)}/tags`, tags)
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
    return this.send('POST', `${jobPath(job)}/export`, JSON.stringify({ what, ...options }), signal)
  }

  /** Removals that can be undone, the latest first. */
  async removals(index: string, signal?: AbortSignal): Promise<ApiRemoval[]> {
    const path = `${indexPath(index)}/removals`
    return (await this.json<{ removals: ApiRemoval[] }>('GET', path, undefined, signal)).removals
  }

  /** A page of what a removal removed. */
  removedDocuments(index: string, removal: string, page: PageOptions = {}): Promise<ApiRemovedPage> {
    return this.json('GET', removalPath(index, removal) + pageQuery(page), undefined, page.signal)
  }

  undoRemoval(index: string, removal: string): Promise<ApiUndo> {
    return this.json('POST', `${removalPath(index, removal)}/undo`)
  }

  /** Frees the space of a removal, which cannot be undone any more. */
  forgetRemoval(index: string, removal: string): Promise<{ forgotten: string }> {
    return this.json('DELETE', removalPath(index, removal))
  }
}

function removalPath(index: string, removal: string): string {
  return `${indexPath(index)}/removals/${encodeURIComponent(removal)}`
}

import type { z } from 'zod'
import type { Filter } from '../server/http/inputs.js'
import type {
  Access,
  DocumentInfo,
  Facet,
  IndexInfo,
  NewDocument,
  Outcome,
  Overview,
  PassageMap,
  SkippedRow,
  StoredPassage,
} from '../server/http/schemas.js'
import { CurationClient } from './curation-client.js'
import { type ApiError, indexPath, type PageOptions, pageQuery } from './requests.js'

export type ApiAccess = z.output<typeof Access>
export type ApiFacet = z.output<typeof Facet>
export type ApiIndex = z.output<typeof IndexInfo>
export type ApiOverview = z.output<typeof Overview>
export type ApiMap = z.output<typeof PassageMap>
export type ApiDocument = z.output<typeof DocumentInfo>
export type ApiNewDocument = z.input<typeof NewDocument>
export type ApiOutcome = z.output<typeof Outcome>
export type ApiSkippedRow = z.output<typeof SkippedRow>

/** Whether an index is whole, and what was looked at. */
export interface ApiVerified {
  ok: boolean
  checks: { name: string; ok: boolean; detail: string }[]
}

/** Where documents came from: at most 1,000 sources, and how many there are. */
export interface ApiSources {
  count: number
  sources: { source: string; documents: number; passages: number }[]
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
  skippedRows?: ApiSkippedRow[]
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

/** Indexes and their documents. */
export abstract class IndexClient extends CurationClient {
  /** What the key of this client may do, and what the server has. */
  access(signal?: AbortSignal): Promise<ApiAccess> {
    return this.json('GET', '/v1/access', undefined, signal)
  }

  async indexes(signal?: AbortSignal): Promise<ApiIndex[]> {
    return (await this.json<{ indexes: ApiIndex[] }>('GET', '/v1/indexes', undefined, signal)).indexes
  }

  createIndex(name: string, signal?: AbortSignal): Promise<ApiIndex> {
    return this.json('POST', '/v1/indexes', { name }, signal)
  }

  renameIndex(index: string, name: string): Promise<ApiIndex> {
    return this.json('POST', `${indexPath(index)}/rename`, { name })
  }

  deleteIndex(name: string): Promise<{ deleted: string }> {
    return this.json('DELETE', indexPath(name))
  }

  /** Checks an index for damage. */
  verify(index: string, signal?: AbortSignal): Promise<ApiVerified> {
    return this.json('POST', `${indexPath(index)}/verify`, undefined, signal)
  }

  /** Fields of metadata with how often their values occur: in all documents, or in those of a filter. */
  async fields(
    index: string,
    { signal, ...body }: { filter?: z.input<typeof Filter>; signal?: AbortSignal } = {},
  ): Promise<ApiFacet[]> {
    const path = `${indexPath(index)}/fields`
    return (await this.json<{ fields: ApiFacet[] }>('POST', path, body, signal)).fields
  }

  sources(index: string, signal?: AbortSignal): Promise<ApiSources> {
    return this.json('GET', `${indexPath(index)}/sources`, undefined, signal)
  }

  map(index: string, signal?: AbortSignal): Promise<ApiMap> {
    return this.json('GET', `${indexPath(index)}/map`, undefined, signal)
  }

  /** What an index is about, and what was added to it last. */
  overview(index: string, signal?: AbortSignal): Promise<ApiOverview> {
    return this.json('GET', `${indexPath(index)}/overview`, undefined, signal)
  }

  documents(
    index: string,
    page: PageOptions = {},
  ): Promise<{ documents: ApiDocument[]; nextCursor: string | null }> {
    return this.json('GET', `${indexPath(index)}/documents${pageQuery(page)}`, undefined, page.signal)
  }

  /** A document with its passages. */
  document(
    index: string,
    id: string,
    signal?: AbortSignal,
  ): Promise<{ document: ApiDocument; passages: z.output<typeof StoredPassage>[] }> {
    return this.json('GET', documentPath(index, id), undefined, signal)
  }

  put(index: string, { id, ...document }: ApiNewDocument): Promise<{ id: string; outcome: ApiOutcome }> {
    return this.json('PUT', documentPath(index, id), document)
  }

  delete(index: string, id: string): Promise<{ removed: number }> {
    return this.json('DELETE', documentPath(index, id))
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
    yield* this.lines<BulkAnswer>('POST', `${indexPath(index)}/documents`, body, signal, headers)
  }

  /** Indexes a file in any format that `anlam index` reads, recognised by the extension of its name. */
  async *upload(
    index: string,
    name: string,
    content: Blob | string,
    { signal, ...read }: UploadOptions = {},
  ): AsyncGenerator<UploadProgress> {
    const query = new URLSearchParams(read as Record<string, string>)
    const path = `${indexPath(index)}/files/${encodeURIComponent(name)}?${query}`
    yield* this.lines<UploadProgress>('PUT', path, content, signal)
  }
}

function documentPath(index: string, id: string): string {
  return `${indexPath(index)}/documents/${encodeURIComponent(id)}`
}

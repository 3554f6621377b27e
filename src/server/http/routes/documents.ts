import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { MAX_LINE_OVER_HTTP } from '../../../basics/bounds.js'
import { AnlamError, asAnlamError } from '../../../errors.js'
import { bulkWrite, toLine } from '../bulk.js'
import { fromCursor, toCursor } from '../cursor.js'
import { DocumentId, FieldName, FileName } from '../inputs.js'
import { type Route, route } from '../route.js'
import {
  Cursor,
  DocumentInfo,
  IdempotencyKey,
  Limit,
  Name,
  NewDocument,
  Outcome,
  type SkippedRow,
  StoredPassage,
} from '../schemas.js'
import { writePiece } from '../stream.js'

/** Milliseconds for a bulk write or an upload. */
const BULK_TIMEOUT = 3_600_000
/** Most rows of a file that are named when they are skipped; all are counted. */
const MAX_SKIPPED = 100
/** Most bytes of an uploaded file; it is on disk while it is read. */
const MAX_FILE = 1 << 30

const Params = z.object({ index: Name })
const DocumentParams = z.object({ index: Name, document: DocumentId })

export const documentRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/indexes/:index/documents',
    tag: 'Documents',
    summary: 'Documents in the order of their ids',
    scope: 'read',
    params: Params,
    query: z.object({ cursor: Cursor.optional(), limit: Limit }),
    answer: z.object({ documents: z.array(DocumentInfo), nextCursor: z.string().nullable() }),
    handle: async ({ service, params, query: { cursor, limit } }) => {
      const { index } = await service.searcher(params.index)
      const after = cursor === undefined ? undefined : fromCursor(index.id, cursor, 'string')
      const documents = await index.documents({ ...(after === undefined ? {} : { after }), limit })
      const last = documents.at(-1)
      return {
        documents,
        nextCursor: last && documents.length === limit ? toCursor(index.id, last.id) : null,
      }
    },
  }),
  route({
    method: 'get',
    path: '/v1/indexes/:index/documents/:document',
    tag: 'Documents',
    summary: 'A document with its passages',
    scope: 'read',
    params: DocumentParams,
    answer: z.object({ document: DocumentInfo, passages: z.array(StoredPassage) }),
    handle: async ({ service, params: { index: name, document: id } }) => {
      const { index } = await service.searcher(name)
      const found = await index.document(id)
      if (found) return found
      throw new AnlamError('not-found', `index ${index.name} has no document ${JSON.stringify(id)}`)
    },
  }),
  route({
    method: 'put',
    path: '/v1/indexes/:index/documents/:document',
    kind: 'write',
    tag: 'Documents',
    summary: 'Add or replace a document',
    description: 'When the answer arrives, the document is durable and can be found.',
    scope: 'write',
    params: DocumentParams,
    body: NewDocument.omit({ id: true }),
    answer: z.object({ id: z.string(), outcome: Outcome }),
    handle: async ({ service, params: { index, document: id }, body, signal }) => {
      const [outcome] = await service.upsert(await service.searcher(index), [{ id, ...body }], signal)
      if (outcome instanceof AnlamError) throw outcome
      return { id, outcome: outcome! }
    },
  }),
  route({
    method: 'delete',
    path: '/v1/indexes/:index/documents/:document',
    kind: 'write',
    tag: 'Documents',
    summary: 'Remove a document',
    scope: 'write',
    params: DocumentParams,
    answer: z.object({ removed: z.int() }),
    handle: async ({ service, params: { index, document: id } }) => {
      const removed = await service.remove(index, [id])
      if (removed === 0)
        throw new AnlamError('not-found', `index ${index} has no document ${JSON.stringify(id)}`)
      return { removed }
    },
  }),
  route({
    method: 'post',
    path: '/v1/indexes/:index/documents',
    kind: 'write',
    tag: 'Documents',
    summary: 'Add or replace many documents',
    description:
      'The body is JSON lines, one document per line. The answer has one line for each: `{"line","id","outcome"}`, ' +
      'or `{"line","error"}` if it is refused. A line is answered once its document is durable; the body is read no ' +
      `faster than documents are written. A line of more than ${MAX_LINE_OVER_HTTP} bytes is refused on its own.`,
    scope: 'write',
    params: Params,
    headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
    rawBody: 'application/x-ndjson',
    answer: 'application/x-ndjson',
    timeout: BULK_TIMEOUT,
    handle: async ({ service, params: { index }, headers, incoming, response, signal }) => {
      const searcher = await service.searcher(index)
      const key = headers['idempotency-key']
      const work = (body: AsyncIterable<string>) => bulkWrite(service, searcher, body, signal)
      // As bytes: each line is decoded, and refused, on its own.
      const body: AsyncIterable<string> = incoming().setEncoding('latin1')
      const lines =
        key === undefined ? work(body) : service.answers.answer(`${searcher.index.id} ${key}`, body, work)
      response.type('application/x-ndjson')
      try {
        for await (const line of lines) await writePiece(response, line)
      } catch (error) {
        if (!response.headersSent) throw error
        const { code, message } = asAnlamError(error)
        await writePiece(response, toLine({ error: { code, message } }))
      }
      response.end()
    },
  }),
  route({
    method: 'put',
    path: '/v1/indexes/:index/files/:file',
    kind: 'write',
    tag: 'Documents',
    summary: 'Index a file',
    description:
      'The file has any format that `anlam index` reads, recognised by its extension, and at most 1 GiB. The answer ' +
      'is JSON lines: `{"documents"}` as progress, and at the end the counts, or `{"error"}`. `skipped` counts what ' +
      `was left out, and \`skippedRows\` says which and why (\`{"line","reason","message"}\`), up to ${MAX_SKIPPED}.`,
    scope: 'write',
    params: z.object({ index: Name, file: FileName }),
    query: z.object({
      textField: FieldName.optional().describe('Column of the text; default: text, or the only one of prose'),
      idField: FieldName.optional().describe('Column of the id; default: id'),
      onError: z.enum(['fail', 'skip']).optional().describe('What becomes of a bad row; default: fail'),
    }),
    rawBody: 'application/octet-stream',
    answer: 'application/x-ndjson',
    timeout: BULK_TIMEOUT,
    handle: async ({ service, params: { index, file }, query, incoming, response, signal }) => {
      const searcher = await service.searcher(index)
      const { textField, idField, onError } = query
      const read = {
        ...(textField === undefined ? {} : { textField }),
        ...(idField === undefined ? {} : { idField }),
        ...(onError === undefined ? {} : { onError }),
      }
      // Only the extension of the client's name reaches the file system.
      const extension = /(?:\.[a-z]{1,8}){1,2}$/i.exec(file)?.[0] ?? ''
      const folder = mkdtempSync(join(tmpdir(), 'anlam-upload-'))
      const path = join(folder, `upload${extension}`)
      const named = (message: string): string =>
        message.replaceAll(path, () => file).replaceAll(folder, () => '')
      const skippedRows: z.output<typeof SkippedRow>[] = []
      let skipped = 0
      try {
        await pipeline(incoming(), atMost(MAX_FILE), createWriteStream(path))
        response.type('application/x-ndjson')
        const report = await service.upsertFile(searcher, path, {
          label: file,
          read,
          signal,
          onProgress: documents => response.write(toLine({ documents })),
          onSkip: (what, { line, reason } = { line: 0, reason: 'unread' }) => {
            if (skipped++ < MAX_SKIPPED) skippedRows.push({ line, reason, message: named(what) })
          },
        })
        response.end(toLine({ done: true, ...report, skipped, skippedRows }))
      } catch (error) {
        const { code, message } = asAnlamError(error)
        if (!response.headersSent) throw new AnlamError(code, named(message))
        response.end(toLine({ error: { code, message: named(message) }, skipped, skippedRows }))
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }),
]

function atMost(bytes: number) {
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let size = 0
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > bytes) throw new AnlamError('invalid-input', `a file may have at most ${bytes >> 20} MiB`)
      yield chunk
    }
  }
}

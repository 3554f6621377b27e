import type { Response } from 'express'
import { z } from 'zod'
import { decisionTable } from '../../../curation/decision-table.js'
import { allDecisions } from '../../../curation/decisions.js'
import { hitTable } from '../../../curation/hit-table.js'
import { groupTable, pairTable } from '../../../curation/mined-tables.js'
import { negativeTable } from '../../../curation/negatives.js'
import { passageTable } from '../../../curation/passage-table.js'
import { MAX_K } from '../../../index/types.js'
import { tablePieces } from '../../../tables/pieces.js'
import { MEDIA_TYPES, TABLE_FORMATS, type Table, type TableOptions } from '../../../tables/table.js'
import { Filter, listOf, optional, otherwise, PassageId } from '../inputs.js'
import { type Route, route } from '../route.js'
import { Name } from '../schemas.js'
import { writePiece } from '../stream.js'
import { isReranked, SearchBody, search } from './search.js'

/** Milliseconds for a table: as long as its client reads. */
const TABLE_TIMEOUT = 3_600_000
const TABLE = [MEDIA_TYPES.csv, MEDIA_TYPES.jsonl, MEDIA_TYPES.parquet]

const Format = {
  format: otherwise(z.enum(TABLE_FORMATS), 'jsonl'),
  excel: otherwise(
    z
      .boolean()
      .describe('CSV with semicolons and a byte order mark, as Excel opens it where commas are decimal'),
    false,
  ),
}

/** Streams a table. One that breaks off ends the connection, so that no client takes it for whole. */
async function send(response: Response, name: string, table: Table, options: TableOptions): Promise<void> {
  const { format } = options
  response.set({
    'content-type': format === 'csv' ? `${MEDIA_TYPES.csv}; charset=utf-8` : MEDIA_TYPES[format],
    'content-disposition': `attachment; filename="${name}.${format}"`,
  })
  try {
    for await (const piece of tablePieces(table, options)) await writePiece(response, piece)
    response.end()
  } catch (error) {
    if (!response.headersSent) {
      response.removeHeader('content-disposition')
      throw error
    }
    response.destroy()
  }
}

export const exportRoutes: Route[] = [
  route({
    method: 'post',
    path: '/v1/indexes/:index/export',
    tag: 'Export',
    summary: 'Passages of an index as a table: all, those of a filter, or a list of ids',
    description:
      'Columns: id, text, title and the fields of metadata. CSV cells that a spreadsheet could run as a formula begin with an ' +
      'apostrophe; JSON lines and Parquet have the texts as they are.',
    scope: 'read',
    params: z.object({ index: Name }),
    body: z.strictObject({
      ...Format,
      filter: optional(Filter),
      ids: optional(listOf(PassageId, MAX_K).describe('Only these passages, in this order')),
    }),
    answer: TABLE,
    timeout: TABLE_TIMEOUT,
    handle: async ({ service, params, body: { filter, ids, ...options }, response, signal }) => {
      const { index } = await service.searcher(params.index)
      await send(response, 'passages', await passageTable(index, { filter, ids, signal }), options)
    },
  }),
  route({
    method: 'post',
    path: '/v1/search/export',
    kind: 'search',
    kindOf: ({ search: wanted }) => (isReranked(wanted) ? 'rerank' : undefined),
    tag: 'Export',
    summary: 'The hits of a search as a table',
    description:
      'Columns: query, rank, scores, id, documentId, text, source, title and the fields of metadata.',
    scope: 'read',
    body: z.strictObject({ ...Format, search: SearchBody }),
    answer: TABLE,
    handle: async ({ service, body: { search: wanted, ...options }, response, signal }) =>
      send(response, 'hits', hitTable([await search(service, wanted, signal)]), options),
  }),
  route({
    method: 'post',
    path: '/v1/indexes/:index/review/export',
    tag: 'Export',
    summary: 'Decisions about pairs as a table of labelled pairs',
    description:
      'Columns: a, b, label (1 for right, 0 for wrong, null for unsure), verdict, by, at, as `anlam calibrate` and `anlam review ' +
      'import` take them.',
    scope: 'read',
    params: z.object({ index: Name }),
    body: z.strictObject(Format),
    answer: TABLE,
    timeout: TABLE_TIMEOUT,
    handle: async ({ service, params, body: options, response }) => {
      const decisions = await allDecisions((await service.searcher(params.index)).index)
      await send(response, 'decisions', decisionTable(decisions), options)
    },
  }),
  route({
    method: 'post',
    path: '/v1/mining/:job/export',
    tag: 'Export',
    summary: 'Pairs or groups found by a job, or hard negatives for training, as a table',
    description:
      'Groups have a row for each member; its text is empty if it has been removed since. Hard negatives are flagged pairs, and ' +
      'those that were decided to be wrong: `negatives` has `sentence1`, `sentence2` and `label`, `triplets` has `anchor`, ' +
      '`positive` and `negative`, as sentence-transformers calls them.',
    scope: 'read',
    params: z.object({ job: z.string().min(1).max(64) }),
    body: z.strictObject({
      ...Format,
      what: otherwise(z.enum(['pairs', 'groups', 'negatives', 'triplets']), 'pairs'),
    }),
    answer: TABLE,
    timeout: TABLE_TIMEOUT,
    handle: async ({ service, params: { job }, body: { what, ...options }, response }) => {
      const { pairs, groups } = await service.jobs.result(job)
      const { index } = await service.searcher((await service.jobs.status(job)).index)
      const table =
        what === 'pairs'
          ? pairTable(pairs)
          : what === 'groups'
            ? groupTable(index, groups)
            : negativeTable(pairs, await allDecisions(index), what === 'triplets' ? 'triplets' : 'pairs')
      await send(response, what, table, options)
    },
  }),
]

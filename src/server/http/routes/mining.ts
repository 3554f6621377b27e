import { z } from 'zod'
import { groupRows } from '../../../mining/write.js'
import { page } from '../cursor.js'
import { FieldName, optional, otherwise, real } from '../inputs.js'
import { type Route, route } from '../route.js'
import { Cursor, Group, JobStatus, Limit, Name, Pair } from '../schemas.js'

const Params = z.object({ job: z.string().min(1).max(64) })
const Page = z.object({ cursor: Cursor.optional(), limit: Limit })
const MAX_PAIRS = 100_000
const MEMORY = 1 << 30
/** Milliseconds for a stream of events: as long as a job may take. */
const STREAM_TIMEOUT = 24 * 3_600_000

export const miningRoutes: Route[] = [
  route({
    method: 'post',
    path: '/v1/mining',
    tag: 'Mining',
    summary: 'Start mining an index for paraphrases',
    scope: 'write',
    status: 202,
    body: z.strictObject({
      index: Name,
      threshold: optional(real(z.number().min(-1).max(1)).describe('Least cosine of a pair')),
      topK: otherwise(z.int().min(1).max(1000).describe('Most neighbours considered per passage'), 50),
      mutual: otherwise(z.boolean(), false),
      maxPairs: otherwise(z.int().min(1).max(MAX_PAIRS), MAX_PAIRS),
      method: otherwise(z.enum(['auto', 'exact', 'approximate']), 'auto'),
      within: optional(FieldName),
      across: optional(FieldName),
    }),
    answer: JobStatus,
    handle: async ({ service, body: { index, threshold, within, across, ...settings } }) =>
      service.mine(
        index,
        {
          ...settings,
          memory: MEMORY,
          ...(within === undefined ? {} : { within }),
          ...(across === undefined ? {} : { across }),
        },
        threshold,
      ),
  }),
  route({
    method: 'get',
    path: '/v1/mining',
    tag: 'Mining',
    summary: 'Recent jobs',
    scope: 'read',
    answer: z.object({ jobs: z.array(JobStatus) }),
    handle: async ({ service }) => ({ jobs: await service.jobs.list() }),
  }),
  route({
    method: 'get',
    path: '/v1/mining/:job',
    tag: 'Mining',
    summary: 'Status and progress of a job',
    scope: 'read',
    params: Params,
    answer: JobStatus,
    handle: async ({ service, params }) => service.jobs.status(params.job),
  }),
  route({
    method: 'delete',
    path: '/v1/mining/:job',
    tag: 'Mining',
    summary: 'Cancel a job',
    scope: 'write',
    params: Params,
    answer: JobStatus,
    handle: async ({ service, params }) => service.jobs.cancel(params.job),
  }),
  route({
    method: 'get',
    path: '/v1/mining/:job/events',
    tag: 'Mining',
    summary: 'Status and progress of a job as server-sent events, until it ends',
    description: 'Events are named `status`; their data is the answer of GET /v1/mining/{job}.',
    scope: 'read',
    params: Params,
    answer: 'text/event-stream',
    timeout: STREAM_TIMEOUT,
    handle: async ({ service, params, response, signal, stopping }) => {
      await service.jobs.status(params.job)
      response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      for await (const status of service.jobs.watch(params.job, signal, stopping))
        response.write(`event: status\ndata: ${JSON.stringify(status)}\n\n`)
      response.end()
    },
  }),
  route({
    method: 'get',
    path: '/v1/mining/:job/pairs',
    tag: 'Mining',
    summary: 'Pairs found by a job, best first',
    scope: 'read',
    params: Params,
    query: Page,
    answer: z.object({ pairs: z.array(Pair), nextCursor: z.string().nullable() }),
    handle: async ({ service, params, query: { cursor, limit } }) => {
      const found = await service.jobs.result(params.job)
      const { items: pairs, nextCursor } = page(params.job, found.pairs, cursor, limit)
      return { pairs, nextCursor }
    },
  }),
  route({
    method: 'get',
    path: '/v1/mining/:job/groups',
    tag: 'Mining',
    summary: 'Groups found by a job, largest first',
    scope: 'read',
    params: Params,
    query: Page,
    answer: z.object({ groups: z.array(Group), nextCursor: z.string().nullable() }),
    handle: async ({ service, params, query: { cursor, limit } }) => {
      const found = await service.jobs.result(params.job)
      const { items: groups, nextCursor } = page(params.job, found.groups, cursor, limit)
      return { groups: [...groupRows(groups)], nextCursor }
    },
  }),
]

import { z } from 'zod'
import type { RecallStatus } from '../../../search/recall-gauge.js'
import { UNITS } from '../../../types.js'
import type { Service } from '../../service.js'
import { optional } from '../inputs.js'
import { type Route, route } from '../route.js'
import { IndexInfo, Name, NewName, NextPair, Overview, PassageMap } from '../schemas.js'

const Params = z.object({ index: Name })

async function infoOf(service: Service, name: string): Promise<z.output<typeof IndexInfo>> {
  const { index, gauge } = await service.searcher(name)
  return { ...(await index.stats()), recall: gauge ? recallOf(gauge.status) : null }
}

function recallOf({
  effort: ef,
  ...status
}: RecallStatus): NonNullable<z.output<typeof IndexInfo>['recall']> {
  return { ...status, ef }
}

/** All indexes except new ones that cannot be opened; a request for one of those gets the error. */
async function allOf(service: Service): Promise<z.output<typeof IndexInfo>[]> {
  const found = await Promise.all(
    service.names.map(name =>
      infoOf(service, name).catch((error: unknown) => {
        if (service.names.includes(name)) throw error
        return []
      }),
    ),
  )
  return found.flat()
}

export const indexRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/indexes',
    tag: 'Indexes',
    summary: 'All indexes',
    scope: 'read',
    answer: z.object({ indexes: z.array(IndexInfo) }),
    handle: async ({ service }) => ({ indexes: await allOf(service) }),
  }),
  route({
    method: 'post',
    path: '/v1/indexes',
    tag: 'Indexes',
    summary: 'Create an empty index',
    description: 'A server has at most `maxIndexes` indexes; the default is 100.',
    scope: 'admin',
    status: 201,
    body: z.strictObject({
      name: NewName,
      model: optional(
        z.enum(['builtin', 'builtin-static']).describe('Default: the model that the server was started with'),
      ),
      unit: optional(z.enum(UNITS).describe('Unit of a hit; default: that of each file format')),
    }),
    answer: IndexInfo,
    timeout: 300_000,
    handle: async ({ service, body: { name, model, unit } }) =>
      infoOf(service, await service.createIndex(name, model, unit)),
  }),
  route({
    method: 'get',
    path: '/v1/indexes/:index',
    tag: 'Indexes',
    summary: 'Describe an index',
    scope: 'read',
    params: Params,
    answer: IndexInfo,
    handle: ({ service, params }) => infoOf(service, params.index),
  }),
  route({
    method: 'delete',
    path: '/v1/indexes/:index',
    tag: 'Indexes',
    summary: 'Delete an index and everything in it',
    scope: 'admin',
    params: Params,
    answer: z.object({ deleted: z.string() }),
    handle: async ({ service, params: { index } }) => {
      await service.deleteIndex(index)
      return { deleted: index }
    },
  }),
  route({
    method: 'get',
    path: '/v1/indexes/:index/map',
    tag: 'Indexes',
    summary: 'Map of passages in two dimensions; similar ones are close together',
    description:
      'It has at most 2,000 passages, sampled evenly, in regions labelled with their typical words. The first ' +
      'request computes it, which takes seconds.',
    scope: 'read',
    params: Params,
    answer: PassageMap,
    timeout: 120_000,
    handle: ({ service, params }) => service.map(params.index),
  }),
  route({
    method: 'get',
    path: '/v1/indexes/:index/overview',
    tag: 'Indexes',
    summary: 'What an index is about: its topics, largest first, with an example of each',
    description: 'Of a sample of its passages; computed again when the index has changed.',
    scope: 'read',
    params: Params,
    answer: Overview,
    handle: ({ service, params }) => service.overview(params.index),
  }),
  route({
    method: 'get',
    path: '/v1/indexes/:index/next-pairs',
    tag: 'Indexes',
    summary: 'Pairs of passages that a person should label next, most telling first',
    description:
      'With a calibration, those it is least sure of, without the ones it was made with; otherwise pairs of all cosines. ' +
      'Passages are sampled evenly. `anlam calibrate` takes these rows, one a line, with 1 or 0 in place of null.',
    scope: 'read',
    params: Params,
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(10) }),
    answer: z.object({ pairs: z.array(NextPair) }),
    timeout: 120_000,
    handle: async ({ service, params, query, signal }) => ({
      pairs: await service.nextPairs(params.index, query.limit, signal),
    }),
  }),
]

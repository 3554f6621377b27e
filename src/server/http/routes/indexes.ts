import { z } from 'zod'
import type { RecallStatus } from '../../../search/recall-gauge.js'
import { UNITS } from '../../../types.js'
import type { Service } from '../../service.js'
import { optional } from '../inputs.js'
import { type Route, route } from '../route.js'
import { IndexInfo, Name, NewName, PassageMap } from '../schemas.js'

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

/** But for those that were made meanwhile and cannot be opened, of which whoever asks for them is told. */
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
    summary: 'All indexes that are served',
    scope: 'read',
    answer: z.object({ indexes: z.array(IndexInfo) }),
    handle: async ({ service }) => ({ indexes: await allOf(service) }),
  }),
  route({
    method: 'post',
    path: '/v1/indexes',
    tag: 'Indexes',
    summary: 'Make an empty index',
    description: 'A server makes up to `maxIndexes` of them, 100 unless it was set otherwise.',
    scope: 'admin',
    status: 201,
    body: z.strictObject({
      name: NewName,
      model: optional(z.literal('builtin').describe('Default: the model that the server was started with')),
      unit: optional(z.enum(UNITS).describe('What one hit is; default: each format’s own')),
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
    summary: 'What an index holds',
    scope: 'read',
    params: Params,
    answer: IndexInfo,
    handle: ({ service, params }) => infoOf(service, params.index),
  }),
  route({
    method: 'delete',
    path: '/v1/indexes/:index',
    tag: 'Indexes',
    summary: 'Delete an index and all in it',
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
    summary: 'Passages in two dimensions, near ones close together',
    description:
      'Of at most 2,000 passages, spread evenly, in regions named by their words. Computed on the first request, which ' +
      'takes seconds.',
    scope: 'read',
    params: Params,
    answer: PassageMap,
    timeout: 120_000,
    handle: ({ service, params }) => service.map(params.index),
  }),
]

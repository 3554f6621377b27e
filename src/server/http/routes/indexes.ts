import { z } from 'zod'
import { fieldsOf, sourcesOf } from '../../../curation/contents.js'
import type { RecallStatus } from '../../../search/recall-gauge.js'
import { UNITS } from '../../../types.js'
import type { Service } from '../../service.js'
import { verifyInThread } from '../../threaded-verify.js'
import { Filter, optional } from '../inputs.js'
import { type Route, route } from '../route.js'
import { Facet, IndexInfo, Name, NewName, Overview, PassageMap } from '../schemas.js'

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

const Source = z.object({ source: z.string(), documents: z.int(), passages: z.int() })
/** Most sources listed. */
const MAX_SOURCES = 1000

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
      infoOf(service, await service.keeper.create(name, model, unit)),
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
      await service.keeper.delete(index)
      return { deleted: index }
    },
  }),
  route({
    method: 'post',
    path: '/v1/indexes/:index/rename',
    kind: 'write',
    tag: 'Indexes',
    summary: 'Give an index another name',
    description:
      'It stays what it is; its mining jobs are forgotten. Indexes in a cluster keep their names: `anlam copy` makes one of another.',
    scope: 'admin',
    params: Params,
    body: z.strictObject({ name: NewName }),
    answer: IndexInfo,
    timeout: 300_000,
    handle: async ({ service, params, body: { name } }) =>
      infoOf(service, await service.keeper.giveName(params.index, name)),
  }),
  route({
    method: 'post',
    path: '/v1/indexes/:index/verify',
    kind: 'write',
    tag: 'Indexes',
    summary: 'Check an index for damage',
    description: 'Reads all of it, in a thread of its own. Indexes in a cluster are checked by the cluster.',
    scope: 'admin',
    params: Params,
    answer: z.object({
      ok: z.boolean(),
      checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
    }),
    timeout: 600_000,
    handle: async ({ service, params, signal }) => {
      const { index } = await service.searcher(params.index)
      const checks = await verifyInThread(service.config, index.name, signal)
      return { ok: checks.every(({ ok }) => ok), checks }
    },
  }),
  route({
    method: 'post',
    path: '/v1/indexes/:index/fields',
    tag: 'Indexes',
    summary: 'Fields of metadata with how often their values occur',
    description:
      'The fields are those of a sample of 1,000 passages; their values are counted in all, or in those of a filter.',
    scope: 'read',
    params: Params,
    body: z.strictObject({ filter: optional(Filter) }),
    answer: z.object({ fields: z.array(Facet) }),
    timeout: 120_000,
    handle: async ({ service, params, body: { filter } }) => {
      const { index } = await service.searcher(params.index)
      return { fields: await service.facets.of(index, await fieldsOf(index), filter) }
    },
  }),
  route({
    method: 'get',
    path: '/v1/indexes/:index/sources',
    tag: 'Indexes',
    summary: 'Where the documents of an index came from, those of most documents first',
    description: `At most ${MAX_SOURCES} are listed; all are counted.`,
    scope: 'read',
    params: Params,
    answer: z.object({ count: z.int(), sources: z.array(Source) }),
    timeout: 120_000,
    handle: async ({ service, params, signal }) => {
      const sources = await sourcesOf((await service.searcher(params.index)).index, signal)
      return { count: sources.length, sources: sources.slice(0, MAX_SOURCES) }
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
    summary:
      'What an index is about: its topics, largest first, with an example of each; and what was added last',
    description: 'Topics are those of a sample of its passages. Computed again when the index has changed.',
    scope: 'read',
    params: Params,
    answer: Overview,
    handle: ({ service, params }) => service.overview(params.index),
  }),
]

import { z } from 'zod'
import { explain } from '../../../analysis/explain.js'
import { dot, rowOf } from '../../../basics/vectors.js'
import { AnlamError } from '../../../errors.js'
import { type Facet, MAX_FACETS } from '../../../index/facets.js'
import { MAX_K } from '../../../index/types.js'
import { depthOfPages } from '../../../search/depth.js'
import { MODES } from '../../../search/modes.js'
import type { SearchResult } from '../../../search/searcher.js'
import { describedHits, MAX_DESCRIBED } from '../../described-hits.js'
import { MAX_BUDGET } from '../../second-looks.js'
import type { Service } from '../../service.js'
import { fromCursor, toCursor } from '../cursor.js'
import { Explained, FieldName, Filter, listOf, optional, PassageId, Query, real } from '../inputs.js'
import { type Route, route } from '../route.js'
import {
  Cursor,
  Explanation,
  Hit,
  K,
  MAX_BATCH,
  Name,
  SearchAnswer,
  StoredPassage,
  Text,
} from '../schemas.js'

const MAX_MATRIX = 1000

export const SearchBody = z.strictObject({
  query: Query,
  index: optional(Name.describe('Default: the first index of the server')),
  k: K,
  mode: optional(z.enum(MODES)).meta({
    'x-default': 'hybrid',
    description:
      'By meaning, by wording, or by both. Without it, what wording cannot be looked for in is searched by meaning: ' +
      'a query with too many words, or an index that keeps none',
  }),
  minScore: optional(
    z
      .union([real(z.number()), z.literal('auto')])
      .describe('Least score of a hit; auto leaves out what probably does not answer'),
  ),
  filter: optional(Filter),
  collapse: optional(z.boolean().describe('Leave out hits that say nothing that a better one does not')),
  rerank: optional(
    z
      .union([
        z.boolean(),
        z.strictObject({
          top: optional(z.int().min(1).max(1000)),
          budget: optional(z.int().min(1).max(MAX_BUDGET)).describe('Milliseconds'),
        }),
      ])
      .describe('Look at the best hits (`top`) again with the re-ranker of the server, if it has one'),
  ),
  facets: optional(listOf(FieldName, MAX_FACETS).describe('Fields of metadata whose values are counted')),
  cursor: optional(Cursor),
})

export const isReranked = ({ rerank }: z.output<typeof SearchBody>): boolean =>
  rerank !== undefined && rerank !== false

/** Answers a search. */
export async function search(
  service: Service,
  {
    query,
    index,
    k,
    mode,
    minScore,
    filter,
    collapse = false,
    rerank,
    facets,
    cursor,
  }: z.output<typeof SearchBody>,
  signal: AbortSignal,
): Promise<SearchResult & { index: string; nextCursor: string | null; facets?: Facet[] }> {
  const searcher = await service.searcher(index)
  const look = rerank ? service.looks.look(rerank === true ? {} : rerank) : undefined
  const { id, name } = searcher.index
  const from = cursor === undefined ? 0 : fromCursor(id, cursor, 'number')
  const wanted = Math.min(MAX_K, from + k + 1)
  const counting = facets && service.facets.of(searcher.index, facets, filter)
  // Reported when it is awaited.
  counting?.catch(() => undefined)
  const found: SearchResult = await searcher.search({
    query,
    collapse,
    ...(mode ? { mode } : {}),
    // One more hit tells whether there is another page. A first page of `MAX_K` hits has no next one.
    k: cursor === undefined && k === MAX_K ? MAX_K : wanted,
    depth: depthOfPages(wanted),
    ...(minScore === undefined ? {} : { minScore }),
    ...(filter ? { filter } : {}),
    ...(look ? { rerank: look } : {}),
    signal,
  })
  const hits = found.hits.slice(from, from + k)
  return {
    index: name,
    ...found,
    hits,
    ...(counting ? { facets: await counting } : {}),
    nextCursor: found.hits.length > from + k ? toCursor(id, from + k) : null,
  }
}

export const searchRoutes: Route[] = [
  route({
    method: 'post',
    path: '/v1/search',
    kind: 'search',
    kindOf: body => (isReranked(body) ? 'rerank' : undefined),
    tag: 'Search',
    summary: 'Search an index by meaning, wording, or both',
    scope: 'read',
    body: SearchBody,
    answer: SearchAnswer,
    handle: ({ service, body, signal }) => search(service, body, signal),
  }),
  route({
    method: 'post',
    path: '/v1/search/batch',
    kind: 'search',
    kindOf: ({ searches }) => (searches.some(isReranked) ? 'rerank' : undefined),
    units: ({ searches }) => searches.length,
    tag: 'Search',
    summary: 'Search for several queries at once',
    scope: 'read',
    body: z.strictObject({ searches: listOf(SearchBody, MAX_BATCH) }),
    answer: z.object({ results: z.array(SearchAnswer) }),
    handle: async ({ service, body, signal }) => ({
      results: await Promise.all(body.searches.map(each => search(service, each, signal))),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/similar',
    kind: 'search',
    tag: 'Search',
    summary: 'Passages similar to one of the index',
    scope: 'read',
    body: z.strictObject({
      id: PassageId.describe('Id of the passage'),
      index: optional(Name),
      k: K,
      minScore: optional(real(z.number().min(-1).max(1))),
      describe: optional(
        z
          .boolean()
          .describe(`Say of each hit its kind and flags, as mining does; k is at most ${MAX_DESCRIBED}`),
      ),
    }),
    answer: z.object({ index: z.string(), id: z.string(), hits: z.array(Hit) }),
    handle: async ({ service, body: { id, index: name, k, minScore = -1, describe = false }, signal }) => {
      const { index, probability } = await service.searcher(name)
      const [[vector], [passage]] = await Promise.all([index.vectors([id]), index.get([id])])
      if (!vector || !passage)
        throw new AnlamError('not-found', `index ${index.name} has no passage ${JSON.stringify(id)}`)
      if (describe && k > MAX_DESCRIBED)
        throw new AnlamError('invalid-input', `with describe, k is at most ${MAX_DESCRIBED}, not ${k}`)
      const found = await index.search(vector, { k: Math.min(MAX_K, k + 1), signal })
      const near = found.filter(hit => hit.id !== id && hit.score >= minScore).slice(0, k)
      const { config, reporter } = service
      const hits = (
        describe ? await describedHits(config, index, passage.text, near, { reporter, signal }) : near
      ).map((hit, i) => ({
        rank: i + 1,
        ...hit,
        ...(probability ? { probability: probability(hit.score) } : {}),
      }))
      return { index: index.name, id, hits }
    },
  }),
  route({
    method: 'post',
    path: '/v1/passages',
    tag: 'Search',
    summary: 'Passages by id; null for an unknown id',
    scope: 'read',
    body: z.strictObject({ ids: listOf(PassageId, MAX_MATRIX), index: optional(Name) }),
    answer: z.object({ passages: z.array(StoredPassage.nullable()) }),
    handle: async ({ service, body: { ids, index } }) => {
      const found = await (await service.searcher(index)).index.get(ids)
      return { passages: found.map(passage => passage ?? null) }
    },
  }),
  route({
    method: 'post',
    path: '/v1/similarity',
    kind: 'encode',
    units: ({ a, b = [] }) => a.length + b.length,
    tag: 'Search',
    summary: 'Cosine similarities of two lists of texts',
    scope: 'read',
    body: z.strictObject({
      a: listOf(Text, MAX_MATRIX),
      b: optional(listOf(Text, MAX_MATRIX).describe('Default: a')),
      index: optional(Name.describe('Index whose model is used')),
    }),
    answer: z.object({ model: z.string(), scores: z.array(z.array(z.number())) }),
    handle: async ({ service, body: { a, b, index }, signal }) => {
      const encoder = await service.encoder(index)
      const left = await encoder.encode(a, { signal })
      const right = b ? await encoder.encode(b, { signal }) : left
      const columns = Array.from({ length: right.rows }, (_, j) => rowOf(right, j))
      const scores = a.map((_, i) => columns.map(column => dot(rowOf(left, i), column)))
      return { model: encoder.spec.model, scores }
    },
  }),
  route({
    method: 'post',
    path: '/v1/explain',
    kind: 'encode',
    tag: 'Search',
    summary: 'Which words of two texts contribute to their similarity',
    scope: 'read',
    body: z.strictObject({ a: Explained, b: Explained, index: optional(Name) }),
    answer: Explanation,
    handle: async ({ service, body: { a, b, index }, signal }) =>
      explain(await service.encoder(index), a, b, signal),
  }),
]

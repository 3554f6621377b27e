import { z } from 'zod'
import { exactCopies } from '../../../curation/copies.js'
import { dedupe, planDedupe } from '../../../curation/dedupe.js'
import { parseKeep } from '../../../curation/keep.js'
import { keepOne } from '../../../curation/keep-one.js'
import { forgetRemoval, listRemovals, removedDocuments, undoRemoval } from '../../../curation/removals.js'
import { DedupeAnswer, DedupeBody, KeepBody, Removal, RemovedPage, UndoAnswer } from '../curation-schemas.js'
import { fromCursor, toCursor } from '../cursor.js'
import { type Route, route } from '../route.js'
import { Cursor, Limit, Name } from '../schemas.js'

/** Milliseconds for what reads a whole index. */
const WHOLE_INDEX = 600_000

const Params = z.object({ index: Name })
const RemovalParams = z.object({ index: Name, removal: z.string().min(1).max(64) })

export const curationRoutes: Route[] = [
  route({
    method: 'post',
    path: '/v1/indexes/:index/dedupe',
    kind: 'write',
    tag: 'Curation',
    summary: 'Remove exact copies of documents, so that it can be undone',
    description:
      'Copies have the same text, except for white space. To remove what says the same in other words, mine the index, and ' +
      'keep one of each group.',
    scope: 'write',
    params: Params,
    body: DedupeBody,
    answer: DedupeAnswer,
    timeout: WHOLE_INDEX,
    handle: async ({ service, params, body: { keep, merge, dryRun, by }, signal }) =>
      service.writing(params.index, async index => {
        const plan = planDedupe(await exactCopies(index, signal), { keep: parseKeep(keep), merge })
        const removal = dryRun ? undefined : await dedupe(index, plan, { by, signal })
        const { documents, groups, removals, merged, differing } = plan
        return {
          documents,
          groups,
          removed: removals.length,
          merged: merged.size,
          differing,
          removal: removal ?? null,
        }
      }),
  }),
  route({
    method: 'post',
    path: '/v1/indexes/:index/removals',
    kind: 'write',
    tag: 'Curation',
    summary: 'Keep one passage of a group, and remove the documents of the others, so that it can be undone',
    description: 'Refused if a document to remove has more passages than the named one.',
    scope: 'write',
    params: Params,
    body: KeepBody,
    status: 201,
    answer: Removal,
    handle: async ({ service, params, body }) => service.writing(params.index, index => keepOne(index, body)),
  }),
  route({
    method: 'get',
    path: '/v1/indexes/:index/removals',
    tag: 'Curation',
    summary: 'Removals that can be undone, the latest first',
    scope: 'read',
    params: Params,
    answer: z.object({ removals: z.array(Removal) }),
    handle: async ({ service, params }) => ({
      removals: await listRemovals((await service.searcher(params.index)).index),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/indexes/:index/removals/:removal',
    tag: 'Curation',
    summary: 'What a removal removed',
    scope: 'read',
    params: RemovalParams,
    query: z.object({ cursor: Cursor.optional(), limit: Limit }),
    answer: RemovedPage,
    handle: async ({ service, params: { index: name, removal }, query: { cursor, limit } }) => {
      const { index } = await service.searcher(name)
      const after = cursor === undefined ? undefined : fromCursor(removal, cursor, 'string')
      const { documents, last } = await removedDocuments(index, removal, { after, limit })
      return { documents, nextCursor: last === null ? null : toCursor(removal, last) }
    },
  }),
  route({
    method: 'post',
    path: '/v1/indexes/:index/removals/:removal/undo',
    kind: 'write',
    tag: 'Curation',
    summary: 'Bring back what a removal removed',
    description:
      'Documents that have been written anew since are left as they are. The removal is forgotten then.',
    scope: 'write',
    params: RemovalParams,
    answer: UndoAnswer,
    timeout: WHOLE_INDEX,
    handle: async ({ service, params: { index, removal } }) =>
      service.writing(index, writer => undoRemoval(writer, removal)),
  }),
  route({
    method: 'delete',
    path: '/v1/indexes/:index/removals/:removal',
    kind: 'write',
    tag: 'Curation',
    summary: 'Free the space of a removal, which cannot be undone any more',
    scope: 'write',
    params: RemovalParams,
    answer: z.object({ forgotten: z.string() }),
    handle: async ({ service, params: { index, removal } }) => {
      await service.writing(index, writer => forgetRemoval(writer, removal))
      return { forgotten: removal }
    },
  }),
]

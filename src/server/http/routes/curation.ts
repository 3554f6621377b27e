import { z } from 'zod'
import { exactCopies, minedCopies } from '../../../curation/copies.js'
import { allDecisions } from '../../../curation/decisions.js'
import { dedupe, leastAlike, planDedupe } from '../../../curation/dedupe.js'
import { parseKeep } from '../../../curation/keep.js'
import { keepOne } from '../../../curation/keep-one.js'
import { forgetRemoval, listRemovals, removedDocuments, undoRemoval } from '../../../curation/removals.js'
import { tagDocuments } from '../../../curation/tags.js'
import { AnlamError } from '../../../errors.js'
import type { Group } from '../../../mining/types.js'
import type { Service } from '../../service.js'
import {
  DedupeAnswer,
  DedupeBody,
  KeepBody,
  Removal,
  RemovedPage,
  TagBody,
  UndoAnswer,
} from '../curation-schemas.js'
import { fromCursor, toCursor } from '../cursor.js'
import { type Route, route } from '../route.js'
import { Cursor, Limit, Name } from '../schemas.js'

/** Removals whose texts an answer has. */
const SHOWN = 5
/** Milliseconds for what reads a whole index. */
const WHOLE_INDEX = 600_000

const Params = z.object({ index: Name })
const RemovalParams = z.object({ index: Name, removal: z.string().min(1).max(64) })

/** @throws AnlamError `not-found` for a job of another index: ids may be the same there, and texts are not */
async function groupsOf({ jobs }: Service, index: string, job: string): Promise<readonly Group[]> {
  const { index: of } = await jobs.status(job)
  if (of !== index) throw new AnlamError('not-found', `job ${job} mined index ${of}, not ${index}`)
  return (await jobs.result(job)).groups
}

export const curationRoutes: Route[] = [
  route({
    method: 'post',
    path: '/v1/indexes/:index/dedupe',
    kind: 'write',
    tag: 'Curation',
    summary: 'Remove copies of documents, so that it can be undone',
    description:
      'Exact ones have the same text, except for white space. With `job`, one of each group that it found is kept, except for ' +
      'what somebody decided to say something else, and parts of longer documents.',
    scope: 'write',
    params: Params,
    body: DedupeBody,
    answer: DedupeAnswer,
    timeout: WHOLE_INDEX,
    handle: async ({ service, params, body: { job, keep, minScore, merge, dryRun, by }, signal }) => {
      const mined = job === undefined ? undefined : await groupsOf(service, params.index, job)
      return service.writing(params.index, async index => {
        const found = mined ? await minedCopies(index, mined, signal) : await exactCopies(index, signal)
        const decisions = await allDecisions(index)
        const plan = planDedupe(found, { keep: parseKeep(keep), minScore, merge, decisions })
        const removal = dryRun ? undefined : await dedupe(index, plan, { by, signal })
        const { documents, groups, removals, merged, differing } = plan
        return {
          documents,
          groups,
          removed: removals.length,
          merged: merged.size,
          differing,
          leastAlike: leastAlike(plan, SHOWN).map(({ differs: _, ...each }) => each),
          removal: removal ?? null,
        }
      })
    },
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
    method: 'post',
    path: '/v1/indexes/:index/tags',
    kind: 'write',
    tag: 'Curation',
    summary: 'Set fields of metadata of the documents of some passages, so that it can be undone',
    description: 'It is listed among removals, of no document, and undone like them.',
    scope: 'write',
    params: Params,
    body: TagBody,
    status: 201,
    answer: Removal,
    timeout: WHOLE_INDEX,
    handle: async ({ service, params, body, signal }) =>
      service.writing(params.index, index => tagDocuments(index, { ...body, signal })),
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

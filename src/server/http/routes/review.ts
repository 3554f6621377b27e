import { z } from 'zod'
import { calibrateReviewed } from '../../../curation/calibrate-reviewed.js'
import { allDecisions, decide, undecide } from '../../../curation/decisions.js'
import { nextToReview } from '../../../curation/next-to-review.js'
import { reviewStatus } from '../../../curation/review-status.js'
import { page } from '../cursor.js'
import {
  CalibrationAnswer,
  DecideBody,
  Decision,
  ReviewPair,
  ReviewStatus,
  TextsOfPair,
} from '../review-schemas.js'
import { type Route, route } from '../route.js'
import { Cursor, Limit, Name } from '../schemas.js'

/** Milliseconds for what searches or encodes many texts. */
const SLOW = 120_000

const Params = z.object({ index: Name })

export const reviewRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/indexes/:index/review',
    tag: 'Review',
    summary: 'How far the review of an index is',
    scope: 'read',
    params: Params,
    answer: ReviewStatus,
    handle: async ({ service, params }) => reviewStatus((await service.searcher(params.index)).index),
  }),
  route({
    method: 'get',
    path: '/v1/indexes/:index/review/next',
    tag: 'Review',
    summary: 'Pairs that a person should decide about next, most telling first',
    description:
      'First those near the threshold, and those whose cosine says yes and whose flags say no. Pairs that were decided about are ' +
      'left out. With `job`, pairs that this mining job found, otherwise sampled passages and their neighbours.',
    scope: 'read',
    params: Params,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(100).default(20),
      job: z.string().min(1).max(64).optional(),
    }),
    answer: z.object({ pairs: z.array(ReviewPair) }),
    timeout: SLOW,
    handle: async ({ service, params, query: { limit, job }, signal }) => {
      const { index } = await service.searcher(params.index)
      const pairs = job === undefined ? undefined : (await service.jobs.result(job)).pairs
      const { config, reporter } = service
      return { pairs: await nextToReview(config, index, { count: limit, pairs, reporter, signal }) }
    },
  }),
  route({
    method: 'post',
    path: '/v1/indexes/:index/review',
    kind: 'write',
    tag: 'Review',
    summary: 'Decide about pairs of texts',
    description:
      'When the answer arrives, the decisions are durable. One about a pair that was decided about counts from now on.',
    scope: 'write',
    params: Params,
    body: DecideBody,
    answer: z.object({ decisions: z.array(Decision) }),
    handle: async ({ service, params, body: { decisions, by } }) => ({
      decisions: await service.writing(params.index, index =>
        decide(
          index,
          decisions.map(({ aId, bId, score, ...decision }) => ({
            ...decision,
            ...(aId === undefined ? {} : { aId }),
            ...(bId === undefined ? {} : { bId }),
            ...(score === undefined ? {} : { score }),
            by,
          })),
        ),
      ),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/indexes/:index/review/undo',
    kind: 'write',
    tag: 'Review',
    summary: 'Take back the last decision about a pair',
    scope: 'write',
    params: Params,
    body: TextsOfPair,
    answer: z.object({
      decision: Decision.nullable().describe('The one before, which counts again; null if there is none'),
    }),
    handle: async ({ service, params, body }) => ({
      decision: (await service.writing(params.index, index => undecide(index, body))) ?? null,
    }),
  }),
  route({
    method: 'get',
    path: '/v1/indexes/:index/review/decisions',
    tag: 'Review',
    summary: 'Decisions that count',
    scope: 'read',
    params: Params,
    query: z.object({ cursor: Cursor.optional(), limit: Limit }),
    answer: z.object({ decisions: z.array(Decision), nextCursor: z.string().nullable() }),
    handle: async ({ service, params, query: { cursor, limit } }) => {
      const { index } = await service.searcher(params.index)
      const { items, nextCursor } = page(index.id, await allDecisions(index), cursor, limit)
      return { decisions: items, nextCursor }
    },
  }),
  route({
    method: 'post',
    path: '/v1/indexes/:index/review/calibrate',
    kind: 'encode',
    tag: 'Review',
    summary: 'Calibrate an index by what was decided, and say what its threshold was and is worth',
    description:
      'Refused if the decisions do not suffice, saying how many are missing; the earlier calibration then stays.',
    scope: 'write',
    params: Params,
    body: z.strictObject({}),
    answer: CalibrationAnswer,
    timeout: SLOW,
    handle: async ({ service, params, signal }) => {
      const searcher = await service.searcher(params.index)
      const { index, encoder } = searcher
      const { config, reporter } = service
      const found = await calibrateReviewed(config, index, encoder, { reporter, signal })
      searcher.probability = found.probability
      const { before, after, calibration } = found
      const { pairs, positives, method, brier, logLoss } = calibration
      return { before, after, pairs, positives, method, brier, logLoss }
    },
  }),
]

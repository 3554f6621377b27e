import { z } from 'zod'
import { MAX_FILTER_STRING } from '../../basics/bounds.js'
import { toPlain } from '../../basics/document.js'
import { listOf, Metadata, made, optional, otherwise, PassageId, real } from './inputs.js'
import { StoredMetadata } from './schemas.js'

/** Most passages removed by one request. */
const MAX_REMOVED = 1000
/** Most passages whose documents one request tags. */
const MAX_TAGGED = 10_000

export const By = made(z.string().min(1).max(200), by => toPlain(by, 'the name')).describe('Who decides so')

export const Removal = z.object({
  id: z.string(),
  at: z.string().describe('ISO 8601'),
  by: z.string().optional(),
  documents: z.int().describe('Documents removed'),
  merged: z.int().describe('Documents whose metadata were changed: taken over from removed ones, or tagged'),
})

const Merge = otherwise(
  z.boolean().describe('Give the document that stays the metadata that it lacks and others have'),
  false,
)

export const KeepBody = z.strictObject({
  keep: PassageId.describe('Passage that stays'),
  remove: listOf(PassageId, MAX_REMOVED).describe('Passages whose documents are removed'),
  merge: Merge,
  by: optional(By),
})

export const TagBody = z.strictObject({
  ids: listOf(PassageId, MAX_TAGGED).describe('Passages whose documents are tagged'),
  set: Metadata.describe('Fields and their values; null takes a field away'),
  by: optional(By),
})

export const DedupeBody = z.strictObject({
  job: optional(
    z.string().min(1).max(64).describe('Mining job whose groups are taken for copies; default: exact copies'),
  ),
  keep: otherwise(
    z
      .string()
      .min(1)
      .max(MAX_FILTER_STRING)
      .describe('`first`, `longest`, or the field of metadata whose greatest value decides'),
    'first',
  ),
  minScore: optional(
    real(z.number().min(-1).max(1)).describe(
      'With `job`: least cosine of a copy to the representative of its group',
    ),
  ),
  merge: Merge,
  dryRun: otherwise(z.boolean().describe('Only count'), false),
  by: optional(By),
})

export const DedupeAnswer = z.object({
  documents: z.int().describe('Documents there were'),
  groups: z.int().describe('Groups of copies'),
  removed: z.int(),
  merged: z.int(),
  differing: z
    .record(z.string(), z.int())
    .describe('How many removed documents had another value than the one that stays, by field'),
  leastAlike: z
    .array(
      z.object({
        removed: z.string(),
        kept: z.string(),
        text: z.string(),
        keptText: z.string(),
        score: z.number(),
      }),
    )
    .describe(
      'The removals whose texts are least alike, at most 5, with the lesser cosine of the two to the representative',
    ),
  removal: Removal.nullable().describe('Null if nothing was removed'),
})

export const RemovedPage = z.object({
  documents: z.array(
    z.object({
      id: z.string(),
      kept: z.string().describe('Id of the document that stays for it'),
      text: z.string(),
      metadata: StoredMetadata,
    }),
  ),
  nextCursor: z.string().nullable(),
})

export const UndoAnswer = z.object({
  restored: z.int().describe('Documents that are there again'),
  reverted: z.int().describe('Documents that have the metadata again that they had'),
  left: z
    .array(z.string())
    .describe('Ids of documents that have been written anew since, and were left as they are'),
})

import { z } from 'zod'
import { toPlain } from '../../basics/document.js'
import { VERDICTS } from '../../curation/decisions.js'
import { FLAGS } from '../../mining/flags/names.js'
import { KINDS } from '../../mining/kinds.js'
import { By } from './curation-schemas.js'
import { FilledText, listOf, made, optional, PassageId, real } from './inputs.js'

/** Most decisions of one request. */
const MAX_DECISIONS = 1000

const PairText = made(FilledText, text => toPlain(text, 'the text'))

/** The two texts of a pair, in whichever order. */
export const TextsOfPair = z.strictObject({ a: PairText, b: PairText })

const Details = {
  aId: optional(PassageId),
  bId: optional(PassageId),
  score: optional(real(z.number().min(-1).max(1)).describe('Cosine, to be shown again')),
}

const Verdict = z
  .enum(VERDICTS)
  .describe('Whether both texts say the same: `right`, `wrong`, or `unsure` if one cannot tell')

export const DecideBody = z.strictObject({
  decisions: listOf(
    z.strictObject({ a: PairText, b: PairText, verdict: Verdict, ...Details }),
    MAX_DECISIONS,
  ),
  by: optional(By),
})

export const Decision = z.object({
  a: z.string(),
  b: z.string(),
  aId: z.string().optional(),
  bId: z.string().optional(),
  score: z.number().optional(),
  verdict: Verdict,
  at: z.string().describe('ISO 8601'),
  by: z.string().optional(),
  earlier: z.int().describe('How many decisions about this pair came before'),
})

export const ReviewStatus = z.object({
  right: z.int(),
  wrong: z.int(),
  unsure: z.int(),
  by: z
    .record(z.string(), z.int())
    .describe('Decisions by who took them; under an empty name those of nobody named'),
  last: z.string().nullable().describe('When the last one was taken'),
  missing: z
    .object({ right: z.int(), wrong: z.int() })
    .describe('How many more decisions are needed to calibrate by them'),
})

export const ReviewPair = z.object({
  a: z.string(),
  b: z.string(),
  aId: z.string(),
  bId: z.string(),
  score: z.number(),
  kind: z.enum(KINDS),
  flags: z.array(z.enum(FLAGS)),
  probability: z
    .number()
    .describe(
      'That both say the same: by the calibration, otherwise by how far the cosine is from the threshold',
    ),
})

export const AtThreshold = z.object({
  threshold: z.number(),
  precision: z
    .number()
    .nullable()
    .describe('Share of the pairs from there on that are right; null if there are none'),
  recall: z.number(),
  accepted: z.int().describe('Number of pairs from there on'),
})

export const CalibrationAnswer = z.object({
  before: AtThreshold.describe(
    'The threshold for paraphrases that held so far, on the pairs that were decided about',
  ),
  after: AtThreshold.describe('The new one, on the same pairs'),
  pairs: z.int(),
  positives: z.int(),
  method: z.string(),
  brier: z.number().describe('On held-out pairs'),
  logLoss: z.number(),
})

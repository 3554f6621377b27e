import { z } from 'zod'
import { MeasuredFacts } from '../evaluation/measured.js'
import type { RelevanceModel } from './relevance.js'

const Logistic = z.object({ weights: z.array(z.number()), bias: z.number() })
const schema: z.ZodType<RelevanceModel> = z.object({ meaning: Logistic, wording: Logistic })

/** What scores say, by model. */
export const RELEVANCE = new MeasuredFacts('relevance', schema)

import { z } from 'zod'
import { toNfc } from '../../basics/document.js'
import { SKIP_REASONS } from '../../basics/skipped-row.js'
import { ERROR_CODES } from '../../errors.js'
import { MAX_DISTINCT } from '../../index/facets.js'
import { INDEX_NAME, INDEX_NAME_RULE } from '../../index/names.js'
import { MAX_K } from '../../index/types.js'
import { FLAGS } from '../../mining/flags/names.js'
import { KINDS } from '../../mining/kinds.js'
import { MODES } from '../../search/modes.js'
import { CONFIDENCES } from '../../search/relevance.js'
import { MAX_QUERY_CHARACTERS } from '../../search/searcher.js'
import { UNITS } from '../../types.js'
import { LISTED } from '../facet-counts.js'
import { SCOPES } from '../scopes.js'
import { DocumentId, DocumentText, Metadata, optional, otherwise, Title } from './inputs.js'

/** Most searches in one request. */
export const MAX_BATCH = 100

/** A name has at most 64 letters; that is up to 128 UTF-16 code units. */
export const Name = z.string().overwrite(toNfc).min(1).max(128).describe('Name of an index')
/** The service checks whether the name is free. */
export const NewName = z
  .string()
  .overwrite(toNfc)
  .regex(INDEX_NAME, `a name has ${INDEX_NAME_RULE}`)
  .describe(`Name of an index: ${INDEX_NAME_RULE}; it must not differ from another name only in case`)
export const Text = z.string().max(MAX_QUERY_CHARACTERS)
export const K = otherwise(z.int().min(1).max(MAX_K), 10)
export const Cursor = z.string().max(8192).describe('nextCursor of the previous page')
export const Limit = z.coerce.number().int().min(1).max(1000).default(100)

export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'up to 255 ASCII characters, no spaces')
  .describe('A write repeated with the same key within a day gets the same answer and writes nothing')

export const StoredMetadata = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

const ProblemCode = z.enum([...ERROR_CODES, 'unauthorized', 'forbidden'])
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: ProblemCode,
    error: z
      .object({ message: z.string(), type: z.string(), code: ProblemCode, param: z.string().nullable() })
      .describe('The same in the form of the OpenAI API; `param` is the invalid field of the request'),
  })
  .describe('RFC 9457 problem details')

const Origin = {
  source: z.string(),
  title: z.string().optional(),
  metadata: StoredMetadata,
}

export const Hit = z.object({
  rank: z.int(),
  id: z.string(),
  documentId: z.string(),
  score: z
    .number()
    .describe(
      'Semantic: cosine, -1 to 1; lexical: BM25; hybrid: cosine raised by BM25 and by likeness to the best hits, -1 to 1',
    ),
  cosine: z.number().optional().describe('Hybrid only'),
  bm25: z.number().optional().describe('Hybrid only'),
  highlights: z
    .array(z.object({ start: z.int(), end: z.int() }))
    .optional()
    .describe('Matching words, as UTF-16 offsets; lexical and hybrid only'),
  copies: z.int().optional().describe('Hits left out because this one says the same; with `collapse` only'),
  copyIds: z.array(z.string()).optional().describe('Their ids, best first'),
  probability: z.number().optional().describe('Probability of a paraphrase; calibrated indexes only'),
  relevance: z
    .number()
    .optional()
    .describe('Probability that it answers the query; models whose scores have been measured only'),
  rerank: z
    .number()
    .optional()
    .describe('Probability that it answers, by the re-ranker, which decides the order; with `rerank` only'),
  kind: z
    .enum(KINDS)
    .optional()
    .describe('What mining would call the pair; similar passages with `describe` only'),
  flags: z.array(z.enum(FLAGS)).optional().describe('Signs that both say different things; likewise'),
  text: z.string(),
  ...Origin,
})

export const Facet = z.object({
  field: z.string(),
  passages: z.int().describe('Passages that have the field'),
  distinct: z.int().describe(`Different values; ${MAX_DISTINCT} if there are more`),
  values: z
    .array(z.object({ value: z.string(), passages: z.int() }))
    .describe(`The ${LISTED} most frequent values, as text`),
  range: z
    .object({ least: z.string(), greatest: z.string() })
    .nullable()
    .describe('If all values are numbers, or all begin with a date'),
})

export const SearchAnswer = z.object({
  index: z.string(),
  query: z.string(),
  mode: z.enum(MODES),
  hits: z.array(Hit),
  confidence: z
    .enum(CONFIDENCES)
    .optional()
    .describe('Whether the most relevant hit probably, possibly or hardly answers; with relevance only'),
  rerank: z
    .object({
      model: z.string(),
      calibrated: z.boolean().describe('Whether its probabilities were learnt from judged texts'),
      scored: z.int(),
      leftOut: z.int().describe('Hits for which there was no time; they stand behind those with a score'),
      truncated: z.int(),
      milliseconds: z.number(),
    })
    .optional()
    .describe('What looking again did; with `rerank` only'),
  facets: z
    .array(Facet)
    .optional()
    .describe('Of all passages that the filter matches, whatever the query; in the order of the request'),
  nextCursor: z.string().nullable(),
  truncated: z.boolean().describe('Whether the query was cut to the most tokens the model takes'),
  timings: z.object({ encode: z.number(), search: z.number(), total: z.number() }).describe('Milliseconds'),
})

const Span = z.object({ text: z.string(), start: z.int(), end: z.int(), weight: z.number() })
export const Explanation = z.object({ score: z.number(), a: z.array(Span), b: z.array(Span) })

export const Access = z.object({
  scope: z.enum(SCOPES),
  reranker: z
    .string()
    .nullable()
    .describe('Model that `rerank` of a search looks again with; null if there is none'),
})

export const IndexInfo = z.object({
  name: z.string(),
  id: z.uuid().describe('Changes when the index is replaced by another with the same name'),
  revision: z.int().describe('Number of the last write'),
  model: z.string(),
  fingerprint: z.string(),
  dimension: z.int(),
  prompts: z
    .object({ query: z.string(), document: z.string() })
    .optional()
    .describe('Prefixes that queries and passages are encoded with'),
  unit: z.enum(UNITS).optional(),
  documents: z.int(),
  passages: z.int(),
  removed: z.int(),
  bytes: z.int(),
  generation: z.int(),
  graph: z
    .object({
      builtAtOnce: z.int(),
      cells: z.int(),
      candidateRecall: z.number(),
      resumed: z.literal(true).optional(),
      device: z.string().optional(),
      withoutDevice: z.string().optional(),
    })
    .optional()
    .describe('How many distinct vectors the graph was built of at once, and from which candidates'),
  shortage: z
    .object({ needed: z.number(), allowed: z.number() })
    .optional()
    .describe('Bytes that building the graph at once would have taken, and might have'),
  recall: z
    .object({ recall: z.number().nullable(), samples: z.int(), ef: z.int(), target: z.number() })
    .nullable()
    .describe('Measured recall: share of the exact nearest passages that searches find'),
})

export const StoredPassage = z.object({
  id: z.string(),
  documentId: z.string(),
  text: z.string(),
  start: z.int(),
  end: z.int(),
  ...Origin,
})

export const Overview = z.object({
  topics: z.array(
    z.object({
      label: z.string().describe('Its most distinctive words'),
      share: z.number().describe('Share of the passages looked at, 0 to 1'),
      example: z.string().nullable().describe('A short passage of it; null if all are long'),
    }),
  ),
  latest: z
    .array(StoredPassage)
    .describe('A passage of each of the documents that were written last, the latest first'),
})

export const PassageMap = z.object({
  points: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      metadata: StoredMetadata,
      x: z.number(),
      y: z.number(),
      region: z.int().describe('Position in `regions`, from 0'),
    }),
  ),
  regions: z.array(z.object({ label: z.string(), x: z.number(), y: z.number(), points: z.int() })),
})

export const NewDocument = z.strictObject({
  id: DocumentId,
  text: DocumentText,
  title: optional(Title),
  metadata: optional(Metadata),
})

export const Outcome = z.enum(['indexed', 'unchanged', 'empty'])

/** What was left out of a file. */
export const SkippedRow = z.object({
  line: z.int().describe('1-based; 0 for the whole file'),
  reason: z.enum(SKIP_REASONS),
  message: z.string(),
})

export const DocumentInfo = z.object({ id: z.string(), ...Origin, passages: z.int() })

export const JobStatus = z.object({
  id: z.string(),
  index: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  stage: z.string().nullable(),
  done: z.int(),
  total: z.int(),
  error: z.object({ code: z.enum(ERROR_CODES), message: z.string() }).nullable(),
})

export const Pair = z.object({
  aId: z.string(),
  bId: z.string(),
  a: z.string(),
  b: z.string(),
  score: z.number(),
  kind: z.enum(KINDS),
  flags: z.array(z.enum(FLAGS)),
  overlap: z.number(),
  probability: z.number().optional(),
})

export const Group = z.object({
  group: z.int(),
  representative: z.string(),
  text: z.string(),
  members: z.array(z.string()),
  scores: z.array(z.number()),
})

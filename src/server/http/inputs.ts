import { z } from 'zod'
import {
  MAX_FILTER_KEYS,
  MAX_FILTER_STRING,
  MAX_ID_BYTES,
  MAX_METADATA_BYTES,
  MAX_PASSAGE_ID_BYTES,
  MAX_TEXT_OVER_HTTP,
  MAX_TITLE,
} from '../../basics/bounds.js'
import { toDocumentId, toMetadata, toPassageId, toPlain } from '../../basics/document.js'
import { LongNumber } from '../../basics/json.js'
import { AnlamError } from '../../errors.js'
import { checkFilter } from '../../index/filter.js'
import type { Filter as FilterConditions, Range } from '../../index/types.js'
import { MAX_QUERY_CHARACTERS } from '../../search/searcher.js'
import type { Metadata as MetadataValues } from '../../types.js'

/** Schemas of what clients send. Strings follow the same rules as in files. */

/** Transforms a value with `make`; an AnlamError it throws becomes an issue. */
export function made<I extends z.ZodType, T>(schema: I, make: (value: z.output<I>) => T) {
  return schema.transform((value, context): T => {
    try {
      return make(value)
    } catch (error) {
      if (!(error instanceof AnlamError)) throw error
      context.issues.push({ code: 'custom', message: error.message, input: value })
      return z.NEVER
    }
  })
}

/** A field that may be absent or null, as many clients send it. */
export function optional<T extends z.ZodType>(schema: T) {
  const { description } = schema
  return schema
    .nullish()
    .transform(value => value ?? undefined)
    .meta(description === undefined ? {} : { description })
}

/** The same with a default value; `x-default` becomes `default` in the OpenAPI document. */
export function otherwise<T extends z.ZodType, const D extends z.output<T>>(schema: T, value: D) {
  const { description } = schema
  return schema
    .nullish()
    .transform(given => given ?? value)
    .meta({ 'x-default': value, ...(description === undefined ? {} : { description }) })
}

/** A list of 1 to `most` items. The length is checked first, so that a million wrong entries give one issue. */
export function listOf<T extends z.ZodType>(item: T, most: number) {
  const schema = z.array(item).min(1).max(most)
  return z.preprocess((value, context) => {
    if (!Array.isArray(value) || value.length <= most) return value
    context.issues.push({
      code: 'custom',
      message: `a list of ${value.length} entries; at most ${most} are allowed`,
      input: undefined,
    })
    return z.NEVER
  }, schema)
}

/** A number; one with too many digits becomes the nearest double. */
export function real(schema: z.ZodNumber) {
  return z.preprocess(value => (value instanceof LongNumber ? value.nearest : value), schema)
}

const bytes = (most: number): string =>
  `At most ${most} bytes of UTF-8; well-formed, without NUL; normalised to NFC`

export const DocumentId = made(z.string().min(1).max(MAX_ID_BYTES), toDocumentId).describe(
  bytes(MAX_ID_BYTES),
)
export const PassageId = made(z.string().min(1).max(MAX_PASSAGE_ID_BYTES), toPassageId).describe(
  bytes(MAX_PASSAGE_ID_BYTES),
)
/** Name of an uploaded file; 255 is the limit of most file systems. */
export const FileName = made(z.string().min(1).max(255), name => toPlain(name, 'the name of a file'))
export const Title = made(z.string().max(MAX_TITLE), title => toPlain(title, 'the title'))

/** A text that is more than white space. */
const filled = (most: number) => z.string().min(1).max(most).regex(/\S/, 'the text is only white space')
/** Text of a document; as in files, what is not well-formed is replaced. */
export const DocumentText = filled(MAX_TEXT_OVER_HTTP)
export const Query = made(filled(MAX_QUERY_CHARACTERS), query => toPlain(query, 'the query'))
/** A text to explain. It is limited because explaining encodes it up to 64 times, each time without one piece. */
export const Explained = made(filled(20_000), text => toPlain(text, 'the text'))
export const FilledText = filled(MAX_QUERY_CHARACTERS)
/** The name of a field of metadata. */
export const FieldName = made(z.string().max(MAX_FILTER_STRING), name => toPlain(name, 'the name'))

const SCALAR = [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }]

/** Not `z.record`, which drops a key `__proto__`. */
export const Metadata = made(
  z.custom<MetadataValues>(isObject, 'it must be an object'),
  (raw): MetadataValues =>
    toMetadata(
      Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, asText(value)])) as MetadataValues,
    ),
).meta({
  type: 'object',
  additionalProperties: { anyOf: [...SCALAR, { type: 'null' }] },
  description: `At most ${MAX_METADATA_BYTES} bytes as JSON; numbers that no double represents become text`,
})

const BOUNDS = ['gt', 'gte', 'lt', 'lte'] as const

type FilterInput = Record<
  string,
  string | number | boolean | { [bound in keyof Range]?: string | number | null }
>

export const Filter = made(z.custom<FilterInput>(isObject, 'it must be an object'), raw =>
  checkFilter(toFilter(raw)),
).meta({
  type: 'object',
  maxProperties: MAX_FILTER_KEYS,
  additionalProperties: {
    anyOf: [
      ...SCALAR,
      {
        type: 'object',
        properties: Object.fromEntries(
          BOUNDS.map(bound => [bound, { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] }]),
        ),
        additionalProperties: false,
      },
    ],
  },
  description: `Only documents that match every key: equal to a value, or within bounds; at most ${MAX_FILTER_STRING} characters per key or value`,
})

function isObject(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LongNumber)
  )
}

function asText(value: unknown): unknown {
  return value instanceof LongNumber ? value.text : value
}

function toFilter(raw: FilterInput): FilterConditions {
  const entries = Object.entries(raw)
  return Object.fromEntries(
    entries.map(([key, given]) => {
      const value: unknown = asText(given)
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        return [key, String(value)]
      if (!isObject(value))
        throw new AnlamError(
          'invalid-input',
          'a condition must be a text, a number, true, false, or an object of bounds',
        )
      return [key, toRange(value as object)]
    }),
  )
}

function toRange(raw: object): Range {
  const range: Range = {}
  for (const [name, given] of Object.entries(raw)) {
    const bound = BOUNDS.find(known => known === name)
    const value: unknown = asText(given)
    if (!bound) throw new AnlamError('invalid-input', `a bound must be one of ${BOUNDS.join(', ')}`)
    if (value === null) continue
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new AnlamError('invalid-input', `the bound ${bound} must be a text or a number`)
    range[bound] = String(value)
  }
  return range
}

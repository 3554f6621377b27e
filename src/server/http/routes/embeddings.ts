import { z } from 'zod'
import { LongNumber } from '../../../basics/json.js'
import { rowOf } from '../../../basics/vectors.js'
import { AnlamError } from '../../../errors.js'
import type { EncodeOptions, Encoder } from '../../../model/types.js'
import type { Service } from '../../service.js'
import { FilledText, listOf, optional, otherwise } from '../inputs.js'
import { type Route, route } from '../route.js'

const MAX_INPUTS = 2048
/** Most characters of a model's id: a hub id, or the path of a folder. */
const MAX_MODEL = 4096

/** As Voyage's and NVIDIA's clients (`query`, `document`, `passage`) and Cohere's send it. */
const INPUT_TYPES = ['query', 'document', 'passage', 'search_query', 'search_document'] as const
type InputType = (typeof INPUT_TYPES)[number]

const Model = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.int(),
  owned_by: z.string(),
})

/** Some clients tokenise themselves and send ids of OpenAI's vocabulary, which mean nothing to other models. */
const Input = z.preprocess(
  (value, context) => {
    const first: unknown = Array.isArray(value)
      ? Array.isArray(value[0])
        ? value[0][0]
        : value[0]
      : undefined
    if (typeof first !== 'number' && !(first instanceof LongNumber)) return value
    context.issues.push({
      code: 'custom',
      message:
        'token ids belong to another model’s vocabulary: send the text itself, or a list of texts ' +
        '(LangChain: OpenAIEmbeddings(check_embedding_ctx_length=False))',
      input: undefined,
    })
    return z.NEVER
  },
  z.union([FilledText, listOf(FilledText, MAX_INPUTS)]),
)

/** @throws AnlamError `not-found` naming the available model */
async function encoderOf(service: Service, model: string): Promise<Encoder> {
  const encoder = await service.encoder()
  if (model === encoder.spec.model) return encoder
  throw new AnlamError(
    'not-found',
    `there is no model ${JSON.stringify(model)} here; there is ${encoder.spec.model}`,
  )
}

function describeModel(id: string): z.output<typeof Model> {
  return { id, object: 'model', created: 0, owned_by: 'anlam' }
}

export const embeddingRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/models',
    tag: 'Embeddings',
    summary: 'Embedding models, in the format of the OpenAI API',
    scope: 'read',
    answer: z.object({
      object: z.literal('list'),
      data: z.array(Model),
    }),
    handle: async ({ service }) => {
      const { model } = (await service.encoder()).spec
      return { object: 'list', data: [describeModel(model)] }
    },
  }),
  route({
    method: 'get',
    path: '/v1/models/:model',
    tag: 'Embeddings',
    summary: 'One of the models, by its id',
    scope: 'read',
    params: z.object({ model: z.string().min(1).max(MAX_MODEL) }),
    answer: Model,
    handle: async ({ service, params: { model } }) =>
      describeModel((await encoderOf(service, model)).spec.model),
  }),
  route({
    method: 'post',
    path: '/v1/embeddings',
    kind: 'encode',
    units: ({ input }) => (typeof input === 'string' ? 1 : input.length),
    tag: 'Embeddings',
    summary: 'Vectors of texts, in the format of the OpenAI API',
    description:
      '`model` is one of GET /v1/models. `dimensions` shortens the vectors and scales them to unit length again; ' +
      'this suits models trained for it (Matryoshka).',
    scope: 'read',
    body: z.object({
      input: Input,
      model: z.string().max(MAX_MODEL),
      encoding_format: otherwise(z.enum(['float', 'base64']), 'float'),
      dimensions: optional(z.int().min(1)),
      user: optional(z.string()),
      input_type: optional(z.enum(INPUT_TYPES)).describe(
        "What the texts are, which selects the model's prompt. Default: texts that are compared with each other",
      ),
    }),
    answer: z.object({
      object: z.literal('list'),
      model: z.string(),
      data: z.array(
        z.object({
          object: z.literal('embedding'),
          index: z.int(),
          embedding: z.union([z.array(z.number()), z.string()]),
        }),
      ),
      usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
    }),
    handle: async ({
      service,
      body: { input, model, encoding_format: format, dimensions, input_type },
      signal,
    }) => {
      const encoder = await encoderOf(service, model)
      const { spec } = encoder
      if (dimensions !== undefined && dimensions > spec.dimension)
        throw new AnlamError(
          'invalid-input',
          `${spec.model} has ${spec.dimension} dimensions, not ${dimensions}`,
        )
      const texts = typeof input === 'string' ? [input] : input
      const batch = await encoder.encode(texts, { signal, ...kindOf(input_type) })
      const tokens = batch.tokens.reduce((sum, count) => sum + count, 0)
      const data = texts.map((_, index) => {
        const vector = shorten(rowOf(batch, index), dimensions)
        const embedding = format === 'float' ? [...vector] : toBase64(vector)
        return { object: 'embedding', index, embedding }
      })
      return {
        object: 'list',
        model: spec.model,
        data,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      }
    },
  }),
]

function kindOf(type: InputType | null | undefined): Pick<EncodeOptions, 'kind'> {
  if (!type) return {}
  return { kind: type === 'query' || type === 'search_query' ? 'query' : 'document' }
}

function shorten(vector: Float32Array, dimensions = vector.length): Float32Array {
  if (dimensions === vector.length) return vector
  const short = vector.slice(0, dimensions)
  const length = Math.hypot(...short)
  return length === 0 ? short : short.map(x => x / length)
}

/** Little-endian float32. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((x, i) => {
    bytes.writeFloatLE(x, i * 4)
  })
  return bytes.toString('base64')
}

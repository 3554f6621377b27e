import { z } from 'zod'
import { AnlamError } from '../../errors.js'
import { rowOf } from '../../vectors.js'
import { FilledText, listOf, optional, otherwise } from '../inputs.js'
import { type Route, route } from '../route.js'

const MAX_INPUTS = 2048

export const embeddingRoutes: Route[] = [
  route({
    method: 'get',
    path: '/v1/models',
    tag: 'Embeddings',
    summary: 'Models that embed, as the OpenAI API lists them',
    scope: 'read',
    answer: z.object({
      object: z.literal('list'),
      data: z.array(
        z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() }),
      ),
    }),
    handle: async ({ service }) => {
      const { model } = (await service.encoder()).spec
      return { object: 'list', data: [{ id: model, object: 'model', created: 0, owned_by: 'anlam' }] }
    },
  }),
  route({
    method: 'post',
    path: '/v1/embeddings',
    tag: 'Embeddings',
    summary: 'Vectors of texts, as the OpenAI API gives them',
    description:
      '`model` is one of GET /v1/models. With `dimensions` vectors are cut off and scaled to unit length again: good for ' +
      'models trained for it (Matryoshka).',
    scope: 'read',
    body: z.object({
      input: z.union([FilledText, listOf(FilledText, MAX_INPUTS)]),
      model: z.string(),
      encoding_format: otherwise(z.enum(['float', 'base64']), 'float'),
      dimensions: optional(z.int().min(1)),
      user: optional(z.string()),
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
    handle: async ({ service, body: { input, model, encoding_format: format, dimensions }, signal }) => {
      const encoder = await service.encoder()
      const { spec } = encoder
      if (model !== spec.model)
        throw new AnlamError(
          'not-found',
          `there is no model ${JSON.stringify(model)} here; there is ${spec.model}`,
        )
      if (dimensions !== undefined && dimensions > spec.dimension)
        throw new AnlamError(
          'invalid-input',
          `${spec.model} has ${spec.dimension} dimensions, not ${dimensions}`,
        )
      const texts = typeof input === 'string' ? [input] : input
      const batch = await encoder.encode(texts, { signal })
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

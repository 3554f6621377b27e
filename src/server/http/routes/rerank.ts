import { z } from 'zod'
import { AnlamError } from '../../../errors.js'
import { FilledText, listOf, optional, otherwise, Query } from '../inputs.js'
import { type Route, route } from '../route.js'
import { Text } from '../schemas.js'

const MAX_DOCUMENTS = 1000

/** A text, or an object with one, as Cohere's and Jina's clients send it. */
const Document = z.union([Text, z.object({ text: Text })])

export const rerankRoutes: Route[] = [
  route({
    method: 'post',
    path: '/v1/rerank',
    kind: 'rerank',
    tag: 'Search',
    summary: 'Texts in the order in which they answer a query, in the format of Cohere’s and Jina’s APIs',
    description:
      'The server needs a re-ranker: `anlam serve --rerank MODEL`. `relevance_score` is the probability that a text ' +
      'answers. With a `budget` (milliseconds), the last documents may be left out: `left_out` says how many.',
    scope: 'read',
    body: z.object({
      query: Query,
      documents: listOf(Document, MAX_DOCUMENTS),
      model: optional(FilledText.describe('Default: the re-ranker of the server, which is the only one')),
      top_n: optional(z.int().min(1)).describe('Most results; default: all'),
      return_documents: otherwise(z.boolean(), false),
      budget: optional(z.int().min(1)).describe('Milliseconds'),
    }),
    answer: z.object({
      object: z.literal('list'),
      model: z.string(),
      results: z.array(
        z.object({
          index: z.int().describe('Position in `documents`, from 0'),
          relevance_score: z.number(),
          document: z.object({ text: z.string() }).optional(),
        }),
      ),
      left_out: z.int(),
      usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
    }),
    handle: async ({ service, body, signal }) => {
      const { query, documents, model, top_n: most, return_documents: shown, budget } = body
      const { reranker, budget: limit } = service.looks.look({ budget })
      const { spec } = reranker
      if (model !== undefined && model !== spec.model)
        throw new AnlamError(
          'not-found',
          `there is no re-ranker ${JSON.stringify(model)} here; there is ${spec.model}`,
        )
      const texts = documents.map(document => (typeof document === 'string' ? document : document.text))
      const deadline = Date.now() + limit!
      const { scores, tokens } = await reranker.score(
        texts.map(text => [query, text]),
        { deadline, signal },
      )
      const results = Array.from(scores, (relevance_score, index) => ({
        ...{ index, relevance_score },
        ...(shown ? { document: { text: texts[index]! } } : {}),
      }))
      return {
        object: 'list',
        model: spec.model,
        results: results.sort((a, b) => b.relevance_score - a.relevance_score).slice(0, most),
        left_out: texts.length - scores.length,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      }
    },
  }),
]

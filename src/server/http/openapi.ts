import { z } from 'zod'
import { VERSION } from '../../basics/version.js'
import { SCOPES } from '../scopes.js'
import { MAX_BODY } from './body.js'
import { EXAMPLES, PATH_EXAMPLES } from './examples.js'
import type { Route } from './route.js'
import { Problem } from './schemas.js'

/** A part of an OpenAPI document. */
export type Schema = Record<string, unknown>

/** The OpenAPI 3.1 document of routes, generated from the schemas that validate them. */
export function openApi(routes: readonly Route[]): Schema {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Anlam',
      version: VERSION,
      description: 'Semantic search and paraphrase mining for Turkish machine-learning text.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Relative to the document, so that it holds under any path of a proxy.
    servers: [{ url: '.' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, 'output') },
      responses: failureResponses(),
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: `Scopes: ${SCOPES.join(', ')}. Only if the server uses keys.`,
        },
      },
    },
    security: [{}, { key: [] }],
  }
}

/** `/indexes/:index` as `IndexesIndex`. */
function camelCase(path: string): string {
  const words = path.match(/[a-z]+/gi) ?? []
  return words.map(word => word[0]!.toUpperCase() + word.slice(1)).join('')
}

function operation(route: Route): Schema {
  const { summary, description, tag, method, path, scope, status = 200 } = route
  return {
    operationId: `${method}${camelCase(path.replace('/v1', ''))}`,
    summary,
    ...(description ? { description } : {}),
    tags: [tag],
    'x-scope': scope,
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...parameters(route.headers, 'header'),
    ],
    ...requestBody(route),
    responses: {
      [status]: { description: 'Done', content: answerContent(route) },
      ...Object.fromEntries(
        failuresOf(route).map(failure => [failure, { $ref: `#/components/responses/${failure}` }]),
      ),
    },
  }
}

/** Descriptions of the failures, by status. */
const FAILURES = {
  400: 'The request is not valid',
  401: 'A key is needed, or the key is not known',
  403: 'The key lacks the scope, or the request comes from another site or uses a wrong host name',
  404: 'There is no such index, document, passage, job or model',
  408: 'The body arrived too slowly',
  409: 'It exists already, or was built with another model',
  429: 'The server is overloaded: try again later',
  431: 'The URL and the headers are too long',
  500: 'Internal error, or a damaged index or model',
  503: 'Not available now: try again later',
  504: 'The request took too long',
  507: 'The disk is full',
} as const
type Failure = keyof typeof FAILURES
const HEADERS: { [status in Failure]?: Schema } = {
  401: headerOf('WWW-Authenticate', 'How to authenticate', { type: 'string' }),
  429: headerOf('Retry-After', 'Seconds', { type: 'integer' }),
  503: headerOf('Retry-After', 'Seconds', { type: 'integer' }),
}

function headerOf(name: string, description: string, schema: Schema): Schema {
  return { headers: { [name]: { description, schema } } }
}

function failureResponses(): Schema {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries(
    Object.entries(FAILURES).map(([status, description]) => [
      status,
      { description, ...HEADERS[Number(status) as Failure], content },
    ]),
  )
}

function failuresOf({ params, query, headers, body, rawBody, scope }: Route): Failure[] {
  const isGiven = Boolean(params ?? query ?? headers ?? body ?? rawBody)
  return [
    ...(isGiven ? ([400, 404, 409] as const) : []),
    401,
    403,
    ...(body || rawBody ? ([408] as const) : []),
    429,
    431,
    500,
    503,
    504,
    ...(scope === 'read' ? [] : ([507] as const)),
  ]
}

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query' | 'header'): Schema[] {
  if (!schema) return []
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(field as z.ZodType, 'input'),
    ...(place === 'path' ? { example: PATH_EXAMPLES[name] } : {}),
  }))
}

function requestBody({ method, path, body, rawBody }: Route): Schema {
  const example = EXAMPLES[`${method} ${path}`]
  if (body) {
    return {
      requestBody: {
        required: true,
        description: `At most ${MAX_BODY} bytes, in UTF-8`,
        content: { 'application/json': { schema: schemaOf(body, 'input'), example } },
      },
    }
  }
  if (rawBody)
    return {
      requestBody: { required: true, content: { [rawBody]: { schema: { type: 'string' }, example } } },
    }
  return {}
}

function answerContent({ answer }: Route): Schema {
  const streams = typeof answer === 'string' ? [answer] : answer
  if (Array.isArray(streams))
    return Object.fromEntries(streams.map(type => [type, { schema: { type: 'string' } }]))
  return { 'application/json': { schema: schemaOf(answer as z.ZodType, 'output') } }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // zod gives integers JavaScript's safe bounds, which say nothing about the API.
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      // Set by `otherwise`: zod does not know its value as a default.
      if ('x-default' in jsonSchema) {
        jsonSchema.default = jsonSchema['x-default']
        delete jsonSchema['x-default']
      }
    },
  })
  return rest
}

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { loadConfig } from '../../src/config.js'
import { type Serving, servingFiles } from '../support/server.js'

/** A share of the ten thousand that `ANLAM_FUZZ=10000 node --test dist/test/http/fuzz.test.js` sends. */
const REQUESTS = Number(process.env.ANLAM_FUZZ ?? 1500)
/** What an answer may be though nothing is wrong with the server: it is stopping, or its disk is full. */
const ALLOWED = [503, 507]

interface Schema {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
}

interface Parameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  schema: Schema
}

interface Operation {
  method: string
  path: string
  parameters: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content: Record<string, { schema: Schema }> }>
}

let root: string
let server: Serving
let operations: Operation[]

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'anlam-fuzz-'))
  const file = join(root, 'a.jsonl')
  writeFileSync(
    file,
    Array.from({ length: 20 }, (_, i) => JSON.stringify({ id: `d${i}`, text: `metin ${i}`, k: i % 3 })).join(
      '\n',
    ),
  )
  const config = loadConfig({ flags: { indexes: join(root, 'indexes') } })
  server = await servingFiles(config, 'a', [file])
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    openapi: string
    paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>
    components: { schemas: { Problem: Schema } }
  }
  assert.equal(document.openapi, '3.1.0')
  problem = new Ajv2020({ strict: false }).compile(document.components.schemas.Problem)
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  )
  assert.ok(operations.length >= 20)
})

after(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

let problem: ValidateFunction
const validators = new Map<Schema, ValidateFunction>()

function isValid(schema: Schema, value: unknown): string | true {
  const validate = validators.get(schema) ?? new Ajv2020({ strict: false }).compile(schema)
  validators.set(schema, validate)
  return validate(value) ? true : JSON.stringify(validate.errors)
}

const NASTY = [
  '',
  ' ',
  'a',
  'd1',
  'öğrenme',
  '\0',
  '\ud800',
  'İ',
  '../..',
  '%',
  '{"',
  'a'.repeat(3000),
  '-1',
  '1e999',
  'null',
]

/** Values that a schema allows, and now and then others. */
function anyOf(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 9, arbitrary: allowed(schema) },
    { weight: 1, arbitrary: fc.oneof(fc.jsonValue(), fc.constantFrom(...NASTY)) },
  )
}

function allowed(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(allowed))
  switch (schema.type) {
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? -10, -1000),
        max: Math.min(schema.maximum ?? 50, 300),
      })
    case 'number':
      return fc.double({ min: schema.minimum ?? -2, max: schema.maximum ?? 2, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(anyOf(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 4 })
    case 'object': {
      const fields = Object.entries(schema.properties ?? {})
      if (fields.length === 0)
        return fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue(), { maxKeys: 3 })
      return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, anyOf(field)])), {
        requiredKeys: schema.required ?? [],
      })
    }
    default:
      return fc.oneof(
        fc.constantFrom('a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'd1', 'd1', 'metin', ...NASTY),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
      )
  }
}

interface Sent {
  operation: Operation
  url: string
  body: string | undefined
}

function requestOf(operation: Operation): fc.Arbitrary<Sent> {
  const [media] = Object.entries(operation.requestBody?.content ?? {})
  const body = !media
    ? fc.constant(undefined)
    : media[0] === 'application/json'
      ? fc.oneof(
          { weight: 15, arbitrary: anyOf(media[1].schema).map(value => JSON.stringify(value) ?? '') },
          { weight: 1, arbitrary: fc.string() },
        )
      : fc
          .array(
            fc.oneof(
              fc.string(),
              fc.jsonValue().map(value => JSON.stringify(value)),
            ),
            { maxLength: 5 },
          )
          .map(lines => lines.join('\n'))
  const values = fc.tuple(...operation.parameters.map(({ schema }) => anyOf(schema)))
  return fc.tuple(values, body).map(([given, sent]) => {
    let path = operation.path
    const query = new URLSearchParams()
    operation.parameters.forEach((parameter, i) => {
      // Not String(): of an object whose own toString is no function it throws.
      const value = given[i]
      const text = (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed()
      if (parameter.in === 'path')
        path = path.replace(`{${parameter.name}}`, encodeURIComponent(text) || '%20')
      else query.set(parameter.name, text)
    })
    return { operation, url: `${path}?${query}`, body: sent }
  })
}

test('whatever is sent, every answer is one that the OpenAPI document allows', async t => {
  // Streams that last, and the one index that all is about.
  const tried = operations.filter(
    ({ path, method }) =>
      !path.endsWith('/events') && !(method === 'delete' && path === '/v1/indexes/{index}'),
  )
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...tried).chain(requestOf), async ({ operation, url, body }) => {
      const response = await fetch(server.url + url, {
        method: operation.method.toUpperCase(),
        ...(body === undefined ? {} : { body }),
        redirect: 'manual',
      })
      const text = await response.text()
      const { status } = response
      seen.set(`${status}`, (seen.get(`${status}`) ?? 0) + 1)
      const about = `${operation.method} ${url} ${body?.slice(0, 300)}: ${status} ${text.slice(0, 300)}`
      assert.ok(status < 500 || ALLOWED.includes(status), about)
      if (status >= 400) {
        assert.match(response.headers.get('content-type')!, /problem\+json/, about)
        assert.ok(problem(JSON.parse(text)), about)
        return
      }
      const content = operation.responses[status]?.content
      assert.ok(content, about)
      const schema = content['application/json']?.schema
      if (schema) assert.equal(isValid(schema, JSON.parse(text)), true, about)
      else for (const line of text.split('\n').filter(Boolean)) JSON.parse(line)
    }),
    { numRuns: REQUESTS, includeErrorInReport: true },
  )
  t.diagnostic(`statuses: ${JSON.stringify(Object.fromEntries(seen))}`)
  assert.ok(seen.get('200')! > REQUESTS / 20, 'many requests are right')
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
})

test('the page of documentation has every route and every field of the document', async () => {
  const page = await (await fetch(`${server.url}/docs`)).text()
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>
  }
  for (const path of Object.keys(paths)) assert.ok(page.includes(`<code>${path}</code>`), path)
  for (const field of ['minScore', 'hits[].highlights[].start', 'error.message', 'encoding_format'])
    assert.ok(page.includes(`<code>${field}</code>`), field)
  assert.ok(page.includes('integer, 1 to 10000'))
  const names = Object.values(paths).flatMap(methods => Object.values(methods).map(each => each.operationId))
  assert.equal(new Set(names).size, names.length, 'generated clients need names that differ')
})

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { type Serving, servingFiles } from '../support/server.js'

/** Number of requests; a long run: `ANLAM_FUZZ=10000 node --test dist/test/server/fuzz.test.js`. */
const REQUESTS = Number(process.env.ANLAM_FUZZ ?? 1500)
/** Server errors that are no bugs: the server is stopping, or its disk is full. */
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
  maxItems?: number
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
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'indexes') } })
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

/** Raw fragments for bodies: bytes that are not UTF-8, escapes that are not characters, long numbers. */
const RAW = [
  ...[[0xed, 0xa0, 0x80], [0xff], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc3], [0]].map(bytes =>
    Buffer.from(bytes),
  ),
  ...[
    '\\ud800',
    '\\udc00\\ud800',
    '\\u0000',
    '\\u',
    '\\',
    '"',
    '1610521604143693813',
    '1e999',
    '"__proto__":1,',
    '\ufeff',
  ].map(text => Buffer.from(text)),
]
/** Paths that `encodeURIComponent` never produces. */
const RAW_PATHS = ['%ED%A0%80', '%FF', '%00', '%', '%C3', '%0A', '%EF%BB%BF', 'o%CC%88']

/** Values that a schema allows, some at or beyond its bounds, and values it does not allow. */
function anyOf(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 36, arbitrary: allowed(schema) },
    { weight: 3, arbitrary: fc.oneof(fc.jsonValue(), fc.constantFrom(...NASTY)) },
    { weight: 1, arbitrary: atBounds(schema) },
  )
}

/** A bound, one less, and one more. */
function atBounds(schema: Schema): fc.Arbitrary<unknown> {
  const around = (bound: number): fc.Arbitrary<number> => fc.constantFrom(bound - 1, bound, bound + 1)
  const { anyOf: choice, maxLength, maxItems, items, minimum, maximum } = schema
  if (choice) return fc.oneof(...choice.map(atBounds))
  if (maxLength !== undefined)
    return fc
      .tuple(around(maxLength), fc.constantFrom('a', 'ağ ', '😀'))
      .map(([length, unit]) => unit.repeat(length / unit.length + 1).slice(0, length))
  if (maxItems !== undefined)
    return fc.tuple(around(maxItems), allowed(items ?? {})).map(([length, item]) => Array(length).fill(item))
  const bounds = [minimum, maximum].filter(bound => bound !== undefined)
  return bounds.length > 0 ? fc.oneof(...bounds.map(around)) : allowed(schema)
}

/** Bytes of a text, some with a raw fragment in them. */
function bytesOf(text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const spoilt = fc.tuple(text, fc.nat(), fc.constantFrom(...RAW)).map(([given, place, raw]) => {
    const bytes = Buffer.from(given)
    const at = place % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), raw, bytes.subarray(at)])
  })
  return fc.oneof(
    { weight: 4, arbitrary: text.map(given => Buffer.from(given)) },
    { weight: 1, arbitrary: spoilt },
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
      if (fields.length === 0) {
        const values =
          typeof schema.additionalProperties === 'object'
            ? anyOf(schema.additionalProperties)
            : fc.jsonValue()
        const names = fc.oneof(
          fc.constantFrom('__proto__', 'constructor', 'toString', ...NASTY),
          fc.string({ maxLength: 5 }),
        )
        return fc.array(fc.tuple(names, values), { maxLength: 3 }).map(entries => Object.fromEntries(entries))
      }
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
  body: Buffer | undefined
}

/** Placeholder for a part of a path that is sent unencoded. */
const AS_IT_IS = Symbol('raw')

/** A line of a bulk write, often a valid document. */
const line = fc.oneof(
  fc.string(),
  fc.jsonValue().map(value => JSON.stringify(value)),
  fc
    .record(
      {
        id: fc.constantFrom('y1', 'y2', '__proto__', 'y1#1', ' ', 'ş'.repeat(256), 'ş'.repeat(257), ...NASTY),
        text: fc.constantFrom('bir metin', 'iki metin', 'o\u0308\ud800', ' ', ''),
        title: fc.option(fc.constantFrom('T', '\udfff', 'o\u0308')),
        metadata: fc.option(
          fc.constantFrom({ k: 1 }, { k: '\ud800' }, { k: 'a'.repeat(65_528) }, { k: 'a'.repeat(65_529) }),
        ),
      },
      { requiredKeys: ['id', 'text'] },
    )
    .map(document => JSON.stringify(document)),
)

function requestOf(operation: Operation): fc.Arbitrary<Sent> {
  const [media] = Object.entries(operation.requestBody?.content ?? {})
  const body = !media
    ? fc.constant(undefined)
    : media[0] === 'application/json'
      ? fc.oneof(
          {
            weight: 15,
            arbitrary: bytesOf(anyOf(media[1].schema).map(value => JSON.stringify(value) ?? '')),
          },
          { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes)) },
        )
      : bytesOf(fc.array(line, { maxLength: 5 }).map(lines => lines.join('\n')))
  const values = fc.tuple(
    ...operation.parameters.map(({ schema }) =>
      fc.oneof({ weight: 12, arbitrary: anyOf(schema) }, fc.constant(AS_IT_IS)),
    ),
  )
  const raw = fc.constantFrom(...RAW_PATHS)
  return fc.tuple(values, body, raw).map(([given, sent, rawPath]) => {
    let path = operation.path
    const query = new URLSearchParams()
    operation.parameters.forEach((parameter, i) => {
      const value = given[i]
      if (value === AS_IT_IS) {
        if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, rawPath)
        return
      }
      // Not String(): it throws for an object whose own toString is not a function.
      const text = (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed()
      // Clients take a segment of dots for another folder, however it is escaped.
      const segment = /^\.{0,2}$/.test(text) ? '%20' : encodeURIComponent(text)
      if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, segment)
      else query.set(parameter.name, text)
    })
    return { operation, url: `${path}?${query}`, body: sent }
  })
}

test('every answer to any request is one that the OpenAPI document allows', async t => {
  // Leaves out endless streams, and deleting the one index that all requests use.
  const tried = operations.filter(
    ({ path, method }) =>
      !path.endsWith('/events') && !(method === 'delete' && path === '/v1/indexes/{index}'),
  )
  const seen = new Map<string, number>()
  const acknowledged = new Acknowledged()
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
      // Node.js itself refuses more than 16 KiB of headers; no cursor or id of an answer is that long.
      if (status === 431) {
        assert.ok(url.length > 15_000, about)
        return
      }
      assert.ok(operation.responses[status] ?? ALLOWED.includes(status), `not documented: ${about}`)
      if (status >= 400) {
        assert.match(response.headers.get('content-type')!, /problem\+json/, about)
        assert.ok(problem(JSON.parse(text)), about)
        return
      }
      const content = operation.responses[status]?.content
      assert.ok(content, about)
      const schema = content['application/json']?.schema
      if (schema) assert.equal(isValid(schema, JSON.parse(text)), true, about)
      else if (/ndjson/.test(response.headers.get('content-type')!))
        for (const line of text.split('\n').filter(Boolean)) JSON.parse(line)
      acknowledged.note(operation, new URL(server.url + url).pathname, text)
    }),
    { numRuns: REQUESTS, includeErrorInReport: true },
  )
  t.diagnostic(`statuses: ${JSON.stringify(Object.fromEntries(seen))}`)
  assert.ok(seen.get('200')! > REQUESTS / 20, 'many requests are valid')
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  await checkDocuments(acknowledged.ids)
})

/** Ids of documents in the index, according to the server's answers. */
class Acknowledged {
  readonly ids = new Set<string>()

  note({ method, path }: Operation, pathname: string, text: string): void {
    if (!pathname.startsWith('/v1/indexes/a/documents')) return
    if (method === 'delete') this.ids.delete(decodeURIComponent(pathname.split('/').at(-1)!).normalize('NFC'))
    else if (path.endsWith('/{document}') && method === 'put') this.take(JSON.parse(text))
    else if (method === 'post')
      for (const answer of text.split('\n').filter(Boolean)) this.take(JSON.parse(answer))
  }

  private take({ id, outcome }: { id: string; outcome?: string }): void {
    if (outcome === 'empty') this.ids.delete(id)
    else if (outcome) this.ids.add(id)
  }
}

/** Checks that acknowledged documents are listed, and that listed ones can be read, searched with, and removed. */
async function checkDocuments(acknowledged: ReadonlySet<string>): Promise<void> {
  const documents = '/v1/indexes/a/documents'
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  const call = async (method: string, path: string, body?: object): Promise<any> => {
    const response = await fetch(server.url + path, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    assert.equal(response.status, 200, `${method} ${path}: ${text.slice(0, 200)}`)
    return JSON.parse(text)
  }
  // What was removed as a copy comes back, whatever was sent in between.
  for (const { id } of (await call('GET', '/v1/indexes/a/removals')).removals)
    await call('POST', `/v1/indexes/a/removals/${id}/undo`)
  const listed: string[] = []
  for (let cursor: string | null = null; ; ) {
    const page = await call('GET', `${documents}?limit=7${cursor === null ? '' : `&cursor=${cursor}`}`)
    listed.push(...page.documents.map(({ id }: { id: string }) => id))
    cursor = page.nextCursor
    if (cursor === null) break
  }
  assert.deepEqual(
    [...acknowledged].filter(id => !listed.includes(id)),
    [],
  )
  for (const id of listed) {
    const path = `${documents}/${encodeURIComponent(id)}`
    const { passages } = await call('GET', path)
    await call('POST', '/v1/similar', { index: 'a', id: passages[0].id, k: 3 })
    await call('DELETE', path)
  }
  assert.deepEqual((await call('GET', documents)).documents, [])
  assert.deepEqual((await call('POST', '/v1/search', { index: 'a', query: 'metin' })).hits, [])
}

test('the documentation page has every route and every field of the OpenAPI document', async () => {
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

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  MAX_FILTER_KEYS,
  MAX_FILTER_STRING,
  MAX_ID_BYTES,
  MAX_LINE_OVER_HTTP,
  MAX_METADATA_BYTES,
  MAX_TITLE,
} from '../../src/basics/bounds.js'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { type Serving, serving, servingFiles } from '../support/server.js'

let root: string
let server: Serving

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'anlam-inputs-'))
  const file = join(root, 'a.jsonl')
  writeFileSync(file, '{"id":"temel","text":"gradyan inişi","yıl":2024}\n')
  server = await servingFiles(
    loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'indexes') } }),
    'a',
    [file],
  )
})

after(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
type Json = any

/** Sends a path and a body byte by byte; `fetch` would repair them. */
function raw(
  method: string,
  path: string,
  body?: Buffer | string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; json: Json }> {
  const { port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', piece => {
        text += piece
      })
      response.on('end', () => {
        const first = text.split('\n')[0]!
        resolve({
          status: response.statusCode!,
          text,
          json: first.startsWith('{') ? JSON.parse(first) : undefined,
        })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const DOCUMENTS = '/v1/indexes/a/documents'
const put = (id: string, body: string | object) =>
  raw('PUT', `${DOCUMENTS}/${encodeURIComponent(id)}`, typeof body === 'string' ? body : JSON.stringify(body))
const bulk = (...lines: (string | object)[]) =>
  raw(
    'POST',
    DOCUMENTS,
    lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  )
const search = (body: string | object) =>
  raw('POST', '/v1/search', typeof body === 'string' ? body : JSON.stringify({ query: 'gradyan', ...body }))
const list = async (): Promise<string[]> =>
  (await raw('GET', `${DOCUMENTS}?limit=1000`)).json.documents.map(({ id }: Json) => id)

/** Halves of surrogate pairs: as an escape, and as bytes that are not UTF-8. */
const HALF = '\\ud800'
const HALF_BYTES = Buffer.from([0xed, 0xa0, 0x80])

test('half a surrogate pair in any name is refused, and nothing is written', async () => {
  const before = await list()
  const bodies = [
    `{"text":"a","title":"x${HALF}"}`,
    `{"text":"a","metadata":{"${HALF}":1}}`,
    `{"text":"a","metadata":{"k":"${HALF}y"}}`,
    Buffer.concat([Buffer.from('{"text":"a","title":"'), HALF_BYTES, Buffer.from('"}')]),
  ]
  for (const body of bodies) {
    const { status, json } = await raw('PUT', `${DOCUMENTS}/yeni`, body)
    assert.deepEqual([status, json.code], [400, 'invalid-input'], String(body))
  }
  for (const line of [
    `{"id":"${HALF}","text":"a"}`,
    ...bodies.slice(0, 3).map(body => `{"id":"b",${String(body).slice(1)}`),
  ]) {
    const { status, json } = await bulk(line)
    assert.deepEqual([status, json.error?.code], [200, 'invalid-input'], line)
  }
  const bytes = Buffer.concat([
    Buffer.from('{"id":"'),
    HALF_BYTES,
    Buffer.from('","text":"a"}\n{"id":"sağlam","text":"iyi satır"}'),
  ])
  const { text } = await raw('POST', DOCUMENTS, bytes)
  assert.match(text, /"line":1,"error":\{"code":"invalid-input"/)
  assert.match(text, /"line":2,"id":"sağlam","outcome":"indexed"/)
  for (const body of [
    `{"query":"${HALF}"}`,
    `{"query":"a","filter":{"${HALF}":"x"}}`,
    `{"query":"a","filter":{"k":"${HALF}"}}`,
    `{"query":"a","filter":{"k":{"gt":"${HALF}"}}}`,
  ])
    assert.deepEqual(
      [(await search(body)).status, (await search(body)).json.code],
      [400, 'invalid-input'],
      body,
    )
  for (const [path, body] of [
    ['/v1/similar', `{"id":"${HALF}"}`],
    ['/v1/passages', `{"ids":["temel","${HALF}"]}`],
    ['/v1/explain', `{"a":"a","b":"${HALF}"}`],
  ] as const)
    assert.equal((await raw('POST', path, body)).status, 400, path)
  for (const method of ['GET', 'PUT', 'DELETE'])
    for (const id of ['%ED%A0%80', 'a%FF', '%00', '%'])
      assert.equal(
        (await raw(method, `${DOCUMENTS}/${id}`, method === 'PUT' ? '{"text":"a"}' : undefined)).status,
        400,
        `${method} ${id}`,
      )
  const cursor = Buffer.from(`"${HALF}"`).toString('base64url')
  assert.equal((await raw('GET', `${DOCUMENTS}?cursor=${cursor}`)).status, 400)
  assert.deepEqual(await list(), [...before, 'sağlam'].sort())
  assert.equal((await search({ query: 'iyi satır' })).json.hits[0].id, 'sağlam')
})

test('a body that is not UTF-8 is refused, not guessed at', async () => {
  const utf16 = Buffer.from('{"query":"gradyan"}', 'utf16le')
  for (const charset of ['utf-16le', 'utf-16', 'utf-7', 'iso-8859-9']) {
    const answer = await raw('POST', '/v1/search', utf16, {
      'content-type': `application/json; charset=${charset}`,
    })
    assert.equal(answer.status, 400, charset)
  }
  assert.equal((await raw('POST', '/v1/search', utf16)).status, 400)
  const named = { 'content-type': 'application/json; charset="UTF-8"' }
  assert.equal((await raw('POST', '/v1/search', '\ufeff{"query":"gradyan"}', named)).status, 200)
})

test('a document written in one Unicode normal form is found, listed and removed in the other', async () => {
  const nfd = (text: string): string => text.normalize('NFD')
  const id = 'ölçü'
  await put(nfd(id), { text: 'sığ ağ', title: nfd('Sığ'), metadata: { [nfd('tür')]: nfd('ağ') } })
  const { document } = (await raw('GET', `${DOCUMENTS}/${encodeURIComponent(id)}`)).json
  assert.deepEqual([document.id, document.title, document.metadata], [id, 'Sığ', { tür: 'ağ' }])
  for (const form of [id, nfd(id)])
    assert.equal((await raw('POST', '/v1/similar', JSON.stringify({ id: form }))).json.id, id)
  for (const filter of [{ tür: 'ağ' }, { [nfd('tür')]: nfd('ağ') }, { tür: { gte: nfd('ağ') } }])
    assert.deepEqual(
      (await search({ filter })).json.hits.map((hit: Json) => hit.id),
      [id],
    )
  assert.equal(
    (await raw('PUT', `/v1/indexes/a/files/${encodeURIComponent(nfd('çığ.txt'))}`, 'Çığ düştü.')).status,
    200,
  )
  const uploaded = await raw('DELETE', `${DOCUMENTS}/${encodeURIComponent('çığ.txt')}`)
  assert.equal(uploaded.status, 200)
  assert.match(
    (await bulk({ id: nfd(id), text: 'yeni ağ' }, { id, text: 'son ağ' })).text,
    /indexed[\s\S]*indexed/,
  )
  assert.equal((await raw('DELETE', `${DOCUMENTS}/${encodeURIComponent(nfd(id))}`)).status, 200)
  assert.ok(!(await list()).includes(id))
})

test('names such as __proto__ are metadata like any other', async () => {
  const metadata = '{"__proto__":"a","constructor":"b","toString":3,"hasOwnProperty":null}'
  assert.equal((await put('nesne', `{"text":"nesne","metadata":${metadata}}`)).status, 200)
  assert.match((await bulk(`{"id":"nesne2","text":"nesne iki","metadata":${metadata}}`)).text, /indexed/)
  for (const id of ['nesne', 'nesne2']) {
    const { text } = await raw('GET', `${DOCUMENTS}/${id}`)
    assert.ok(text.includes(`"metadata":${metadata}`), text)
  }
  for (const filter of [
    '{"__proto__":"a"}',
    '{"constructor":"b","toString":3}',
    '{"__proto__":{"gte":"a"}}',
  ]) {
    const { json } = await search(`{"query":"nesne","filter":${filter}}`)
    assert.deepEqual(json.hits.map((hit: Json) => hit.id).sort(), ['nesne', 'nesne2'], filter)
  }
  for (const filter of ['{"__proto__":"b"}', '{"valueOf":"a"}', '{"__proto__":{"gt":"a"}}'])
    assert.deepEqual((await search(`{"query":"nesne","filter":${filter}}`)).json.hits, [], filter)
  for (const key of ['__proto__', 'constructor', 'toString'])
    for (const id of [key]) {
      assert.equal((await put(id, { text: `kimliği ${id}` })).status, 200)
      assert.equal((await raw('DELETE', `${DOCUMENTS}/${id}`)).status, 200)
    }
  assert.equal((await search('{"query":"a","__proto__":{"k":5}}')).status, 400)
})

test('null for an optional field is the same as leaving it out', async () => {
  const { hits } = (await search({})).json
  const nulls = { index: null, k: null, mode: null, minScore: null, filter: null, cursor: null }
  assert.deepEqual((await search(nulls)).json.hits, hits)
  assert.equal((await search({ filter: { yıl: { gte: 2000, lt: null } } })).json.hits.length, 1)
  const { json } = await put('boş-alan', { text: 'boş alan', title: null, metadata: null })
  assert.equal(json.outcome, 'indexed')
  const embedded = { input: 'a', model: STATIC_MODEL, encoding_format: null, dimensions: null, user: null }
  assert.equal((await raw('POST', '/v1/embeddings', JSON.stringify(embedded))).status, 200)
  const { paths } = (await raw('GET', '/openapi.json')).json
  const { properties } = paths['/v1/search'].post.requestBody.content['application/json'].schema
  assert.deepEqual([properties.k.default, properties.mode.default], [10, 'hybrid'])
})

test('a text of white space is treated as an empty one', async () => {
  for (const text of ['', ' ', '\n\t\u00a0\u3000']) {
    assert.equal((await put('boş', { text })).status, 400)
    assert.match((await bulk({ id: 'boş', text })).text, /"error"/)
    assert.equal((await search({ query: text })).status, 400)
    for (const input of [text, ['a', text]])
      assert.equal(
        (await raw('POST', '/v1/embeddings', JSON.stringify({ input, model: STATIC_MODEL }))).status,
        400,
      )
  }
})

test('numbers that no double represents are stored exactly, and compared by all their digits', async () => {
  const metadata = '{"n":1610521604143693813,"f":0.12345678901234567891,"çok":1e999,"iç":2.50}'
  await put('uzun', `{"text":"uzun sayı","metadata":${metadata}}`)
  await bulk(`{"id":"uzun2","text":"uzun sayı iki","metadata":{"n":1610521604143693814}}`)
  assert.deepEqual((await raw('GET', `${DOCUMENTS}/uzun`)).json.document.metadata, {
    n: '1610521604143693813',
    f: '0.12345678901234567891',
    çok: '1e999',
    iç: 2.5,
  })
  const found = async (filter: string): Promise<string[]> =>
    (await search(`{"query":"uzun sayı","filter":${filter}}`)).json.hits.map((hit: Json) => hit.id).sort()
  assert.deepEqual(await found('{"n":1610521604143693813}'), ['uzun'])
  assert.deepEqual(await found('{"n":{"gt":1610521604143693813}}'), ['uzun2'])
  assert.deepEqual(await found('{"n":{"lte":1610521604143693813}}'), ['uzun'])
  assert.deepEqual(await found('{"f":{"gt":"0.1234567890123456789","lt":0.12345678901234567892}}'), ['uzun'])
  assert.equal((await search('{"query":"a","minScore":0.10000000000000000555}')).status, 200)
  assert.equal((await search('{"query":"a","k":10000000000000000000}')).status, 400)
  assert.equal((await search('{"query":10000000000000000000}')).status, 400)
})

test('a value at each bound is accepted, and one beyond is refused', async () => {
  const metadataOf = (bytes: number) => ({ k: 'a'.repeat(bytes - '{"k":""}'.length) })
  const filterOf = (keys: number) =>
    Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, 'x']))
  const at: [string, number, (size: number) => Promise<{ status: number }>][] = [
    ['id', MAX_ID_BYTES, size => put('a'.repeat(size), { text: 'a' })],
    [
      'id of two bytes a letter',
      MAX_ID_BYTES,
      size => put(`${'ş'.repeat(255)}${'a'.repeat(size - 510)}`, { text: 'a' }),
    ],
    ['title', MAX_TITLE, size => put('sınır', { text: 'a', title: 'a'.repeat(size) })],
    ['text', 1_000_000, size => put('sınır', { text: 'a '.repeat(size / 2) + 'a'.repeat(size % 2) })],
    ['metadata', MAX_METADATA_BYTES, size => put('sınır', { text: 'a', metadata: metadataOf(size) })],
    ['keys of a filter', MAX_FILTER_KEYS, size => search({ filter: filterOf(size) })],
    ['key of a filter', MAX_FILTER_STRING, size => search({ filter: { ['k'.repeat(size)]: 'x' } })],
    ['value of a filter', MAX_FILTER_STRING, size => search({ filter: { k: 'x'.repeat(size) } })],
    ['hits', 10_000, k => search({ k })],
    ['query', 100_000, size => search({ query: 'ağ '.repeat(size / 3).padEnd(size, 'a') })],
    [
      'searches',
      100,
      size =>
        raw('POST', '/v1/search/batch', JSON.stringify({ searches: Array(size).fill({ query: 'a', k: 1 }) })),
    ],
    ['ids', 1000, size => raw('POST', '/v1/passages', JSON.stringify({ ids: Array(size).fill('temel') }))],
    [
      'inputs',
      2048,
      size =>
        raw('POST', '/v1/embeddings', JSON.stringify({ model: STATIC_MODEL, input: Array(size).fill('a') })),
    ],
    ['body', 4 << 20, size => raw('POST', '/v1/search', `{"query":"a"}${' '.repeat(size - 13)}`)],
  ]
  for (const [what, bound, send] of at)
    for (const size of [bound - 1, bound, bound + 1]) {
      const { status } = await send(size)
      assert.equal(status, size > bound ? 400 : 200, `${what}: ${size}`)
    }
  for (const id of ['a'.repeat(MAX_ID_BYTES), `${'ş'.repeat(255)}aa`]) {
    assert.ok((await list()).includes(id))
    assert.equal((await raw('DELETE', `${DOCUMENTS}/${encodeURIComponent(id)}`)).status, 200)
  }
  assert.match(
    (
      await bulk(
        { id: 'a'.repeat(MAX_ID_BYTES + 1), text: 'a' },
        { id: 'b', text: 'a', metadata: metadataOf(MAX_METADATA_BYTES + 1) },
      )
    ).text,
    /error[\s\S]*error/,
  )
})

test('a line that is too long is refused on its own, and the next one is written', async () => {
  const padded = (size: number): string => '{"id":"dolgu","text":"dolgu metni"}'.padEnd(size)
  const next = '{"id":"sonraki","text":"sonraki satır"}'
  for (const [size, outcome] of [
    [MAX_LINE_OVER_HTTP, /^\{"line":1,"id":"dolgu","outcome":"(?:indexed|unchanged)"/],
    [MAX_LINE_OVER_HTTP + 1, /^\{"line":1,"error":\{"code":"invalid-input"/],
  ] as const) {
    const { text } = await bulk(padded(size), next)
    assert.match(text, outcome)
    assert.match(text, /"line":2,"id":"sonraki","outcome"/)
  }
})

test('no more than `maxIndexes` indexes are created, even by concurrent requests', async () => {
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'few'), maxIndexes: 2 } })
  const few = await serving(config)
  const make = (name: string): Promise<Response> =>
    fetch(`${few.url}/v1/indexes`, { method: 'POST', body: JSON.stringify({ name }) })
  const statuses = (await Promise.all(['b', 'c', 'd', 'e'].map(make))).map(({ status }) => status)
  assert.deepEqual(statuses.sort(), [201, 201, 400, 400])
  assert.equal(few.service.names.length, 2)
  await fetch(`${few.url}/v1/indexes/${few.service.names[0]}`, { method: 'DELETE' })
  assert.equal((await make('f')).status, 201)
  await few.stop()
})

test('of a hundred thousand wrong entries at most twenty are reported', async () => {
  const many = Array(100_000).fill(0)
  const lists = [
    ['/v1/passages', { ids: many }],
    ['/v1/similarity', { a: many }],
    ['/v1/embeddings', { model: STATIC_MODEL, input: many }],
    ['/v1/search/batch', { searches: many }],
    ['/v1/search', Object.fromEntries(many.map((_, i) => [`k${i}`, i]))],
    ['/v1/search', { query: 'a', filter: Object.fromEntries(many.map((_, i) => [`k${i}`, []])) }],
  ] as const
  for (const [path, body] of lists) {
    const { status, text } = await raw('POST', path, JSON.stringify(body))
    assert.equal(status, 400)
    assert.ok(text.length < 2000, `${path}: ${text.length} characters`)
  }
  const { json } = await raw('POST', '/v1/passages', JSON.stringify({ ids: many.slice(0, 1000) }))
  assert.match(json.detail, /ids\[19\][\s\S]*and 980 more$/)
  assert.ok(!json.detail.includes('ids[20]'))
})

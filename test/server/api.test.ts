import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import OpenAI from 'openai'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { type Serving, serving, servingFiles } from '../support/server.js'
import { PROJECT_ROOT } from '../support/shared.js'

let root: string
let server: Serving

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'anlam-api-'))
  const folder = join(root, 'metinler')
  cpSync(join(PROJECT_ROOT, 'corpus', 'documents'), folder, { recursive: true })
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'indexes') } })
  server = await servingFiles(config, 'ders', [folder])
})

after(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
type Json = any

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: Json }> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: text.startsWith('{') ? JSON.parse(text.split('\n')[0]!) : text }
}

const post = (path: string, body: unknown) => call('POST', path, body)

test('the pages of a search cover all hits without gaps', async () => {
  const whole = (await post('/v1/search', { query: 'öğrenme hızı', k: 25 })).json.hits as {
    id: string
    rank: number
  }[]
  const paged: { id: string; rank: number }[] = []
  for (let cursor: string | undefined; paged.length < 25; ) {
    const { json } = await post('/v1/search', { query: 'öğrenme hızı', k: 5, ...(cursor ? { cursor } : {}) })
    paged.push(...json.hits)
    cursor = json.nextCursor
  }
  assert.deepEqual(paged, whole)
  const { json } = await post('/v1/search', { query: 'öğrenme hızı', minScore: 0.99 })
  assert.deepEqual([json.hits, json.nextCursor], [[], null])
  assert.equal((await post('/v1/search', { query: 'a', cursor: 'çok' })).status, 400)
})

test('lexical and hybrid search give highlights; filters take bounds', async () => {
  const lexical = (await post('/v1/search', { query: 'asiri ogrenme', mode: 'lexical', k: 5 })).json
  assert.equal(lexical.mode, 'lexical')
  const [{ text, highlights }] = lexical.hits
  assert.match(text.slice(highlights[0].start, highlights[0].end), /aşırı|ezber/i)
  const hybrid = (await post('/v1/search', { query: '"öğrenme hızı" -küçük', mode: 'hybrid', k: 20 })).json
  assert.ok(hybrid.hits.length > 0)
  for (const hit of hybrid.hits) {
    assert.match(hit.text, /öğrenme hızı/i)
    assert.doesNotMatch(hit.text, /küçük/i)
    assert.ok(hit.score <= 1 && hit.bm25 > 0)
  }
  const filtered = (
    await post('/v1/search', { query: 'ağ', filter: { topic: { gte: 's', lt: 't' } }, k: 50 })
  ).json
  assert.ok(filtered.hits.length > 0)
  for (const { metadata } of filtered.hits) assert.match(metadata.topic, /^s/)
  const paged = (await post('/v1/search', { query: 'model', mode: 'lexical', k: 3 })).json
  const next = (await post('/v1/search', { query: 'model', mode: 'lexical', k: 3, cursor: paged.nextCursor }))
    .json
  assert.equal(next.hits[0].rank, 4)
  assert.equal((await post('/v1/search', { query: '-model -ağ', mode: 'lexical' })).status, 400)
})

test('a batch answers each query like a single search', async () => {
  const searches = ['aşırı öğrenme', 'evrişim katmanı'].map(query => ({ query, k: 3 }))
  const { json } = await post('/v1/search/batch', { searches })
  for (const [i, body] of searches.entries()) {
    const alone = await post('/v1/search', body)
    assert.deepEqual(json.results[i].hits, alone.json.hits)
  }
})

test('similar passages leave out the passage itself; a matrix of cosines; an explanation', async () => {
  const { json } = await post('/v1/similar', { id: 'agaclar-01-a', k: 3 })
  assert.equal(json.hits.length, 3)
  assert.ok(json.hits.every((hit: Json, i: number) => hit.id !== 'agaclar-01-a' && hit.rank === i + 1))
  assert.equal((await post('/v1/similar', { id: 'yok' })).status, 404)
  const matrix = (await post('/v1/similarity', { a: ['derin ağ', 'orman'], b: ['derin ağ'] })).json.scores
  assert.ok(Math.abs(matrix[0][0] - 1) < 1e-6 && matrix[1][0] < 0.9 && matrix.length === 2)
  const { a, score } = (await post('/v1/explain', { a: 'derin ağ', b: 'derin öğrenme' })).json
  assert.deepEqual(
    a.map(({ text }: Json) => text),
    ['derin', 'ağ'],
  )
  assert.ok(score > 0)
})

test('documents: put, get, list, delete; changes are visible at once', async () => {
  const path = '/v1/indexes/ders/documents/yeni%2Fkimlik'
  const text = 'Zebralar çizgili otobur hayvanlardır.'
  assert.deepEqual((await call('PUT', path, { text, metadata: { tür: 'hayvan' } })).json, {
    id: 'yeni/kimlik',
    outcome: 'indexed',
  })
  assert.equal((await call('PUT', path, { text, metadata: { tür: 'hayvan' } })).json.outcome, 'unchanged')
  assert.equal((await post('/v1/search', { query: 'çizgili zebralar', k: 1 })).json.hits[0].id, 'yeni/kimlik')
  const { document, passages } = (await call('GET', path)).json
  assert.deepEqual(
    [document.id, document.metadata, document.passages, passages[0].text],
    ['yeni/kimlik', { tür: 'hayvan' }, 1, text],
  )
  assert.deepEqual((await call('DELETE', path)).json, { removed: 1 })
  assert.equal((await call('DELETE', path)).status, 404)
  assert.equal((await call('GET', path)).status, 404)
  assert.notEqual(
    (await post('/v1/search', { query: 'çizgili zebralar', k: 1 })).json.hits[0].id,
    'yeni/kimlik',
  )

  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { json } = await call(
      'GET',
      `/v1/indexes/ders/documents?limit=300${cursor ? `&cursor=${cursor}` : ''}`,
    )
    ids.push(...json.documents.map(({ id }: Json) => id))
    cursor = json.nextCursor
  }
  assert.equal(ids.length, 1020)
  assert.deepEqual(ids, [...ids].sort())
})

test('an index is created, filled line by line with an answer for each, and deleted', async () => {
  const made = await post('/v1/indexes', { name: 'yeni' })
  assert.deepEqual([made.status, made.json.passages, made.json.model], [201, 0, STATIC_MODEL])
  assert.equal((await post('/v1/indexes', { name: 'yeni' })).status, 409)
  assert.equal((await post('/v1/indexes', { name: '../dışarı' })).status, 400)
  const lines = [
    '{"id":"a","text":"Gradyan inişi."}',
    'bu JSON değil',
    '',
    '{"id":"b"}',
    '{"id":"a","text":"Gradyan inişi, son hâli."}',
    '{"id":"c","text":"𒀀𒀁"}',
  ]
  const response = await fetch(`${server.url}/v1/indexes/yeni/documents`, {
    method: 'POST',
    body: lines.join('\n'),
  })
  const answers = (await response.text())
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.deepEqual(answers.map(({ line, outcome, error }) => [line, outcome ?? error.code]).sort(), [
    [1, 'indexed'],
    [2, 'invalid-input'],
    [4, 'invalid-input'],
    [5, 'indexed'],
    [6, 'empty'],
  ])
  assert.equal(
    (await call('GET', '/v1/indexes/yeni/documents/a')).json.passages[0].text,
    'Gradyan inişi, son hâli.',
  )

  const upload = (name: string, body: string): Promise<Response> =>
    fetch(`${server.url}/v1/indexes/yeni/files/${encodeURIComponent(name)}`, { method: 'PUT', body })
  const done = (await (await upload('notlar.txt', 'Birinci paragraf.\n\nİkinci paragraf.')).text())
    .trim()
    .split('\n')
  assert.equal(JSON.parse(done.at(-1)!).passages, 2)
  assert.equal(
    (await call('GET', '/v1/indexes/yeni/documents/notlar.txt')).json.document.source,
    'notlar.txt',
  )
  const bad = await upload('kötü.exe', 'MZ')
  assert.equal(bad.status, 400)
  assert.ok(!(await bad.text()).includes(tmpdir()), 'an answer shows no path of the server')
  for (const name of ['../../etc/passwd', '..']) assert.ok((await upload(name, 'x')).status >= 400, name)

  assert.deepEqual((await call('DELETE', '/v1/indexes/yeni')).json, { deleted: 'yeni' })
  assert.equal((await call('GET', '/v1/indexes/yeni')).status, 404)
  assert.deepEqual(
    readdirSync(join(root, 'indexes')).filter(name => name !== 'ders' && name !== '.anlam'),
    [],
  )
})

test('a mining job reports progress, ends, and gives its groups in pages; another is cancelled', async () => {
  const started = await post('/v1/mining', { index: 'ders', threshold: 0.6 })
  assert.equal(started.status, 202)
  const { id } = started.json
  const events = await (await fetch(`${server.url}/v1/mining/${id}/events`)).text()
  const states = [...events.matchAll(/data: (.*)/g)].map(match => JSON.parse(match[1]!))
  assert.equal(states.at(-1).state, 'done')
  assert.ok(states.some(({ stage }) => stage === 'comparing'))
  const first = (await call('GET', `/v1/mining/${id}/groups?limit=2`)).json
  const second = (await call('GET', `/v1/mining/${id}/groups?limit=2&cursor=${first.nextCursor}`)).json
  assert.deepEqual(
    [...first.groups, ...second.groups].map(({ group }: Json) => group),
    [1, 2, 3, 4],
  )
  assert.ok((await call('GET', `/v1/mining/${id}/pairs?limit=1`)).json.pairs[0].score > 0.6)
  const [one, other] = await Promise.all([
    post('/v1/mining', { index: 'ders' }),
    post('/v1/mining', { index: 'ders' }),
  ])
  assert.equal((await call('DELETE', `/v1/mining/${other.json.id}`)).json.state, 'cancelled')
  await (await fetch(`${server.url}/v1/mining/${one.json.id}/events`)).text()
  assert.equal((await call('GET', '/v1/mining/yok')).status, 404)
  assert.equal((await call('GET', `/v1/mining/${other.json.id}/pairs`)).status, 503)
})

test('the official OpenAI client works, in both formats, with usage and shortened vectors', async () => {
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'yok' })
  const [model] = (await client.models.list()).data
  assert.equal(model!.id, STATIC_MODEL)
  const input = ['derin öğrenme', 'karar ağacı']
  // Without a format, the client asks for base64 and decodes it.
  const decoded = await client.embeddings.create({ model: STATIC_MODEL, input })
  const floats = await client.embeddings.create({ model: STATIC_MODEL, input, encoding_format: 'float' })
  assert.equal(floats.data[1]!.embedding.length, 384)
  for (const [i, { embedding }] of floats.data.entries())
    for (const [d, x] of embedding.entries()) assert.ok(Math.abs(x - decoded.data[i]!.embedding[d]!) < 1e-7)
  assert.ok(floats.usage.total_tokens >= 4)
  const short = await client.embeddings.create({
    model: STATIC_MODEL,
    input: 'kısa',
    dimensions: 16,
    encoding_format: 'float',
  })
  assert.ok(Math.abs(Math.hypot(...short.data[0]!.embedding) - 1) < 1e-6)
  await assert.rejects(client.embeddings.create({ model: 'gpt-4', input: 'x' }), /404/)
})

test('metrics count requests, stages, batches and look-ups in the query cache', async () => {
  for (let i = 0; i < 3; i++) await post('/v1/search', { query: 'sayılan soru' })
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const value = (name: string): number =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1])
  assert.match(
    text,
    /anlam_http_request_seconds_count\{method="POST",route="\/v1\/search",status="200"\} \d+/,
  )
  assert.match(text, /anlam_search_stage_seconds_bucket\{le="0.01",stage="encode"\}/)
  assert.ok(Number(/anlam_query_cache_lookups_total\{result="hit"\} (\d+)/.exec(text)?.[1]) >= 2)
  assert.match(text, /anlam_index_passages\{index="ders"\} 1020/)
  assert.ok(value('anlam_encoder_batch_texts_count') > 0)
})

test('concurrent queries are encoded in one batch, and each gets its own answer', async () => {
  const count = async (): Promise<number> =>
    Number(
      /^anlam_encoder_batch_texts_count (\d+)/m.exec(
        await (await fetch(`${server.url}/metrics`)).text(),
      )?.[1],
    )
  const before = await count()
  const queries = Array.from({ length: 60 }, (_, i) => `${i} numaralı soru ${'abcdefgh'[i % 8]}`)
  const searches = queries.map(query => ({ query, k: 3, mode: 'semantic' }))
  const together = (await post('/v1/search/batch', { searches })).json.results
  assert.ok((await count()) - before < 10, `${(await count()) - before} batches for 60 queries`)
  const { encoder, index } = await server.service.searcher('ders')
  for (const [i, query] of queries.entries()) {
    const { values } = await encoder.encode([query], { kind: 'document' })
    const hits = await index.search(values, { k: 3 })
    assert.deepEqual(
      together[i].hits.map(({ id }: Json) => id),
      hits.map(({ id }) => id),
      query,
    )
  }
})

test('answers have request ids and security headers, and allow no other site', async () => {
  const response = await fetch(`${server.url}/livez`, {
    headers: { 'x-request-id': 'benim-1', origin: 'https://example.org' },
  })
  assert.equal(response.headers.get('x-request-id'), 'benim-1')
  assert.match((await fetch(`${server.url}/livez`)).headers.get('x-request-id')!, /^[0-9a-f-]{36}$/)
  assert.match(response.headers.get('content-security-policy')!, /default-src 'self'/)
  assert.equal(response.headers.get('access-control-allow-origin'), null)
})

test('no path in a request reaches a file outside the page', async () => {
  const { port } = new URL(server.url)
  for (const path of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2f..%2fetc/passwd',
    '/v1/indexes/..%2f..',
    '/v1/indexes/%00',
  ])
    await new Promise<void>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path }, response => {
        response.resume()
        response.on('end', () => {
          assert.ok(
            response.statusCode! >= 400 && response.statusCode! < 500,
            `${path}: ${response.statusCode}`,
          )
          resolve()
        })
      })
        .on('error', reject)
        .end()
    })
})

test('a bulk write repeated with its idempotency key gets the same answer and writes nothing', async () => {
  const path = '/v1/indexes/ders/documents'
  const send = async (body: string, key: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'idempotency-key': key },
      body,
    })
    return { status: response.status, text: await response.text() }
  }
  const body = '{"id":"tekrar","text":"Aynı istek ikinci kez geldi."}\nbozuk satır'
  const first = await send(body, 'anahtar-1')
  assert.match(first.text, /"line":1,"id":"tekrar","outcome":"indexed"/)
  assert.match(first.text, /"line":2,"error"/)
  assert.equal((await call('DELETE', `${path}/tekrar`)).status, 200)
  assert.deepEqual(await send(body, 'anahtar-1'), first)
  assert.equal((await call('GET', `${path}/tekrar`)).status, 404)
  assert.match((await send(body, 'anahtar-2')).text, /"outcome":"indexed"/)
  const other = await send(`${body}\n`, 'anahtar-1')
  assert.equal(other.status, 400)
  assert.match(other.text, /another body/)
  assert.equal((await send(body, 'iki kelime')).status, 400)
  assert.equal((await call('DELETE', `${path}/tekrar`)).status, 200)
})

test('requests from other sites’ pages are refused, also without a preflight, unless the origin is allowed', async () => {
  const allowed = 'https://notlar.example'
  const config = loadConfig({
    flags: { model: STATIC_MODEL, indexes: join(root, 'indexes'), corsOrigin: [allowed] },
  })
  const open = await serving(config)
  const search = (headers: Record<string, string>, url = open.url): Promise<Response> =>
    fetch(`${url}/v1/search`, { method: 'POST', headers, body: '{"query":"gradyan"}' })
  const refused = await search({ origin: 'https://kotu.example' })
  assert.equal(refused.status, 403)
  assert.equal(((await refused.json()) as Json).code, 'forbidden')
  assert.equal(refused.headers.get('access-control-allow-origin'), null)
  assert.equal((await search({ origin: 'null' })).status, 403)
  assert.equal((await search({ origin: allowed }, server.url)).status, 403)
  const welcome = await search({ origin: allowed })
  assert.equal(welcome.status, 200)
  assert.equal(welcome.headers.get('access-control-allow-origin'), allowed)
  const preflight = await fetch(`${open.url}/v1/search`, {
    method: 'OPTIONS',
    headers: {
      origin: allowed,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    },
  })
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'authorization')
  for (const own of [
    {},
    { origin: open.url },
    { origin: 'https://proxy.example', 'sec-fetch-site': 'same-origin' },
  ])
    assert.equal((await search(own)).status, 200)
  await open.stop()
  assert.throws(() => loadConfig({ flags: { corsOrigin: ['https://notlar.example/yol'] } }), {
    code: 'invalid-input',
  })
})

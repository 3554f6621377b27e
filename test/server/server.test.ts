import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pino from 'pino'
import { loadConfig } from '../../src/config.js'
import { type AnlamError, ERROR_CODES } from '../../src/errors.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { Metrics } from '../../src/server/http/metrics.js'
import { HTTP_STATUS } from '../../src/server/http/problem.js'
import { type RunningServer, startServer } from '../../src/server/http/server.js'
import { KeyRing } from '../../src/server/key-ring.js'
import { Service } from '../../src/server/service.js'
import { SILENT } from '../../src/types.js'

const read = { textField: 'text', idField: 'id', onError: 'fail' as const }
const log = pino({ level: 'silent' })
let root: string
let service: Service
let server: RunningServer

function start(port: number, host = '127.0.0.1'): Promise<RunningServer> {
  const keys = new KeyRing(loadConfig({ flags: { model: STATIC_MODEL, indexes: root } }))
  return startServer({ host, port }, { service, log, metrics: new Metrics(), keys, origins: [] })
}

async function indexRows(index: string, rows: object[]): Promise<void> {
  const file = join(root, `${index}.jsonl`)
  writeFileSync(file, rows.map(row => JSON.stringify(row)).join('\n'))
  await indexFiles(loadConfig({ flags: { model: STATIC_MODEL, indexes: root } }), {
    paths: [file],
    index,
    read,
  })
}

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'anlam-http-'))
  await indexRows('ders', [
    { id: 'a', text: 'Aşırı öğrenme, modelin eğitim verisini ezberlemesidir.', yıl: 2024 },
    { id: 'b', text: 'Evrişim katmanı görüntüde kenarları bulur.', yıl: 2023 },
  ])
  await indexRows('öteki', [{ id: 'z', text: 'Kümeleme etiketsiz çalışır.' }])
  service = await Service.open(loadConfig({ flags: { model: STATIC_MODEL, indexes: root } }), [], SILENT)
  server = await start(0)
})

after(async () => {
  await server.stop()
  await service.close()
  rmSync(root, { recursive: true, force: true })
})

async function search(
  body: unknown,
): Promise<{ status: number; type: string; json: Record<string, unknown> }> {
  const response = await fetch(`${server.url}/v1/search`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    json: (await response.json()) as Record<string, unknown>,
  }
}

const ids = (json: Record<string, unknown>): string[] => (json.hits as { id: string }[]).map(hit => hit.id)

test('a search answers with ranked hits, by default from the first index', async () => {
  const { status, json } = await search({ query: 'ezberleyen model', k: 1 })
  assert.equal(status, 200)
  assert.deepEqual([json.index, ...ids(json)], ['ders', 'a'])
  assert.deepEqual(ids((await search({ query: 'x kümeleme', index: 'öteki' })).json), ['z'])
  assert.deepEqual(ids((await search({ query: 'katman', filter: { yıl: 2023 } })).json), ['b'])
})

for (const [what, body, status, code] of [
  ['no JSON', '{"query"', 400, 'invalid-input'],
  ['an empty query', { query: '' }, 400, 'invalid-input'],
  ['a query of spaces', { query: '  ' }, 400, 'invalid-input'],
  ['k = 0', { query: 'a', k: 0 }, 400, 'invalid-input'],
  ['k = 1000000', { query: 'a', k: 1_000_000 }, 400, 'invalid-input'],
  ['an unknown field', { query: 'a', K: 3 }, 400, 'invalid-input'],
  ['an unknown index', { query: 'a', index: 'yok' }, 404, 'not-found'],
  ['an index name that is a path', { query: 'a', index: '../../etc' }, 404, 'not-found'],
  ['a body of 5 MB', JSON.stringify({ query: 'a'.repeat(5 << 20) }), 400, 'invalid-input'],
  ['a query the model knows nothing of', { query: '𒀀𒀁' }, 400, 'invalid-input'],
] as const) {
  test(`${what} is a problem document`, async () => {
    const answer = await search(body)
    assert.equal(answer.status, status)
    assert.match(answer.type, /^application\/problem\+json/)
    assert.equal(answer.json.code, code)
    assert.equal(answer.json.status, status)
    assert.ok(answer.json.title && answer.json.detail)
  })
}

test('an unknown route is a problem document too', async () => {
  const response = await fetch(`${server.url}/v1/yok`)
  assert.equal(response.status, 404)
  assert.match(response.headers.get('content-type') ?? '', /problem\+json/)
})

test('indexes are listed with their model and size; probes answer', async () => {
  const { indexes } = (await (await fetch(`${server.url}/v1/indexes`)).json()) as {
    indexes: { name: string; passages: number; model: string }[]
  }
  assert.deepEqual(
    indexes.map(({ name, passages, model }) => [name, passages, model]),
    [
      ['ders', 2, STATIC_MODEL],
      ['öteki', 1, STATIC_MODEL],
    ],
  )
  assert.equal((await fetch(`${server.url}/livez`)).status, 200)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
})

test('a document indexed while the server runs is found without a restart', async () => {
  await indexRows('öteki', [{ id: 'yeni', text: 'Rastgele orman birçok ağacın oyunu sayar.' }])
  assert.equal(
    ids((await search({ query: 'ağaçların oylaması, rastgele orman', index: 'öteki', k: 1 })).json)[0],
    'yeni',
  )
})

/** Statuses of many searches, up to 2,000 at a time. Unlike `fetch`, this client has no time limit. */
function burst(count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2000 })
  const one = (i: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(`${server.url}/v1/search`, { method: 'POST', agent }, response => {
        response.resume()
        response.on('end', () => resolve(response.statusCode!))
      })
      sent.on('error', reject)
      sent.end(JSON.stringify({ query: `soru ${i}`, k: 1 }))
    })
  return Promise.all(Array.from({ length: count }, (_, i) => one(i))).finally(() => agent.destroy())
}

test('five thousand concurrent searches are answered or refused as overloaded, and the server lives on', async () => {
  const answers = await burst(5000)
  assert.ok(
    answers.every(status => [200, 429, 503].includes(status)),
    `${[...new Set(answers)]}`,
  )
  assert.ok(answers.includes(200))
  assert.equal((await search({ query: 'hâlâ burada' })).status, 200)
})

test('a client that disconnects does the server no harm', async () => {
  const { port } = new URL(server.url)
  const socket = connect(Number(port), '127.0.0.1')
  const body = JSON.stringify({ query: 'yarıda kalan' })
  socket.write(
    `POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  await new Promise(resolve => setTimeout(resolve, 5))
  socket.destroy()
  assert.equal((await fetch(`${server.url}/livez`)).status, 200)
})

test('a stopping server finishes running requests and refuses new ones', async () => {
  const own = await start(0)
  const { port } = new URL(own.url)
  const socket = connect(Number(port), '127.0.0.1')
  const body = JSON.stringify({ query: 'son soru' })
  socket.write(
    `POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
  )
  await new Promise(resolve => setTimeout(resolve, 50))
  const stopped = own.stop()
  await assert.rejects(fetch(`${own.url}/livez`))
  socket.write(body)
  let answer = ''
  for await (const chunk of socket) answer += chunk
  assert.match(answer, /^HTTP\/1\.1 200/)
  await stopped
})

test('a port in use and an address of another machine are different errors', async () => {
  const { port } = new URL(server.url)
  await assert.rejects(
    start(Number(port)),
    (error: AnlamError) => error.code === 'unavailable' && error.message.includes(port),
  )
  await assert.rejects(start(0, '203.0.113.1'), (error: AnlamError) => error.code === 'invalid-input')
})

test('every error code has a status', () => {
  assert.deepEqual(Object.keys(HTTP_STATUS).sort(), [...ERROR_CODES].sort())
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { after, before, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import express from 'express'
import pino from 'pino'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { Bodies, type BodyLimits } from '../../src/server/http/bodies.js'
import { LIMITS, type Limits } from '../../src/server/http/limits.js'
import { Metrics } from '../../src/server/http/metrics.js'
import { type RunningServer, startServer } from '../../src/server/http/server.js'
import { KeyRing } from '../../src/server/key-ring.js'
import { addKey } from '../../src/server/keys.js'
import { Service } from '../../src/server/service.js'
import { SILENT } from '../../src/types.js'

/** Half-open requests: several times the limit. */
const HALF_OPEN = 200
const PROBES = ['/livez', '/readyz', '/metrics']
const SHORT: BodyLimits = { most: 50, bytes: 1 << 30, grace: 300, rate: 1000 }
const FULL = { ...LIMITS.kinds, search: { most: 0, wait: 0 } }
const FOR_EVER = 3_600_000

let root: string
let service: Service

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'anlam-bodies-'))
  service = await Service.open(
    loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'indexes') } }),
    [],
    SILENT,
  )
  await service.keeper.create('ders')
})

after(async () => {
  await service.close()
  rmSync(root, { recursive: true, force: true })
})

async function started(t: TestContext, limits: Partial<Limits>, keys = 'none'): Promise<RunningServer> {
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, keys) } })
  const server = await startServer(
    { host: '127.0.0.1', port: 0 },
    {
      service,
      log: pino({ level: 'silent' }),
      metrics: new Metrics(),
      keys: new KeyRing(config),
      origins: [],
      limits,
    },
  )
  t.after(() => server.stop())
  return server
}

/** A connection that has sent the start of a request; the caller may send more. */
async function send(t: TestContext, { url }: RunningServer, head: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  t.after(() => socket.destroy())
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(head)
  return socket
}

const search = (more = ''): string =>
  `POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\n${more}Content-Length: 100\r\n\r\n{"query":`

const bulk =
  'POST /v1/indexes/ders/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n'

const chunk = (data: string): string => `${Buffer.byteLength(data).toString(16)}\r\n${data}\r\n`

async function statusOf(url: string, init?: RequestInit): Promise<number> {
  const response = await fetch(url, init)
  await response.text()
  return response.status
}

async function answersAll({ url }: RunningServer): Promise<void> {
  for (const probe of PROBES) assert.equal(await statusOf(url + probe), 200, probe)
  const body = JSON.stringify({ query: 'aşırı öğrenme' })
  assert.equal(await statusOf(`${url}/v1/search`, { method: 'POST', body }), 200)
}

test('requests whose bodies never arrive block neither probes nor complete searches', async t => {
  const server = await started(t, { bodies: { ...SHORT, grace: 1500 }, streams: SHORT })
  await Promise.all(Array.from({ length: HALF_OPEN }, () => send(t, server, search())))
  // The first ones are cut off for new ones once they have been silent for a while.
  await pause(200)
  await answersAll(server)
})

test('running requests do not limit probes', async t => {
  const server = await started(t, { kinds: FULL })
  const body = JSON.stringify({ query: 'aşırı öğrenme' })
  const refused = await fetch(`${server.url}/v1/search`, { method: 'POST', body })
  assert.equal(((await refused.json()) as { code: string }).code, 'overloaded')
  assert.ok(Number(refused.headers.get('retry-after')) >= 1)
  for (const probe of PROBES) assert.equal(await statusOf(server.url + probe), 200, probe)
})

for (const [what, drip] of [
  ['does not arrive', false],
  ['arrives drop by drop', true],
] as const) {
  test(`a body that ${what} is answered 408, and its connection closed`, async t => {
    const server = await started(t, { bodies: SHORT })
    const socket = await send(t, server, search())
    const dripping = setInterval(() => drip && socket.write('x'), 20)
    const answer = await text(socket).finally(() => clearInterval(dripping))
    assert.match(answer, /^HTTP\/1\.1 408 /)
    assert.match(answer, /"code":"timeout"/)
  })
}

test('connections with endless headers, or that send nothing, are closed', async t => {
  const server = await started(t, { headers: 200 })
  const heads = ['', 'POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\n']
  await Promise.all(heads.map(async head => text(await send(t, server, head))))
})

test('a bulk write whose sender falls silent gets an error after the lines that were written', async t => {
  const server = await started(t, { streams: SHORT })
  const socket = await send(t, server, bulk)
  const lines = Array.from({ length: 300 }, (_, i) => `{"id":"d${i}","text":"cümle ${i}"}\n`)
  socket.write(chunk(lines.join('')))
  const answer = await text(socket)
  assert.match(answer, /^HTTP\/1\.1 200 /)
  const outcomes = answer.match(/"outcome":"indexed"/g)?.length ?? 0
  assert.ok(outcomes >= 256, `${outcomes} written`)
  assert.match(answer, /\{"error":\{"code":"timeout"[^\n]*\n\r\n0\r\n\r\n$/)
  const { documents } = await (await service.searcher('ders')).index.stats()
  assert.equal(documents, outcomes)
})

test('a sender under back-pressure is not cut off', async t => {
  const bodies = new Bodies({ ...SHORT, grace: 500 })
  const app = express()
  app.post('/', async (request, response) => {
    const body = bodies.stream(request, new AbortController().signal)
    await pause(2000)
    response.end(`${(await buffer(body)).length}`)
  })
  const server = app.listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x'.repeat(1 << 20) })
  assert.equal(await response.text(), `${1 << 20}`)
})

test('a request without a valid key is refused before its body arrives, and takes no room', async t => {
  mkdirSync(join(root, 'with-keys'))
  const key = addKey(
    loadConfig({ flags: { model: STATIC_MODEL, indexes: join(root, 'with-keys') } }),
    'okur',
    'read',
  )
  const server = await started(t, { bodies: { ...SHORT, most: 1, grace: FOR_EVER } }, 'with-keys')
  const strangers = await Promise.all(Array.from({ length: 50 }, () => send(t, server, search())))
  const answers = strangers.map(socket => text(socket))
  const headers = { authorization: `Bearer ${key}` }
  const body = JSON.stringify({ query: 'aşırı öğrenme' })
  assert.equal(await statusOf(`${server.url}/v1/search`, { method: 'POST', body, headers }), 200)
  for (const answer of await Promise.all(answers)) assert.match(answer, /^HTTP\/1\.1 401 /)
})

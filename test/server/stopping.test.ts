import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import { cancelled } from '../../src/errors.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { scratch } from '../support/scratch.js'
import { type Serving, serving } from '../support/server.js'

const MINUTE = 60_000
const BULK = '/v1/indexes/ders/documents'

async function started(t: TestContext, stopping: { bodies: number; all: number }): Promise<Serving> {
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(scratch(t), 'indexes') } })
  const server = await serving(config, { stopping })
  await server.service.keeper.create('ders')
  return server
}

const rows = (count: number): string =>
  Array.from({ length: count }, (_, i) => `{"id":"d${i}","text":"cümle ${i}"}\n`).join('')

test('a bulk write still sending when the server stops gets an error after the lines that were written', async t => {
  const server = await started(t, { bodies: 500, all: MINUTE })
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  t.after(() => socket.destroy())
  const data = `${rows(300)}{"id":"yarım`
  socket.write(`POST ${BULK} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n`)
  socket.write(`${Buffer.byteLength(data).toString(16)}\r\n${data}\r\n`)
  const [begun] = await once(socket, 'data')
  const answer = text(socket)
  const { index } = await server.service.searcher('ders')
  await server.stop()
  const whole = begun + (await answer)
  assert.equal(whole.match(/"outcome":"indexed"/g)?.length, 300)
  assert.match(
    whole,
    /\{"error":\{"code":"unavailable"[^\n]*lines after 300 were not taken[^\n]*\n\r\n0\r\n\r\n$/,
  )
  await assert.rejects(index.stats(), 'the index is closed')
})

test('a stopping server finishes an accepted bulk write', async t => {
  const server = await started(t, { bodies: MINUTE, all: MINUTE })
  const response = await fetch(server.url + BULK, { method: 'POST', body: rows(3000) })
  const reader = response.body!.getReader()
  let answer = Buffer.from((await reader.read()).value!).toString()
  const stopped = server.stop()
  for (let part = await reader.read(); !part.done; part = await reader.read())
    answer += Buffer.from(part.value).toString()
  assert.equal(answer.match(/"outcome":"indexed"/g)?.length, 3000)
  await stopped
})

test('a stream of events ends when the server stops, even if its job goes on', async t => {
  const server = await started(t, { bodies: MINUTE, all: MINUTE })
  const { service } = server
  service.jobs.worker.run = (_, signal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(cancelled()))
    })
  const { id } = await service.mine('ders', {
    topK: 1,
    mutual: false,
    maxPairs: 1,
    method: 'auto',
    memory: 1 << 20,
  })
  const response = await fetch(`${server.url}/v1/mining/${id}/events`)
  const events = response.text()
  await server.stop()
  assert.match(await events, /"state":"(?:queued|running)"/)
})

test('a stopping server answers a request on an open connection, then closes it', async t => {
  const server = await started(t, { bodies: MINUTE, all: MINUTE })
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  t.after(() => socket.destroy())
  const body = JSON.stringify({ query: 'son soru', index: 'ders' })
  socket.write(
    `POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
  )
  await new Promise(resolve => setTimeout(resolve, 100))
  const stopped = server.stop()
  socket.write(`${body}GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  const answers = await text(socket)
  assert.match(answers, /^HTTP\/1\.1 200 /)
  await stopped
})

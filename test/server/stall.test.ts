import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import { prepareDocuments } from '../../src/ingest/prepare.js'
import { ThreadedPreparer } from '../../src/ingest/threaded-preparer.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { fromJsonBytes, MAX_BODY } from '../../src/server/http/body.js'
import { scratch } from '../support/scratch.js'
import { type Serving, serving } from '../support/server.js'

/** Initials: they take seconds to segment, and end up as one sentence. */
const LONG = 'A. '.repeat(20_000)

/** How many sequential requests to /livez are answered while another request runs. */
async function answersMeanwhile({ url }: Serving, work: Promise<Response>): Promise<number> {
  let ended = false
  const done = work.then(async response => {
    ended = true
    assert.equal(response.status, 200, await response.clone().text())
    await response.text()
  })
  let answers = 0
  while (!ended) {
    const { status } = await fetch(`${url}/livez`)
    assert.equal(status, 200)
    answers++
  }
  await done
  return answers
}

test('while long texts are cut into sentences, other requests are answered', async t => {
  const folder = scratch(t)
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(folder, 'indexes') } })
  const server = await serving(config)
  t.after(() => server.stop())
  const send = (path: string, method: string, body: string, type = 'application/json'): Promise<Response> =>
    fetch(`${server.url}${path}`, { method, body, headers: { 'content-type': type } })
  const made = await send('/v1/indexes', 'POST', '{"name":"cumle","unit":"sentence"}')
  assert.equal(made.status, 201, await made.text())
  const documents = '/v1/indexes/cumle/documents'
  const lines = ['b', 'c'].map(id => JSON.stringify({ id, text: LONG }))
  // A server that blocks would answer one or two meanwhile.
  const one = send(`${documents}/a`, 'PUT', JSON.stringify({ text: LONG }))
  assert.ok((await answersMeanwhile(server, one)) > 20, 'a document')
  const bulk = send(documents, 'POST', lines.join('\n'), 'application/x-ndjson')
  assert.ok((await answersMeanwhile(server, bulk)) > 20, 'lines')
  const upload = send('/v1/indexes/cumle/files/uzun.txt', 'PUT', LONG, 'application/octet-stream')
  assert.ok((await answersMeanwhile(server, upload)) > 20, 'a file')
})

/** Turns of the event loop until some work is done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let ended = false
  const done = work.finally(() => {
    ended = true
  })
  let turns = 0
  while (!ended) {
    await new Promise(setImmediate)
    turns++
  }
  await done
  return turns
}

test('preparing documents does not block the event loop', async t => {
  const preparer = new ThreadedPreparer()
  t.after(() => preparer.close())
  const document = (id: string, text: string) => ({ id, text })
  assert.ok((await turnsDuring(preparer.prepare([document('a', LONG)], 'sentence'))) > 100)
  // Many short documents are as much work as a long one.
  const many = Array.from({ length: 256 }, (_, i) => document(`${i}`, LONG.slice(0, 1000)))
  assert.ok((await turnsDuring(preparer.prepare(many, 'sentence'))) > 100)
  const [prepared] = await preparer.prepare([document('a', LONG)], 'sentence')
  assert.deepEqual([prepared], prepareDocuments([document('a', LONG)], 'sentence'))
  // Errors cross the thread with their code.
  await assert.rejects(preparer.prepare([document('', LONG)], 'sentence'), { code: 'invalid-input' })
})

test('JSON that would take seconds to parse is refused before it is parsed', () => {
  const fill = (unit: string, before = '[', after = ']'): string =>
    before + unit.repeat((MAX_BODY - 10) / unit.length) + after
  for (const [json, reason] of [
    ['['.repeat(MAX_BODY), /levels deep/],
    [`${'[{"a":'.repeat(100)}1${'}]'.repeat(100)}`, /levels deep/],
    [fill('12345678901234567890,', '[', '1]'), /values/],
    [fill('{},', '[', '{}]'), /values/],
    [fill('"a":1.5e300,', '{', '"b":1}'), /values/],
  ] as const)
    assert.throws(() => fromJsonBytes(Buffer.from(json)), { code: 'invalid-input', message: reason })
  // Brackets and commas in strings are text, and escaped quotation marks do not end them.
  const text = `\\"${'[{,'.repeat(100_000)}`
  assert.deepEqual(fromJsonBytes(Buffer.from(`{"a":"${text}"}`)), { a: JSON.parse(`"${text}"`) })
})

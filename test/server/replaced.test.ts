import assert from 'node:assert/strict'
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { backup, openIndex, restore } from '../../src/compose.js'
import { type Config, loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { verifyIndex } from '../../src/search/verify-index.js'
import { withTable } from '../support/cli.js'
import { scratch } from '../support/scratch.js'
import { type Serving, serving } from '../support/server.js'

const { anlam } = withTable

/** Two sets of documents with the same ids and different texts. */
const OLD = [
  'Zebralar çizgili otobur hayvanlardır.',
  'Zebralar sürü hâlinde gezer.',
  'Zebralar otlakta yaşar.',
]
const NEW = ['Gemiler limana yanaşır.', 'Gemiler denizde yol alır.', 'Gemiler yük taşır.']
const ID = 'GizliKod'

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
type Json = any

interface World {
  config: Config
  server: Serving
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Json>
  /** Builds an index in a separate process, beside the server. */
  make(name: string, texts: readonly string[]): Promise<void>
}

async function world(t: TestContext): Promise<World> {
  const cwd = scratch(t)
  const config = loadConfig({ flags: { model: STATIC_MODEL, indexes: join(cwd, 'indexes') } })
  const server = await serving(config)
  t.after(() => server.stop())
  return {
    config,
    server,
    ask: async (method, path, body, headers = {}) => {
      const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
      const response = await fetch(server.url + path, { method, headers, ...sent })
      const text = await response.text()
      return {
        status: response.status,
        text,
        ...(text.startsWith('{') ? JSON.parse(text.split('\n')[0]!) : {}),
      }
    },
    make: async (name, texts) => {
      writeFileSync(join(cwd, 'a.jsonl'), rows(texts))
      const { code, stderr } = await anlam(['index', 'a.jsonl', '--index', name, '--quiet'], { cwd })
      assert.equal(code, 0, stderr)
    },
  }
}

function rows(texts: readonly string[]): string {
  return texts.map((text, i) => JSON.stringify({ id: `${ID}${i}`, text })).join('\n')
}

/** Everything that a client may have seen of an index, and may use again. */
async function look({ ask }: World, name: string) {
  const search = await ask('POST', '/v1/search', { index: name, query: 'zebralar', k: 2 })
  const list = await ask('GET', `/v1/indexes/${name}/documents?limit=2`)
  const map = await ask('GET', `/v1/indexes/${name}/map`)
  assert.deepEqual([search.status, list.status, map.status], [200, 200, 200], search.text + map.text)
  return { search, list, map, all: search.text + list.text + map.text }
}

/** Checks that nothing seen of an old index leads to the new one of its name, or shows the old one again. */
async function assertForgotten(
  w: World,
  name: string,
  before: Awaited<ReturnType<typeof look>>,
): Promise<void> {
  const after = await look(w, name)
  assert.doesNotMatch(after.all, /Zebra/)
  assert.match(after.map.text, /Gemiler/)
  const next = await w.ask('POST', '/v1/search', {
    index: name,
    query: 'zebralar',
    k: 2,
    cursor: before.search.nextCursor,
  })
  const more = await w.ask('GET', `/v1/indexes/${name}/documents?limit=2&cursor=${before.list.nextCursor}`)
  assert.deepEqual(
    [next.status, next.code, more.status, more.code],
    [400, 'invalid-input', 400, 'invalid-input'],
  )
}

test('an index deleted and created again with the same name shows nothing of the old one', async t => {
  const w = await world(t)
  const { ask } = w
  const key = { 'idempotency-key': 'bir' }
  await ask('POST', '/v1/indexes', { name: 'hayvan' })
  await ask('POST', '/v1/indexes/hayvan/documents', rows(OLD), key)
  const before = await look(w, 'hayvan')
  assert.match(before.map.text, /Zebra/)
  const job = (await ask('POST', '/v1/mining', { index: 'hayvan', threshold: 0 })).id
  assert.match((await ask('GET', `/v1/mining/${job}/events`)).text, /"state":"done"/)
  assert.match((await ask('GET', `/v1/mining/${job}/pairs`)).text, /Zebra/)

  assert.equal((await ask('DELETE', '/v1/indexes/hayvan')).status, 200)
  for (const path of ['', '/pairs', '/groups', '/events'])
    assert.equal((await ask('GET', `/v1/mining/${job}${path}`)).status, 404)
  assert.doesNotMatch((await ask('GET', '/v1/mining')).text, /hayvan/)
  assert.equal((await ask('GET', '/v1/indexes/hayvan/map')).status, 404)

  assert.equal((await ask('POST', '/v1/indexes', { name: 'hayvan' })).status, 201)
  assert.match(
    (await ask('POST', '/v1/indexes/hayvan/documents', rows(NEW), key)).text,
    /"outcome":"indexed"/,
  )
  await assertForgotten(w, 'hayvan', before)
})

test('the same holds at once if another process replaces it, and later writes go to the new one', async t => {
  const w = await world(t)
  const { ask, config, make } = w
  await make('hayvan', OLD)
  await make('öteki', OLD)
  const before = await look(w, 'hayvan')
  // The server holds it for writing when it is deleted.
  assert.equal((await ask('PUT', '/v1/indexes/hayvan/documents/x', { text: 'Zebra yavrusu.' })).status, 200)
  rmSync(join(config.indexes, 'hayvan'), { recursive: true })
  assert.equal((await ask('POST', '/v1/search', { index: 'hayvan', query: 'zebra' })).status, 404)
  await make('hayvan', NEW)
  await assertForgotten(w, 'hayvan', before)
  assert.equal((await ask('PUT', '/v1/indexes/hayvan/documents/x', { text: 'Gemi kaptanı.' })).status, 200)
  assert.equal((await ask('GET', '/v1/indexes/hayvan')).documents, 4)

  // Replaced without the server ever seeing it missing.
  assert.equal((await ask('PUT', '/v1/indexes/öteki/documents/x', { text: 'Zebra yavrusu.' })).status, 200)
  const other = await look(w, 'öteki')
  rmSync(join(config.indexes, 'öteki'), { recursive: true })
  cpSync(join(config.indexes, 'hayvan'), join(config.indexes, 'öteki'), { recursive: true })
  await assertForgotten(w, 'öteki', other)

  await w.server.service.close()
  for (const name of ['hayvan', 'öteki'])
    assert.deepEqual(
      (await verifyIndex(config, name)).filter(({ ok }) => !ok),
      [],
    )
  const kept = await openIndex(config, 'hayvan', 'reader')
  t.after(() => kept.close())
  assert.equal((await kept.get(['x']))[0]?.text, 'Gemi kaptanı.')
})

test('an index deleted during a write acknowledges no write that would be lost', async t => {
  const { config, make } = await world(t)
  await make('hayvan', OLD)
  const writer = await openIndex(config, 'hayvan', 'writer')
  t.after(() => writer.close())
  rmSync(join(config.indexes, 'hayvan'), { recursive: true })
  await make('hayvan', NEW)
  await assert.rejects(writer.remove([`${ID}0`]), { code: 'not-found' })
  await assert.rejects(writer.commit(), { code: 'not-found' })
  assert.deepEqual(
    (await verifyIndex(config, 'hayvan')).filter(({ ok }) => !ok),
    [],
  )
})

test('a bulk write never continues in another index of the same name', async t => {
  const { config, server, make, ask } = await world(t)
  await make('hayvan', OLD)
  let send = (_: string | undefined): void => undefined
  const body = new ReadableStream<Uint8Array>({
    start: controller => {
      send = text => (text === undefined ? controller.close() : controller.enqueue(Buffer.from(text)))
    },
  })
  const many = Array.from({ length: 256 }, (_, i) => ({ id: `z${i}`, text: `Zebra ${i}` }))
  send(many.map(row => `${JSON.stringify(row)}\n`).join(''))
  const response = await fetch(`${server.url}/v1/indexes/hayvan/documents`, {
    method: 'POST',
    body,
    duplex: 'half',
  } as RequestInit)
  const answers = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  assert.match((await answers.read()).value!, /"outcome":"indexed"/)
  rmSync(join(config.indexes, 'hayvan'), { recursive: true })
  await make('hayvan', NEW)
  send('{"id":"son","text":"Zebra, sonuncu."}\n')
  send(undefined)
  let rest = ''
  for (let read = await answers.read(); !read.done; read = await answers.read()) rest += read.value
  assert.match(rest, /"error":\{"code":"not-found"/)
  assert.doesNotMatch(rest, /"son"/)
  assert.equal((await ask('GET', '/v1/indexes/hayvan')).documents, 3)
})

test('a restored index has another id than the one that was backed up', async t => {
  const w = await world(t)
  const { ask, config, make } = w
  await make('hayvan', OLD)
  const before = await look(w, 'hayvan')
  const copy = join(config.indexes, '..', 'yedek')
  await backup(config, 'hayvan', copy)
  rmSync(join(config.indexes, 'hayvan'), { recursive: true })
  await restore(config, copy, 'hayvan')
  const after = await ask('GET', '/v1/indexes/hayvan')
  assert.equal(after.documents, 3)
  const { cursor } = { cursor: before.list.nextCursor }
  assert.equal((await ask('GET', `/v1/indexes/hayvan/documents?limit=2&cursor=${cursor}`)).status, 400)
  await restore(config, copy, 'ikinci')
  const [one, two] = await Promise.all(
    ['hayvan', 'ikinci'].map(async name => (await ask('GET', `/v1/indexes/${name}`)).id as string),
  )
  assert.notEqual(one, two)
})

test('an index created beside a running server is served at once; the first one stays the default', async t => {
  const w = await world(t)
  const { ask, make, config } = w
  assert.deepEqual((await ask('GET', '/v1/indexes')).indexes, [])
  await make('gemi', NEW)
  assert.match((await ask('POST', '/v1/search', { query: 'gemiler' })).text, /Gemiler/)
  await make('a', OLD)
  const { indexes } = await ask('GET', '/v1/indexes')
  assert.deepEqual(
    indexes.map(({ name, documents }: Json) => [name, documents]),
    [
      ['gemi', 3],
      ['a', 3],
    ],
  )
  assert.equal((await ask('POST', '/v1/search', { query: 'gemiler' })).index, 'gemi')
  assert.equal((await ask('PUT', '/v1/indexes/a/documents/x', { text: 'Zebra yavrusu.' })).status, 200)
  // One that cannot be opened does not hide the others.
  await make('bozuk', OLD)
  writeFileSync(join(config.indexes, 'bozuk', 'store.sqlite'), 'bozuk')
  assert.deepEqual(
    (await ask('GET', '/v1/indexes')).indexes.map(({ name }: Json) => name),
    ['gemi', 'a'],
  )
  assert.equal((await ask('GET', '/v1/indexes/bozuk')).code, 'corrupt-index')
  rmSync(join(config.indexes, 'gemi'), { recursive: true })
  assert.equal((await ask('POST', '/v1/search', { query: 'zebralar' })).index, 'a')
})

test('searches succeed, or report that the index is gone, while it is replaced again and again', async t => {
  const w = await world(t)
  const { ask, config, make } = w
  await make('asıl', OLD)
  await make('yeni', NEW)
  const seen = new Map<number, number>()
  let going = true
  const asking = Array.from({ length: 4 }, async () => {
    while (going) {
      const { status, text } = await ask('POST', '/v1/search', {
        index: 'dönen',
        query: 'gemi',
        mode: 'hybrid',
      })
      assert.ok([200, 404].includes(status), text)
      seen.set(status, (seen.get(status) ?? 0) + 1)
    }
  })
  const until = async (status: number): Promise<void> => {
    const before = seen.get(status) ?? 0
    while ((seen.get(status) ?? 0) < before + 5) await new Promise(resolve => setTimeout(resolve, 5))
  }
  const folder = join(config.indexes, 'dönen')
  for (let i = 0; i < 5; i++) {
    // Renamed as a whole, as a restore does it.
    await restore(config, join(config.indexes, i % 2 ? 'asıl' : 'yeni'), 'dönen')
    await until(200)
    rmSync(folder, { recursive: true })
    await until(404)
  }
  going = false
  await Promise.all(asking)
})

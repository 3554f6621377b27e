import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { AnlamClient, ApiError } from '../../src/client/client.js'
import { loadConfig } from '../../src/config.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { type Serving, serving } from '../support/server.js'

let root: string
let server: Serving
let client: AnlamClient

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'anlam-client-'))
  server = await serving(loadConfig({ flags: { model: STATIC_MODEL, indexes: root } }))
  client = new AnlamClient({ url: server.url })
})

after(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

test('the client has a method for everything the server offers', async () => {
  assert.deepEqual(await client.indexes(), [])
  assert.equal((await client.createIndex('n')).passages, 0)
  const texts = ['Gradyan inişi kaybı azaltır.', 'Kaybı azaltan yöntem gradyan inişidir.', 'Kediler uyur.']
  const written = await all(
    client.bulk(
      'n',
      texts.map((text, i) => ({ id: `d${i}`, text, metadata: { i } })),
    ),
  )
  assert.deepEqual(
    written.map(({ id, outcome }) => [id, outcome]),
    [
      ['d0', 'indexed'],
      ['d1', 'indexed'],
      ['d2', 'indexed'],
    ],
  )
  assert.equal(
    (await client.put('n', { id: 'd2', text: 'Kediler uyur.', metadata: { i: 2 } })).outcome,
    'unchanged',
  )
  const found = await client.search('gradyan inişi', { index: 'n', k: 2 })
  assert.deepEqual(found.hits.map(({ id }) => id).sort(), ['d0', 'd1'])
  assert.deepEqual(
    (await client.search('gradyan', { filter: { i: 1 } })).hits.map(({ id }) => id),
    ['d1'],
  )
  assert.equal((await client.searchAll([{ query: 'kedi' }, { query: 'kayıp' }])).results.length, 2)
  assert.equal((await client.similar('d0', { k: 1 })).hits[0]!.id, 'd1')
  assert.deepEqual(
    (await client.passages(['d2', 'yok'])).map(passage => passage?.text),
    ['Kediler uyur.', undefined],
  )
  assert.equal((await client.similarity(['a b', 'c'], ['a b'])).scores.length, 2)
  assert.equal((await client.explain('gradyan inişi', 'gradyan')).a.length, 2)
  assert.equal((await client.documents('n', { limit: 2 })).documents.length, 2)
  const map = await client.map('n')
  assert.equal(map.points.length, 3)
  assert.deepEqual(
    map.regions.map(({ points }) => points),
    [3],
  )
  const uploaded = await all(client.upload('n', 'yeni.txt', 'Bir paragraf.\n\nÖteki paragraf.'))
  assert.deepEqual([uploaded.at(-1)!.done, uploaded.at(-1)!.passages], [true, 2])
  const job = await client.mine('n', { threshold: 0.5 })
  const statuses = await all(client.watchJob(job.id))
  assert.equal(statuses.at(-1)!.state, 'done')
  assert.deepEqual(
    (await client.groups(job.id)).groups.map(({ members }) => members.sort()).find(([id]) => id === 'd0'),
    ['d0', 'd1'],
  )
  assert.ok((await client.pairs(job.id)).pairs.some(({ aId, bId }) => aId === 'd0' && bId === 'd1'))
  assert.equal((await client.cancelJob(job.id)).state, 'done')
  assert.deepEqual(await client.access(), { scope: 'admin', reranker: null })
  assert.deepEqual(await client.delete('n', 'd0'), { removed: 1 })
  assert.deepEqual(await client.deleteIndex('n'), { deleted: 'n' })
})

test('errors have codes, a signal cancels a request, and a server that does not run is unreachable', async () => {
  const is = (code: string) => (error: unknown) => error instanceof ApiError && error.code === code
  await assert.rejects(client.search('x', { index: 'yok' }), is('not-found'))
  await assert.rejects(client.search(''), is('invalid-input'))
  const controller = new AbortController()
  controller.abort()
  await assert.rejects(client.search('x', { signal: controller.signal }), { name: 'AbortError' })
  await assert.rejects(new AnlamClient({ url: 'http://127.0.0.1:1' }).indexes(), is('unreachable'))
})

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
  root = mkdtempSync(join(tmpdir(), 'anlam-curation-'))
  server = await serving(loadConfig({ flags: { model: STATIC_MODEL, indexes: root } }))
  client = new AnlamClient({ url: server.url })
})

after(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

const is = (code: string) => (error: unknown) => error instanceof ApiError && error.code === code

/** Creates an index of texts with ids `d0`, `d1`, …. */
async function filled(name: string, texts: readonly string[]): Promise<void> {
  await client.createIndex(name)
  const documents = texts.map((text, i) => ({ id: `d${i}`, text, metadata: { sıra: i, dil: 'tr' } }))
  for await (const { error } of client.bulk(name, documents)) assert.equal(error, undefined)
}

test('copies are removed, listed and brought back over HTTP', async () => {
  await filled('kopya', ['Kayıp azalır.', 'Kayıp  azalır.', 'Kayıp düşer.', 'Kediler uyur.'])
  const planned = await client.dedupe('kopya', { dryRun: true })
  assert.deepEqual([planned.documents, planned.removed, planned.removal], [4, 1, null])
  const done = await client.dedupe('kopya', { keep: 'sıra', by: 'ayşe' })
  assert.deepEqual([done.removal!.documents, done.removal!.by, done.differing], [1, 'ayşe', { sıra: 1 }])
  const kept = await client.keepOne('kopya', { keep: 'd2', remove: ['d1'], merge: true })
  assert.deepEqual(
    (await client.removals('kopya')).map(({ id }) => id),
    [kept.id, done.removal!.id],
  )
  assert.equal((await client.documents('kopya')).documents.length, 2)
  const { documents, nextCursor } = await client.removedDocuments('kopya', done.removal!.id)
  assert.deepEqual(documents, [
    { id: 'd0', kept: 'd1', text: 'Kayıp azalır.', metadata: { sıra: 0, dil: 'tr' } },
  ])
  assert.equal(nextCursor, null)
  assert.deepEqual(await client.undoRemoval('kopya', kept.id), { restored: 1, left: [] })
  const hits = (await client.search('kayıp azalır', { index: 'kopya', mode: 'semantic', k: 10 })).hits
  assert.deepEqual(hits.map(({ id }) => id).sort(), ['d1', 'd2', 'd3'])
  assert.deepEqual(await client.forgetRemoval('kopya', done.removal!.id), { forgotten: done.removal!.id })
  await assert.rejects(client.undoRemoval('kopya', done.removal!.id), is('not-found'))
  await assert.rejects(client.keepOne('kopya', { keep: 'd2', remove: ['d2'] }), is('invalid-input'))
})

test('passages, hits, pairs and groups are handed on as tables over HTTP', async () => {
  await filled('tablo', ['Kayıp azalır.', 'Kayıp azalıyor.', '=Kediler uyur.'])
  const csv = await client.exportPassages('tablo', { format: 'csv', excel: true, filter: { sıra: 2 } })
  assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.match(csv.headers.get('content-disposition')!, /attachment; filename="passages\.csv"/)
  const bytes = Buffer.from(await csv.arrayBuffer()).toString()
  assert.equal(bytes, "\ufeffid;text;sıra;dil\r\nd2;'=Kediler uyur.;2;tr\r\n")
  const listed = await (await client.exportPassages('tablo', { ids: ['d1'] })).text()
  assert.deepEqual(JSON.parse(listed), { id: 'd1', text: 'Kayıp azalıyor.', sıra: 1, dil: 'tr' })
  const hits = await (await client.exportHits({ query: 'kayıp' }, { format: 'jsonl' })).text()
  assert.ok(hits.includes('"query":"kayıp","rank":1,'))
  const parquet = await client.exportPassages('tablo', { format: 'parquet' })
  assert.equal(
    Buffer.from(await parquet.arrayBuffer())
      .subarray(0, 4)
      .toString(),
    'PAR1',
  )

  const job = await client.mine('tablo', { threshold: 0.5 })
  for await (const _ of client.watchJob(job.id));
  const pairs = await (await client.exportMined(job.id, 'pairs', { format: 'csv' })).text()
  assert.ok(pairs.startsWith('score,kind,flags,aId,a,bId,b,overlap\r\n'))
  const groups = await (await client.exportMined(job.id, 'groups')).text()
  assert.ok(groups.includes('"representative":true'))
  await assert.rejects(client.exportPassages('yok'), is('not-found'))
  await assert.rejects(client.exportMined('yok', 'pairs'), is('not-found'))
})

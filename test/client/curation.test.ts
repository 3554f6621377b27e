import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { AnlamClient, ApiError } from '../../src/client/client.js'
import { loadConfig } from '../../src/config.js'
import { flagsOf } from '../../src/mining/flags/flags.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import { ndjson } from '../support/cli.js'
import { type Serving, serving } from '../support/server.js'
import { PROJECT_ROOT } from '../support/shared.js'

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
  assert.deepEqual(await client.undoRemoval('kopya', kept.id), { restored: 1, reverted: 0, left: [] })
  const hits = (await client.search('kayıp azalır', { index: 'kopya', mode: 'semantic', k: 10 })).hits
  assert.deepEqual(hits.map(({ id }) => id).sort(), ['d1', 'd2', 'd3'])
  const tagged = await client.tag('kopya', { ids: ['d2', 'd3'], set: { durum: 'temiz', dil: null } })
  assert.deepEqual([tagged.documents, tagged.merged], [0, 2])
  const metadata = async () => (await client.passages(['d2'], 'kopya'))[0]!.metadata
  assert.deepEqual(await metadata(), { sıra: 2, durum: 'temiz' })
  await assert.rejects(
    client.tag('kopya', { ids: ['d3'], set: { durum: 'temiz' } }),
    is('invalid-input'),
    'nothing to change',
  )
  assert.deepEqual(await client.undoRemoval('kopya', tagged.id), { restored: 0, reverted: 2, left: [] })
  assert.deepEqual(await metadata(), { sıra: 2, dil: 'tr' })
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

test('pairs are decided about, most telling first, and what was decided calibrates the index', async () => {
  const rows = ndjson<{ a: string; b: string; label: 0 | 1 }>(
    readFileSync(join(PROJECT_ROOT, 'corpus', 'pairs.jsonl'), 'utf8'),
  )
  const labelled = [0, 1].flatMap(label => rows.filter(row => row.label === label).slice(0, 150))
  await filled('karar', [...new Set(labelled.slice(0, 40).flatMap(({ a, b }) => [a, b]))])
  const [first, ...others] = await client.nextToReview('karar', { limit: 5 })
  assert.equal(others.length, 4)
  assert.ok(first!.probability > 0.2 || first!.flags.length > 0)
  const { a, b, aId, bId, score } = first!
  const [decision] = await client.decide('karar', [{ a, b, aId, bId, score, verdict: 'unsure' }], 'ayşe')
  assert.deepEqual(
    [decision!.verdict, decision!.by, decision!.earlier, decision!.aId],
    ['unsure', 'ayşe', 0, aId],
  )
  await client.decide('karar', [{ a: b, b: a, verdict: 'right' }])
  const decided = await client.nextToReview('karar', { limit: 100 })
  assert.ok(!decided.some(pair => pair.a === a && pair.b === b))
  assert.equal((await client.undoDecision('karar', { a, b }))!.verdict, 'unsure')
  assert.deepEqual(
    (await client.decisions('karar')).decisions.map(({ verdict, by }) => [verdict, by]),
    [['unsure', 'ayşe']],
  )
  assert.equal(await client.undoDecision('karar', { a, b }), null)
  assert.equal((await client.reviewStatus('karar')).last, null)

  await assert.rejects(client.calibrate('karar'), is('invalid-input'))
  await client.decide(
    'karar',
    labelled.map(row => ({ a: row.a, b: row.b, verdict: row.label === 1 ? 'right' : 'wrong' })),
  )
  const status = await client.reviewStatus('karar')
  assert.deepEqual([status.right, status.wrong, status.unsure, status.by], [150, 150, 0, { '': 300 }])
  const { before, after, pairs, positives } = await client.calibrate('karar')
  // No cosine tells what is flagged from what is not.
  const telling = labelled.filter(row => flagsOf(row.a, row.b).length === 0)
  assert.deepEqual([pairs, positives], [telling.length, telling.filter(row => row.label === 1).length])
  for (const { precision, recall, accepted } of [before, after])
    assert.ok(accepted > 0 && precision! > 0.5 && recall > 0 && recall <= 1)
  assert.notEqual(before.threshold, after.threshold)
  // Searches use it at once.
  assert.ok(
    (await client.search('öğrenme', { index: 'karar', mode: 'semantic' })).hits[0]!.probability !== undefined,
  )
  const exported = ndjson<object>(await (await client.exportDecisions('karar')).text())
  assert.equal(exported.length, 300)
  assert.deepEqual(Object.keys(exported[0]!), ['a', 'b', 'label', 'verdict', 'at'])
})

test('pairs of a mining job are reviewed, and its hard negatives are handed on', async () => {
  await filled('olumsuz', [
    'Dropout aşırı öğrenmeyi azaltır.',
    'Dropout aşırı öğrenmeyi azaltmaz.',
    'Aşırı öğrenmeyi dropout azaltır.',
    'Kediler bütün gün uyur.',
  ])
  const job = await client.mine('olumsuz', { threshold: 0.5 })
  for await (const _ of client.watchJob(job.id));
  const next = await client.nextToReview('olumsuz', { job: job.id })
  const flagged = next.find(({ flags }) => flags.includes('negation'))
  assert.ok(flagged, JSON.stringify(next))
  const negatives = async (what: 'negatives' | 'triplets') =>
    ndjson<Record<string, string>>(await (await client.exportMined(job.id, what)).text())
  const pairs = await negatives('negatives')
  assert.ok(pairs.length > 0 && pairs.every(({ label }) => Number(label) === 0))
  const [triplet] = await negatives('triplets')
  assert.deepEqual(Object.keys(triplet!), ['anchor', 'positive', 'negative'])
  assert.match(triplet!.negative!, /azaltmaz/)
  const { a, b } = flagged!
  // Of each group one stays, but not for what somebody decided to say something else.
  const plan = (dryRun: boolean) => client.dedupe('olumsuz', { job: job.id, dryRun })
  assert.deepEqual([(await plan(true)).removed, (await plan(true)).removal], [1, null])
  const same = { a: 'Dropout aşırı öğrenmeyi azaltır.', b: 'Aşırı öğrenmeyi dropout azaltır.' }
  await client.decide('olumsuz', [{ ...same, verdict: 'wrong' }])
  assert.equal((await plan(true)).removed, 0)
  await client.undoDecision('olumsuz', same)
  const { removal } = await plan(false)
  assert.equal(removal!.documents, 1)
  await client.undoRemoval('olumsuz', removal!.id)
  await assert.rejects(client.dedupe('tablo', { job: job.id }), is('not-found'))
  await client.decide('olumsuz', [{ a, b, verdict: 'right' }])
  const left = (await negatives('negatives')).map(({ sentence1, sentence2, label }) => [
    sentence1,
    sentence2,
    label,
  ])
  assert.ok(left.some(([x, y, label]) => x === a && y === b && Number(label) === 1))
  assert.equal(left.length, pairs.length)
})

test('values of metadata are counted in answers, and sources are listed', async () => {
  await filled('sayım', ['Kayıp azalır.', 'Kayıp düşer.', 'Kediler uyur.'])
  const { facets } = await client.search('kayıp', {
    index: 'sayım',
    k: 1,
    facets: ['dil', 'yok'],
    filter: { sıra: { gte: 1 } },
  })
  assert.deepEqual(facets![0]!.values, [{ value: 'tr', passages: 2 }])
  assert.equal(facets![1]!.passages, 0)
  const fields = await client.fields('sayım')
  assert.deepEqual(
    fields.map(({ field, distinct, range }) => [field, distinct, range]),
    [
      ['dil', 1, null],
      ['sıra', 3, { least: '0', greatest: '2' }],
    ],
  )
  await client.put('sayım', { id: 'yeni', text: 'Yeni.', metadata: { dil: 'en' } })
  assert.equal((await client.fields('sayım'))[0]!.distinct, 2, 'what is written is counted at once')
  const verified = await client.verify('sayım')
  assert.ok(verified.ok && verified.checks.some(({ name }) => name === 'records'))
  assert.deepEqual(
    (await client.fields('sayım', { filter: { sıra: { gte: 1 } } })).map(({ field, passages }) => [
      field,
      passages,
    ]),
    [
      ['dil', 2],
      ['sıra', 2],
    ],
  )
  assert.deepEqual(
    (await client.overview('sayım')).latest.map(({ id }) => id),
    ['yeni', 'd2', 'd1', 'd0'],
  )
  assert.equal((await client.renameIndex('sayım', 'saydım')).name, 'saydım')
  await assert.rejects(client.fields('sayım'), is('not-found'))
  await assert.rejects(client.renameIndex('saydım', 'tablo'), is('already-exists'))
  assert.equal((await client.document('saydım', 'yeni')).passages[0]!.text, 'Yeni.')
  await client.renameIndex('saydım', 'sayım')
  assert.deepEqual(await client.sources('sayım'), {
    count: 1,
    sources: [{ source: 'http', documents: 4, passages: 4 }],
  })
  assert.equal((await client.search('kayıp', { index: 'sayım' })).facets, undefined)
})

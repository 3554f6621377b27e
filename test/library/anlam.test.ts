import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import { Anlam, type LabelledPair, type Settings, type TextIndex } from '../../src/index.js'
import { batchSize } from '../../src/ingest/changed-batches.js'
import { documentsOf } from '../../src/ingest/gone.js'
import { prepareDocuments } from '../../src/ingest/prepare.js'
import { refusal } from '../contract/engine.js'
import { scratch, scratchFolder } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const TEXTS = [
  {
    id: 'hız',
    text: 'Öğrenme hızı çok büyük seçilirse eğitim ıraksar.',
    metadata: { konu: 'optimizasyon', yıl: 2023 },
  },
  {
    id: 'oran',
    text: 'Öğrenme oranı çok yüksekse eğitim ıraksar.',
    metadata: { konu: 'optimizasyon', yıl: 2024 },
  },
  {
    id: 'ezber',
    text: 'Düzenlileştirme aşırı öğrenmeyi azaltır.',
    metadata: { konu: 'genelleme', yıl: 2024 },
  },
]

const root = scratchFolder()
let anlam: Anlam
let notes: TextIndex

before(async () => {
  anlam = new Anlam(settingsOf(root.path))
  notes = await anlam.create('notlar')
  await notes.add(TEXTS)
})

after(async () => {
  await anlam.close()
  root.remove()
})

function settingsOf(indexes: string): Settings {
  return { indexes, model: 'builtin-static', offline: true }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

test('texts in memory are on disk after `add`, and another process would find them', async t => {
  const other = new Anlam(settingsOf(root.path))
  t.after(() => other.close())
  const { hits } = await (await other.open('notlar')).search('overfitting nasıl önlenir?')
  assert.equal(hits[0]!.id, 'ezber')
  assert.deepEqual(
    (await other.list()).map(({ index, ...rest }) => [index, 'documents' in rest && rest.documents]),
    [['notlar', 3]],
  )
})

test('a text without an id is one document however often it is added', async () => {
  const own = await anlam.create('kimliksiz')
  const given = ['Dropout nöronları kapatır.', 'Dropout nöronları kapatır.', 'Momentum adımları hızlandırır.']
  const { documents, unchanged, copies } = await own.add(given)
  assert.deepEqual({ documents, unchanged, copies }, { documents: 2, unchanged: 0, copies: 1 })
  const again = await own.add(given[0]!)
  assert.deepEqual([again.documents, again.unchanged], [1, 1])
  assert.equal((await own.stats()).documents, 2)
})

test('what is no text is refused by name, and no text at all is none', async () => {
  for (const wrong of [[{ id: 'a' }], [7], [null]])
    await assert.rejects(notes.add(wrong as never), refusal('invalid-input', /a text is a string/))
  await assert.rejects(notes.add(7 as never), refusal('invalid-input', /array/))
  assert.deepEqual(await notes.add([]), {
    ...{ documents: 0, passages: 0, unchanged: 0, repaired: 0, truncated: 0, empty: 0 },
    copies: 0,
  })
})

test('a stream is added as it comes, tells of what is on disk, and stops when the signal fires', async () => {
  const own = await anlam.open('kimliksiz')
  const controller = new AbortController()
  let given = 0
  const stream = async function* () {
    for (;;) {
      if (given % 512 === 0) await sleep(1)
      yield `satır ${++given}: veri kümesi`
    }
  }
  const told: number[] = []
  const adding = own.add(stream(), {
    signal: controller.signal,
    onProgress: ({ documents }) => {
      told.push(documents)
      controller.abort()
    },
  })
  await assert.rejects(adding, refusal('cancelled'))
  const size = batchSize({ architecture: 'StaticEmbedding' })
  assert.equal(told[0], size)
  const documents = (await own.stats()).documents - 2
  assert.ok(documents >= size && documents <= given, `${documents} of ${given}`)
  assert.ok(given < 8 * size, `${given} texts were taken`)
})

test('searches take options, streams of queries give streams of results', async () => {
  const { hits } = await notes.search('eğitim', { k: 5, filter: { konu: 'optimizasyon' } })
  assert.deepEqual(hits.map(({ id }) => id).sort(), ['hız', 'oran'])
  const queries = async function* () {
    yield 'büyük öğrenme hızı'
    yield 'aşırı öğrenme'
  }
  const results = await all(notes.searchAll(queries(), { k: 1 }))
  assert.deepEqual(
    results.map(({ query, hits: [hit] }) => [query, hit!.id]),
    [
      ['büyük öğrenme hızı', 'hız'],
      ['aşırı öğrenme', 'ezber'],
    ],
  )
  const near = await notes.similar('hız', { k: 1 })
  assert.deepEqual(
    near.map(({ id }) => id),
    ['oran'],
  )
  await assert.rejects(notes.similar('yok'), refusal('not-found', /yok/))
  await assert.rejects(notes.search('a', { rerank: true }), refusal('invalid-input', /rerank/))
  await assert.rejects(notes.search('a', { signal: AbortSignal.abort() }), refusal('cancelled'))
})

test('what an index holds comes back: by id, as documents, as passages with their vectors, counted', async () => {
  const [known, unknown] = await notes.get(['ezber', 'yok'])
  assert.equal(known!.text, TEXTS[2]!.text)
  assert.equal(unknown, undefined)
  assert.deepEqual(
    (await all(notes.documents())).map(({ id }) => id),
    ['ezber', 'hız', 'oran'],
  )
  const passages = await all(notes.passages({ filter: { yıl: { gte: '2024' } } }))
  assert.deepEqual(
    passages.map(({ id }) => id),
    ['oran', 'ezber'],
  )
  const { vector } = passages[0]!
  assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-6)
  const [field] = await notes.facets(['konu'])
  assert.deepEqual(field!.values, [
    { value: 'optimizasyon', passages: 2 },
    { value: 'genelleme', passages: 1 },
  ])
})

test('an index is mined, here against another one, and writes a report where one is wanted', async t => {
  const report = join(scratch(t), 'rapor')
  const other = await anlam.create('öteki')
  await other.add([{ id: 'x', text: 'Öğrenme oranı çok büyük seçilirse eğitim ıraksar.' }])
  const stages = new Set<string>()
  const mined = await notes.mine({ between: 'öteki', report, onProgress: stage => stages.add(stage) })
  assert.deepEqual(mined.pairs.map(({ aId, bId }) => [aId, bId]).sort(), [
    ['hız', 'x'],
    ['oran', 'x'],
  ])
  assert.equal(mined.groups.length, 1)
  assert.equal(mined.summary.passages, 4)
  assert.deepEqual([...stages], ['reading', 'comparing'])
  assert.ok(existsSync(join(report, 'report.html')))
  await assert.rejects(notes.mine({ between: 'yok' }), refusal('not-found'))
})

test('calibration is learnt from pairs in memory, and hits have a probability at once', async () => {
  const labelled = readFileSync(join(PROJECT_ROOT, 'corpus/pairs.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as LabelledPair)
  const report = await notes.calibrate(labelled)
  assert.equal(report.pairs, labelled.length)
  const { hits } = await notes.search('öğrenme oranı')
  assert.ok(hits.every(({ probability }) => probability !== undefined))
  await assert.rejects(
    notes.calibrate([{ a: 'x', b: 'y', label: true as never }]),
    refusal('invalid-input', /0 or 1/),
  )
  const [next] = await notes.nextPairs(1)
  assert.equal(next!.label, null)
})

test('exports are whole files whose name says what they are', async t => {
  const folder = scratch(t)
  assert.equal(await notes.export(join(folder, 'a.jsonl'), { filter: { konu: 'genelleme' } }), 1)
  assert.deepEqual(JSON.parse(readFileSync(join(folder, 'a.jsonl'), 'utf8')), {
    ...{ id: 'ezber', text: TEXTS[2]!.text },
    ...TEXTS[2]!.metadata,
  })
  await assert.rejects(
    notes.export(join(folder, 'a.xls')),
    refusal('invalid-input', /\.csv, \.jsonl, \.parquet/),
  )
})

test('files are added beside texts, and what came from no file belongs to no folder', async t => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'a.txt'), 'Yinelemeli sinir ağları dizileri işler.')
  const report = await notes.addFiles(folder, { prune: true })
  assert.deepEqual([report.documents, report.pruned], [1, 0])
  const [file] = report.files
  assert.equal(await notes.remove([file!.path, 'yok']), 1)
  const held = new MemoryIndex('bellek', { ...(await notes.stats()) })
  const [document] = prepareDocuments([{ id: 'bellekten', text: 'Evrişimli ağlar.' }], 'document', 'library')
  const { values, rows, dimension } = await anlam.encode(['Evrişimli ağlar.'])
  const { passages } = document!
  await held.write([{ document: document!.document, hash: 'x', passages }], { values, rows, dimension })
  assert.deepEqual(await all(documentsOf(held, ['.'])), [])
})

test('the model alone: rows of unit length, streams of vectors, a cosine and its reasons', async () => {
  const { values, rows, dimension } = await anlam.encode(['öğrenme', 'veri'])
  assert.equal(values.length, rows * dimension)
  const embedded = await all(anlam.embed(['öğrenme', 'veri']))
  assert.deepEqual(embedded[1]!.vector, values.subarray(dimension))
  const near = await anlam.similarity('öğrenme hızı', 'öğrenme oranı')
  assert.ok(near > (await anlam.similarity('öğrenme hızı', 'kedi')))
  assert.equal((await anlam.explain('öğrenme hızı', 'öğrenme oranı')).a.length, 2)
  assert.equal((await anlam.model()).model, 'builtin-static')
  await assert.rejects(
    anlam.classifier([{ label: 'a', text: 'b' }]),
    refusal('invalid-input', /two different labels/),
  )
})

test('an index is made once, opened by name, checked, saved, restored and deleted', async t => {
  await assert.rejects(anlam.create('notlar'), refusal('already-exists'))
  await assert.rejects(anlam.open('yok'), refusal('not-found'))
  await assert.rejects(anlam.create('../x'), refusal('invalid-input'))
  const own = await anlam.openOrCreate('öteki')
  await own.add('Bir metin.')
  assert.ok((await anlam.verify('öteki')).every(({ ok }) => ok))
  const copy = join(scratch(t), 'yedek')
  await anlam.backup('öteki', copy)
  // Written a moment ago, so that this process still holds it.
  await anlam.delete('öteki')
  await assert.rejects(own.stats(), refusal('not-found'))
  await anlam.restore(copy, 'öteki')
  assert.deepEqual((await anlam.repair('öteki')).lost, [])
  assert.equal((await own.stats()).documents, 2)
})

test('a misspelt setting is an error that names the right ones, and nothing works after closing', async () => {
  assert.throws(() => new Anlam({ indexs: 'x' } as Settings), refusal('invalid-input', /"indexs".*indexes/))
  assert.throws(() => new Anlam({ effort: 0 }), refusal('invalid-input', /^the setting effort is 0/))
  const closed = new Anlam(settingsOf(root.path))
  await closed.close()
  await assert.rejects(closed.open('notlar'), refusal('invalid-input', /closed/))
  await assert.rejects(closed.list(), refusal('invalid-input', /closed/))
})

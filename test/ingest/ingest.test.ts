import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createDocument } from '../../src/basics/document.js'
import { loadConfig } from '../../src/config.js'
import { segment } from '../../src/corpus/segment.js'
import { AnlamError } from '../../src/errors.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { SearchIndex } from '../../src/index/types.js'
import { batchSize } from '../../src/ingest/changed-batches.js'
import { type IngestSource, ingest, isSnapshotDue } from '../../src/ingest/ingest.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import type { OnnxEncoder } from '../../src/model/onnx-encoder.js'
import type { Encoder } from '../../src/model/types.js'
import { Searcher } from '../../src/search/searcher.js'

let encoder: OnnxEncoder
before(async () => {
  encoder = await loadEncoder({ directory: modelDirectory(loadConfig(), STATIC_MODEL), model: STATIC_MODEL })
})
after(() => encoder.close())

function sourceOf(id: string, text: string): IngestSource {
  const document = createDocument({ id, text, source: 's', metadata: {} })
  return { document, repaired: false, unit: 'document', passages: () => segment(document, 'document') }
}

async function* sources(texts: Record<string, string>): AsyncGenerator<IngestSource> {
  for (const [id, text] of Object.entries(texts)) yield sourceOf(id, text)
}

/** Documents that fill a batch with one more. */
function* fillers(of: string): Generator<IngestSource> {
  for (let i = 1; i < batchSize(encoder.spec); i++) yield sourceOf(`${of}${i}`, `metin ${i}`)
}

function encodingBy(encode: Encoder['encode']): Encoder {
  return { spec: encoder.spec, encode, close: async () => undefined }
}

const run = (index: SearchIndex, texts: Record<string, string>) =>
  ingest({ sources: sources(texts), encoder, openIndex: async () => index })

test('documents are embedded, written, and found by meaning', async () => {
  const index = new MemoryIndex('x', encoder.spec)
  const report = await run(index, { a: 'öğrenme hızı eğitimi etkiler', b: 'kedi minderde uyuyor' })
  assert.deepEqual([report.documents, report.passages, report.unchanged], [2, 2, 0])
  const { hits } = await new Searcher(encoder, index).search({ query: 'eğitimde öğrenme hızı', k: 1 })
  assert.equal(hits[0]!.id, 'a')
})

test('a document whose new text says nothing to the model is no longer found by its old one', async () => {
  const index = new MemoryIndex('x', encoder.spec)
  await run(index, { a: 'öğrenme hızı', b: 'kayıp fonksiyonu' })
  const report = await run(index, { a: '𒀀𒀁', b: 'kayıp fonksiyonu' })
  assert.deepEqual([report.documents, report.unchanged, report.empty], [1, 1, 1])
  assert.deepEqual(
    (await index.get(['a', 'b'])).map(passage => passage?.id),
    [undefined, 'b'],
  )
})

test('a document called like a passage, indexed before it numbered its own, is embedded once more', async () => {
  const index = new MemoryIndex('x', encoder.spec)
  const [text, passage] = ['gradyan inişi', { id: 'a#1', documentId: 'a#1', start: 0, end: 13 }]
  const hash = createHash('sha256')
    .update(JSON.stringify(['document', text, undefined, 's', {}]))
    .digest('hex')
  const vectors = await encoder.encode([text], { kind: 'document' })
  const document = { id: 'a#1', source: 's', metadata: {} }
  await index.write([{ document, hash: hash.slice(0, 32), passages: [{ ...passage, text }] }], vectors)
  for (const unchanged of [0, 1]) {
    const report = await run(index, { 'a#1': text })
    assert.deepEqual([report.documents, report.unchanged], [1, unchanged])
    const [before, after] = await index.get(['a#1', 'a#1#1'])
    assert.deepEqual([before, after?.documentId], [undefined, 'a#1'])
  }
})

test('without any document no index is opened, and the error says so', async () => {
  const openIndex = () => assert.fail('opened')
  await assert.rejects(
    ingest({ sources: sources({}), encoder, openIndex }),
    (error: AnlamError) => error.code === 'invalid-input',
  )
})

/** An index in which a document holds the id of a passage of `a` and of `b`. */
async function holdingIds(): Promise<MemoryIndex> {
  const index = new MemoryIndex('x', encoder.spec)
  const passages = ['a', 'b'].map(id => ({ id, documentId: 'eski', text: 'kedi', start: 0, end: 4 }))
  const vectors = await encoder.encode(['kedi', 'kedi'], { kind: 'document' })
  await index.write([{ document: { id: 'eski', source: 's', metadata: {} }, hash: '', passages }], vectors)
  return index
}
const texts = { c: 'öğrenme hızı', a: 'gradyan inişi', b: 'kayıp fonksiyonu', d: 'katman' }

test('a refused document ends the run with an error that names it, when the others are durable and told of', async () => {
  const index = await holdingIds()
  const told: number[] = []
  await assert.rejects(
    ingest({
      sources: sources(texts),
      encoder,
      openIndex: async () => index,
      onCommitted: ({ documents, passages }) => told.push(documents, passages),
    }),
    (error: AnlamError) => error.code === 'invalid-input' && /"a" is refused.*1 more/.test(error.message),
  )
  assert.deepEqual(told, [2, 2])
  assert.deepEqual([...(await index.hashes(['a', 'b', 'c', 'd'])).keys()], ['c', 'd'])
})

test('whoever listens for refused documents is told of each, and the run goes on', async () => {
  const index = await holdingIds()
  const refused: string[] = []
  const report = await ingest({
    sources: sources(texts),
    encoder,
    openIndex: async () => index,
    onRefused: (id, { code }) => refused.push(`${id} ${code}`),
  })
  assert.deepEqual(refused, ['a invalid-input', 'b invalid-input'])
  assert.deepEqual([report.documents, report.passages], [2, 2])
})

test('a write that fails ends the run with its own error', async () => {
  const index = new MemoryIndex('x', encoder.spec)
  index.write = async () => {
    throw new AnlamError('storage-full', 'the disk is full')
  }
  const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`d${i}`, `metin ${i}`]))
  await assert.rejects(run(index, many), (error: AnlamError) => error.code === 'storage-full')
})

test('while a batch is embedded the next one is read, and the slowest stage is named', async () => {
  let readOn: () => void = () => undefined
  const isReadOn = new Promise<void>(resolve => {
    readOn = resolve
  })
  async function* two(): AsyncGenerator<IngestSource> {
    yield sourceOf('a', 'öğrenme hızı')
    yield* fillers('a')
    readOn()
    yield sourceOf('b', 'kayıp fonksiyonu')
  }
  const slowest: string[] = []
  const report = await ingest({
    sources: two(),
    // Embeds nothing until more has been read than it was given.
    encoder: encodingBy(async texts => {
      await isReadOn
      // Longer than reading and writing may take on a busy machine.
      await pause(500)
      return encoder.encode(texts)
    }),
    openIndex: async () => new MemoryIndex('x', encoder.spec),
    onCommitted: (_, stage) => slowest.push(stage),
  })
  assert.equal(report.documents, batchSize(encoder.spec) + 1)
  assert.deepEqual(slowest, ['encoding', 'encoding'])
})

test('a document that comes again later in a run is compared with what came before it', async () => {
  const index = new MemoryIndex('x', encoder.spec)
  async function* thrice(): AsyncGenerator<IngestSource> {
    for (const [batch, text] of ['ilk', 'ikinci', 'ilk'].entries()) {
      yield sourceOf('a', text)
      yield* fillers(`${batch}-`)
    }
  }
  const report = await ingest({ sources: thrice(), encoder, openIndex: async () => index })
  assert.equal(report.unchanged, 0)
  assert.equal((await index.get(['a']))[0]!.text, 'ilk')
})

test('a document that comes again within a batch takes the place of the first', async () => {
  const index = new MemoryIndex('x', encoder.spec)
  async function* again(): AsyncGenerator<IngestSource> {
    for (const [id, text] of ['a ilk', 'b ikinci', 'a üçüncü', 'a üçüncü'].map(each => each.split(' ')))
      yield sourceOf(id!, text!)
  }
  const report = await ingest({ sources: again(), encoder, openIndex: async () => index })
  assert.deepEqual([report.documents, report.unchanged], [4, 1])
  assert.deepEqual(
    (await index.get(['a', 'b'])).map(passage => passage?.text),
    ['üçüncü', 'ikinci'],
  )
})

test('a failure does not wait for input that never comes', { timeout: 20_000 }, async () => {
  async function* endless(): AsyncGenerator<IngestSource> {
    yield sourceOf('a', 'öğrenme hızı')
    yield* fillers('a')
    await new Promise(() => undefined)
  }
  const lost = encodingBy(async () => {
    throw new AnlamError('unavailable', 'the thread is lost')
  })
  const openIndex = async () => new MemoryIndex('x', encoder.spec)
  await assert.rejects(
    ingest({ sources: endless(), encoder: lost, openIndex }),
    (error: AnlamError) => error.code === 'unavailable',
  )
})

test('a long run publishes snapshots on the way, so that a crash leaves little to add again', async () => {
  const index = new MemoryIndex('x', encoder.spec)
  const commits: number[] = []
  index.commit = async () => {
    commits.push((await index.stats()).passages)
  }
  const many = Object.fromEntries(Array.from({ length: 251_000 }, (_, i) => [`d${i}`, `metin ${i}`]))
  await run(index, many)
  assert.equal(commits.length, 2, commits.join())
  assert.ok(commits[0]! >= 250_000 && commits[0]! <= 251_000)
  assert.equal(commits[1], 251_000)
})

test('snapshots of a long run come at every doubling', () => {
  const due: number[] = []
  let published = 0
  for (let written = 10_000; written <= 1_000_000; written += 10_000)
    if (isSnapshotDue(written - published, published)) {
      published = written
      due.push(written)
    }
  assert.deepEqual(due, [250_000, 500_000, 1_000_000])
})

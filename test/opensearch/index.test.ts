import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { matches } from '../../src/index/filter.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { Filter, IndexedDocument, LexicalQuery, SearchIndex } from '../../src/index/types.js'
import type { Metadata } from '../../src/types.js'
import { DIMENSION, IDENTITY } from '../contract/identity.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'
import { testEngine } from './engine.js'
import { unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

const skip = await unlessOpenSearch()

/** Passages of some hundred words each: sentences of our corpus, joined. */
function longPassages(): string[] {
  const folder = join(PROJECT_ROOT, 'corpus', 'documents')
  const sentences = readdirSync(folder)
    .sort()
    .flatMap(file => readFileSync(join(folder, file), 'utf8').trim().split('\n'))
    .map(line => (JSON.parse(line) as { text: string }).text)
  // Of different lengths, most beyond the 40 entries that Lucene counts exactly.
  const passages: string[] = []
  for (let i = 0; i < sentences.length; i += 1 + (passages.length % 5))
    passages.push(sentences.slice(i, i + 1 + (passages.length % 5)).join(' '))
  return passages
}

function single(id: string, text: string, metadata: Metadata = {}): IndexedDocument {
  const passages = [{ id, documentId: id, text, start: 0, end: text.length }]
  return { document: { id, source: 'test', metadata }, hash: id, passages }
}

describe('an index in OpenSearch', { skip }, () => {
  const opened = async (t: TestContext, options: Parameters<typeof testEngine>[2] = {}) => {
    const engine = testEngine(t, await sharedCluster(), options)
    return { engine, index: await engine.create('test', IDENTITY) }
  }

  test('searches of real text by wording have the hits and scores of the oracle, after removals too', async t => {
    const { index } = await opened(t)
    const oracle = new MemoryIndex('oracle', IDENTITY)
    const texts = longPassages()
    const written = texts.map((text, i) => single(`p${i}`, text, { even: i % 2 === 0 }))
    const gone = written.flatMap(({ document }, i) => (i % 7 === 0 ? [document.id] : []))
    for (const target of [index, oracle]) {
      await target.write(written, clusteredVectors(written.length, DIMENSION, 1))
      await target.remove(gone)
    }
    const words = 'aşırı öğrenme veri model eğitim için bir ile sınıflandırma k-NN ağ katman olasılık'.split(
      ' ',
    )
    const queries: LexicalQuery[] = [
      ...words.map(word => ({ word })),
      ...words.map((word, i) => ({
        any: [{ word }, { word: words[(i + 1) % words.length]! }, { word: 'ne' }],
      })),
      { any: words.map(word => ({ word })) },
      { prefix: 'öğ' },
      { phrase: ['aşırı', 'öğrenme'] },
      { any: [{ word: 'model' }, { name: 'sinir ağı' }, { phrase: ['veri', 'kümesi'] }] },
      { match: { word: 'model' }, not: { word: 'veri' } },
    ]
    for (const query of queries)
      for (const options of [{ k: 10 }, { k: 3, filter: { even: 'true' } }]) {
        const [got, wanted] = [await index.lexical(query, options), await oracle.lexical(query, options)]
        const what = JSON.stringify({ query, options })
        assert.deepEqual(
          got.map(({ id }) => id),
          wanted.map(({ id }) => id),
          what,
        )
        for (const [i, { score }] of got.entries()) assert.ok(Math.abs(score - wanted[i]!.score) < 1e-9, what)
      }
  })

  test('a filter keeps what its definition keeps, whatever keys and values are like', async t => {
    const { index } = await opened(t)
    const key = fc.constantFrom('a', 'b', 'a.b', '', '__proto__', 'ş"\\\n', '$|*', 'meta', 'a\u0001')
    const number = fc.constantFrom(
      ...[
        '0',
        '-0',
        '1',
        '01',
        '1.0',
        '-1',
        '-1.5',
        '-1.51',
        '10',
        '9',
        '9007199254740993',
        '9007199254740992',
      ],
      ...[
        '9223372036854775807',
        '0.1',
        '0.10',
        '0.11',
        '-10',
        `1${'0'.repeat(400)}`,
        `0.${'0'.repeat(400)}1`,
      ],
    )
    const text = fc.oneof(
      number,
      fc.constantFrom('', 'a', 'A', 'ş', '𐀀', '\uffff', '2024-01-02', 'true', '1e3', '*'),
    )
    const value = fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.constant('uzun'.repeat(4000)),
    )
    const entriesOf = <T>(of: fc.Arbitrary<T>) =>
      fc.uniqueArray(fc.tuple(key, of), { maxLength: 3, selector: ([k]) => k })
    const range = fc.dictionary(fc.constantFrom('gt', 'gte', 'lt', 'lte'), text, { maxKeys: 2 })
    const toObject = <T>(entries: [string, T][]): Record<string, T> => {
      const object = {}
      for (const [name, each] of entries)
        Object.defineProperty(object, name, {
          value: each,
          enumerable: true,
          writable: true,
          configurable: true,
        })
      return object
    }
    const metadata = fc
      .sample(entriesOf(value), { numRuns: 400, seed: 45 })
      .map(entries => toObject(entries) as Metadata)
    const held = metadata.map((each, i) => single(`m${i}`, 'söz', each))
    await index.write(held, clusteredVectors(held.length, DIMENSION, 2))
    const query = rowOf(clusteredVectors(1, DIMENSION, 3), 0)
    const filters = fc.sample(entriesOf(fc.oneof(text, range)), { numRuns: 200, seed: 46 })
    for (const entries of filters) {
      const filter = toObject(entries) as Filter
      const found = (await index.search(query, { k: 1000, filter })).map(({ id }) => id).sort()
      const wanted = held.filter((_, i) => matches(metadata[i]!, filter)).map(({ document }) => document.id)
      assert.deepEqual(found, wanted.sort(), JSON.stringify(entries))
    }
  })

  test('what a killed writer acknowledged is there, and nothing else, and another may write at once', async t => {
    const urls = await sharedCluster()
    const { engine, index } = await opened(t, { shards: 2 })
    await index.close()
    const script = fileURLToPath(new URL('./killed-writer.js', import.meta.url))
    const reader = await engine.open('test', { mode: 'reader' })
    let acknowledged = 0
    for (let round = 0; round < 3; round++) {
      const writer = spawn(process.execPath, [script, engine.prefix, urls.join(',')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      t.after(() => writer.kill('SIGKILL'))
      let printed = ''
      writer.stdout.on('data', chunk => {
        printed += chunk
      })
      while (printed.split('\n').length < 3) {
        assert.equal(writer.exitCode, null)
        await pause(20)
      }
      // Somewhere within the next write.
      await pause(37 * round)
      writer.kill('SIGKILL')
      await once(writer, 'exit')
      acknowledged = Number(printed.trim().split('\n').at(-1))
      const check = async (versions: readonly number[], count: number): Promise<void> => {
        const hits = await reader.search(rowOf(clusteredVectors(1, DIMENSION, 1), 0), { k: 1000 })
        const version = Number(hits[0]!.metadata.version)
        assert.ok(versions.includes(version), `version ${version}, acknowledged ${acknowledged}`)
        assert.equal(hits.filter(hit => hit.metadata.version === version).length, 300)
        assert.equal(hits.length, count)
      }
      // The answer to the last write may have been under way.
      await check([acknowledged, acknowledged + 1], 300)
      const next = await engine.open('test', { mode: 'writer' })
      await next.write(
        documents(1, { from: 500, metadata: () => ({ version: 0 }) }),
        clusteredVectors(1, DIMENSION, 9),
      )
      assert.equal((await next.stats()).documents, 301)
      assert.equal(await next.remove(['d500']), 1)
      await check([acknowledged, acknowledged + 1], 300)
      await next.close()
    }
  })

  test('two processes that take each other for dead do not mix what they write', async t => {
    const { engine, index } = await opened(t)
    await index.write(documents(3), clusteredVectors(3, DIMENSION, 1))
    // What another machine does that has not heard of the writer for a minute.
    await forget(engine.prefix, index)
    const second = await engine.open('test', { mode: 'writer' })
    await second.write(documents(5), clusteredVectors(5, DIMENSION, 2))
    await assert.rejects(index.write(documents(9), clusteredVectors(9, DIMENSION, 3)), {
      code: 'unavailable',
    })
    await second.write(documents(1, { from: 7 }), clusteredVectors(1, DIMENSION, 4))
    const listed = (await second.documents({ limit: 99 })).map(({ id }) => id)
    assert.deepEqual(listed, ['d0', 'd1', 'd2', 'd3', 'd4', 'd7'])
    const [vector] = await second.vectors(['d1'])
    assert.deepEqual(vector, rowOf(clusteredVectors(5, DIMENSION, 2), 1))
    assert.equal((await second.stats()).passages, 6)
  })

  test('rows that were replaced are removed once nobody reads them', async t => {
    const { engine, index } = await opened(t, { grace: 0 })
    const kept = testEngine(t, await sharedCluster())
    const patient = await kept.create('test', IDENTITY)
    for (const each of [index, patient]) {
      await each.write(documents(20), clusteredVectors(20, DIMENSION, 1))
      await each.write(documents(20), clusteredVectors(20, DIMENSION, 2))
      await each.remove(['d0'])
      await each.commit()
      // A refresh of its own shows what was removed.
      await each.write(documents(1, { from: 90 }), clusteredVectors(1, DIMENSION, 3))
    }
    const rows = (of: SearchIndex) => of.stats().then(({ passages, removed }) => [passages, removed])
    assert.deepEqual(await rows(index), [20, 0])
    assert.deepEqual(await rows(patient), [20, 21])
    assert.equal((await engine.describe('test'))!.id, index.id)
  })
})

/** Makes the mark of an index's writer look old. */
async function forget(prefix: string, { id }: SearchIndex): Promise<void> {
  const [url] = await sharedCluster()
  const path = `${url}/${prefix}-id-${id}`
  const found = (await (await fetch(`${path}/_doc/state`)).json()) as {
    _source: { payload: { writer: { renewed: number } } }
  }
  found._source.payload.writer.renewed -= 3_600_000
  const answer = await fetch(`${path}/_doc/state`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(found._source),
  })
  assert.equal(answer.status, 200)
}

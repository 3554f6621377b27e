import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { topK } from '../../src/basics/top-k.js'
import { asAnlamError } from '../../src/errors.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { FlatScan } from '../../src/index/embedded/scan/flat-scan.js'
import type { Scan, ScanBuilder } from '../../src/index/embedded/scan/types.js'
import type { Hit } from '../../src/types.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { documents, flattenedVectors, rowOf } from '../support/vectors.js'

const COUNT = 3000
const DIMENSION = 128
const vectors = flattenedVectors(COUNT + 200, DIMENSION, 5)
const rows = (from: number, to: number) => ({
  values: vectors.values.slice(from * DIMENSION, to * DIMENSION),
  rows: to - from,
  dimension: DIMENSION,
})

/** A real scan that tells how often it was asked, and may be told to fail or to find no more than so many. */
function watched(most = COUNT) {
  const watch = {
    searches: 0,
    built: 0,
    failing: false,
    buildScan: async (all: Parameters<ScanBuilder>[0]): Promise<Scan | undefined> => {
      const scan = await FlatScan.build(all)
      if (!scan) return undefined
      watch.built++
      const { search } = scan
      scan.search = async queries => {
        watch.searches++
        if (watch.failing) throw new Error('out of memory')
        const found = await search.call(scan, queries)
        return found.map(each => each.sort((a, b) => b.score - a.score || b.label - a.label).slice(0, most))
      }
      return scan
    },
  }
  return watch
}

async function open(t: TestContext, buildScan: ScanBuilder): Promise<EmbeddedIndex> {
  const root = scratch(t)
  const made = await EmbeddedIndex.create(root, 'x', { ...IDENTITY, dimension: DIMENSION })
  await made.write(documents(COUNT), rows(0, COUNT))
  await made.commit()
  await made.close()
  const index = await EmbeddedIndex.open(root, 'x', { mode: 'writer', buildScan })
  t.after(() => index.close().catch(() => undefined))
  return index
}

const query = (i: number): Float32Array => rowOf(vectors, COUNT + i)

function crowd(index: EmbeddedIndex, size = 32): Promise<Hit[][]> {
  return Promise.all(Array.from({ length: size }, (_, i) => index.search(query(i), { k: 10 })))
}

async function untilScanned(index: EmbeddedIndex, watch: { searches: number }): Promise<void> {
  for (let i = 0; watch.searches === 0 && i < 1000; i++) await crowd(index)
  assert.ok(watch.searches > 0)
}

function truth(vector: Float32Array, among: readonly number[]): string[] {
  const there = new Set(among)
  return topK(vectors, vector, 10, row => there.has(row)).map(({ row }) => `d${row}`)
}

const ALL = Array.from({ length: COUNT }, (_, i) => i)

test('a crowd is answered together, by what the graph finds or better; one alone by the graph', async t => {
  const watch = watched()
  const index = await open(t, watch.buildScan)
  const alone = await index.search(query(0), { k: 10 })
  assert.equal(watch.built, 0)
  await untilScanned(index, watch)
  const before = watch.searches
  const together = await crowd(index)
  assert.equal(watch.searches, before + 1)
  let right = 0
  for (const [i, hits] of together.entries()) {
    const best = truth(query(i), ALL)
    right += hits.filter(({ id }) => best.includes(id)).length
  }
  assert.ok(right / (32 * 10) >= 0.995, `recall ${right / 320}`)
  await index.search(query(0), { k: 10 })
  assert.equal(watch.searches, before + 1)
  for (const [at, { score, ...hit }] of alone.entries()) {
    assert.ok(Math.abs(score - together[0]![at]!.score) < 1e-6)
    assert.deepEqual({ ...hit, score: 0 }, { ...together[0]![at]!, score: 0 })
  }
})

test('it follows what is written and removed, also while it is being made', async t => {
  const watch = watched()
  const index = await open(t, watch.buildScan)
  const first = crowd(index)
  await index.remove(ALL.slice(0, 100).map(row => `d${row}`))
  await index.write(documents(100, { from: COUNT }), rows(COUNT, COUNT + 100))
  await first
  await untilScanned(index, watch)
  await index.remove(ALL.slice(100, 200).map(row => `d${row}`))
  await index.write(documents(100, { from: COUNT + 100 }), rows(COUNT + 100, COUNT + 200))
  const there = Array.from({ length: COUNT }, (_, i) => i + 200)
  const before = watch.searches
  const found = await crowd(index)
  assert.equal(watch.searches, before + 1)
  for (const [i, hits] of found.entries()) {
    assert.equal(hits[0]!.id, `d${COUNT + i}`)
    const best = truth(query(i), there)
    assert.ok(hits.filter(({ id }) => best.includes(id)).length >= 9)
  }
})

test('who gives up is not waited for, and the others are answered', async t => {
  const watch = watched()
  const index = await open(t, watch.buildScan)
  await untilScanned(index, watch)
  const controller = new AbortController()
  const kept = Array.from({ length: 8 }, (_, i) => index.search(query(i), { k: 3 }))
  const givenUp = Array.from({ length: 8 }, (_, i) =>
    index.search(query(i), { k: 3, signal: controller.signal }).catch(error => asAnlamError(error).code),
  )
  controller.abort()
  assert.deepEqual(new Set(await Promise.all(givenUp)), new Set(['cancelled']))
  for (const hits of await Promise.all(kept)) assert.equal(hits.length, 3)
})

test('where it fails, or cannot be made, the graph answers', async t => {
  const watch = watched()
  const index = await open(t, watch.buildScan)
  await untilScanned(index, watch)
  watch.failing = true
  for (let i = 0; i < 3; i++) for (const hits of await crowd(index)) assert.equal(hits.length, 10)
  assert.equal(watch.built, 1)
  const broken = await open(t, async () => {
    throw new RangeError('array buffer allocation failed')
  })
  for (let i = 0; i < 3; i++) for (const hits of await crowd(broken)) assert.equal(hits.length, 10)
})

test('more equal passages than are looked at come in the order of their ids', async t => {
  const watch = watched(100)
  const root = scratch(t)
  const made = await EmbeddedIndex.create(root, 'x', { ...IDENTITY, dimension: DIMENSION })
  const values = rows(0, COUNT)
  for (let row = 0; row < 300; row++) values.values.set(rowOf(vectors, 0), row * DIMENSION)
  await made.write(documents(COUNT), values)
  await made.close()
  const index = await EmbeddedIndex.open(root, 'x', { mode: 'reader', buildScan: watch.buildScan })
  t.after(() => index.close())
  await untilScanned(index, watch)
  const found = await Promise.all(Array.from({ length: 8 }, () => index.search(rowOf(vectors, 0), { k: 4 })))
  for (const hits of found)
    assert.deepEqual(
      hits.map(({ id }) => id),
      ['d0', 'd1', 'd10', 'd100'],
    )
})

test('an index can be closed while it is being made', async t => {
  const index = await open(t, watched().buildScan)
  const searching = crowd(index)
  await searching
  const more = crowd(index)
  await index.close()
  for (const hits of await more) assert.equal(hits.length, 10)
})

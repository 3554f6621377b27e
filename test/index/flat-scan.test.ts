import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type ScoredRow, TopK } from '../../src/basics/top-k.js'
import { unitCosine } from '../../src/basics/vectors.js'
import { FlatScan } from '../../src/index/embedded/scan/flat-scan.js'
import type { LabelledVector, ScanQuery } from '../../src/index/embedded/scan/types.js'
import { BYTE_RANGES, type ByteRange } from '../../src/onnx/byte-range.js'
import type { VectorBatch } from '../../src/types.js'
import { unlessMultiplied } from '../support/byte-ranges.js'
import { clusteredVectors, flattenedVectors, rowOf } from '../support/vectors.js'

const ROWS = 20_000
const DIMENSION = 128
const K = 10
const vectors = flattenedVectors(ROWS, DIMENSION, 1)
const queries = flattenedVectors(ROWS + 100, DIMENSION, 1)

/** Vectors of the same clusters as the others, but not among them. */
function query(i: number, changes: Partial<ScanQuery> = {}): ScanQuery {
  return { vector: rowOf(queries, ROWS + i), k: K, candidates: 100, ...changes }
}

/** Labels are twice the row, and rise. */
function* labelled(batch: VectorBatch, from = 0, to = batch.rows): Generator<LabelledVector> {
  for (let row = from; row < to; row++) yield { label: 2 * row, vector: rowOf(batch, row) }
}

async function build(t: TestContext, rows: Iterable<LabelledVector>, range?: ByteRange): Promise<FlatScan> {
  const scan = await FlatScan.build(rows, range)
  assert.ok(scan)
  t.after(() => scan.close())
  return scan
}

/** By label. */
function truth(vector: Float32Array, among: Iterable<LabelledVector>): readonly ScoredRow[] {
  const top = new TopK(K)
  for (const each of among) top.offer(each.label, unitCosine(vector, each.vector))
  return top.best
}

async function recall(scan: FlatScan, among: () => Iterable<LabelledVector>): Promise<number> {
  const asked = Array.from({ length: 50 }, (_, i) => query(i))
  const found = await scan.search(asked)
  let right = 0
  for (const [i, { vector }] of asked.entries()) {
    const best = truth(vector, among())
    const scores = new Map(found[i]!.slice(0, K).map(({ label, score }) => [label, score]))
    // Whatever is found has its true cosine.
    for (const { row: label, score } of best) if (scores.get(label) === score) right++
  }
  return right / (asked.length * K)
}

for (const range of BYTE_RANGES)
  test(`a batch of queries finds what comparing everything finds, in the ${range} range`, {
    skip: await unlessMultiplied(range),
  }, async t => {
    const scan = await build(t, labelled(vectors), range)
    assert.ok((await recall(scan, () => labelled(vectors))) >= 0.995)
  })

test('what is added is found at once, and still when it has coordinates', async t => {
  const scan = await build(t, labelled(vectors, 0, 15_000))
  let from = 15_000
  for (const to of [15_400, 17_500, 20_000]) {
    for (const { label, vector } of labelled(vectors, from, to)) scan.add(label, vector)
    from = to
    assert.ok((await recall(scan, () => labelled(vectors, 0, to))) >= 0.995, `${to} rows`)
  }
})

test('removed vectors are not found, though they be all that is near', async t => {
  const scan = await build(t, labelled(vectors))
  const asked = query(0)
  const gone = new Set<number>()
  while (gone.size < 2000) {
    const [found] = await scan.search([asked])
    assert.ok(found!.length >= K)
    for (const { label } of found!) {
      assert.ok(!gone.has(label), `${label} was removed`)
      gone.add(label)
      scan.remove(label)
    }
  }
  scan.remove(1)
  assert.equal(scan.isWorn, false)
  const left = (): LabelledVector[] => [...labelled(vectors)].filter(({ label }) => !gone.has(label))
  assert.ok((await recall(scan, left)) >= 0.99)
})

test('it is worn when a third is removed, or more than twice as much is there', async t => {
  const removed = await build(t, labelled(vectors, 0, 3000))
  for (let row = 0; row < 1000; row++) removed.remove(2 * row)
  assert.ok(removed.isWorn)
  const grown = await build(t, labelled(vectors, 0, 3000))
  for (const { label, vector } of labelled(vectors, 3000, 6001)) grown.add(label, vector)
  assert.ok(grown.isWorn)
})

test('k and the candidates may be of any number; few vectors are all looked at', async t => {
  const scan = await build(t, labelled(vectors, 0, 3000))
  const [one, all, none] = await scan.search([
    query(1, { k: 1, candidates: 2 }),
    query(2, { k: 3000, candidates: 3001 }),
    { ...query(3), vector: rowOf(vectors, 7), k: 1 },
  ])
  assert.ok(one!.length >= 1)
  assert.equal(all!.length, 3000)
  assert.deepEqual([none![0]!.label, Math.round(none![0]!.score * 1e6) / 1e6], [14, 1])
})

test('equal vectors are found together', async t => {
  const copies = { ...vectors, values: vectors.values.slice() }
  const copied = rowOf(vectors, 5)
  for (const row of [6, 900, 17_000]) copies.values.set(copied, row * DIMENSION)
  const scan = await build(t, labelled(copies))
  const [found] = await scan.search([{ vector: copied, k: 1, candidates: 100 }])
  const equal = found!.filter(({ score }) => score === found![0]!.score).map(({ label }) => label)
  assert.deepEqual(
    equal.sort((a, b) => a - b),
    [10, 12, 1800, 34_000],
  )
})

test('vectors that lie along all directions alike, and none at all, have no scan', async () => {
  assert.equal(await FlatScan.build(labelled(clusteredVectors(3000, DIMENSION, 3, 3000))), undefined)
  assert.equal(await FlatScan.build(labelled(clusteredVectors(300, 8, 3))), undefined)
  assert.equal(await FlatScan.build([]), undefined)
})

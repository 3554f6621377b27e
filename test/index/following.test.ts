import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { topK } from '../../src/basics/top-k.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import type { Hit } from '../../src/types.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'

const DIMENSION = 64
const COUNT = 3000
const vectors = clusteredVectors(COUNT, DIMENSION, 3)
const rows = (from: number, to: number) => ({
  values: vectors.values.slice(from * DIMENSION, to * DIMENSION),
  rows: to - from,
  dimension: DIMENSION,
})

/** A published index of the first `count` vectors, open for writing and for reading. */
async function open(
  t: TestContext,
  count: number,
): Promise<{ writer: EmbeddedIndex; reader: EmbeddedIndex; write(from: number, to: number): Promise<void> }> {
  const root = scratch(t)
  const writer = await EmbeddedIndex.create(root, 'x', { ...IDENTITY, dimension: DIMENSION })
  const write = async (from: number, to: number): Promise<void> => {
    await writer.write(documents(to - from, { from, metadata: i => ({ even: i % 2 === 0 }) }), rows(from, to))
  }
  await write(0, count)
  await writer.commit()
  const reader = await EmbeddedIndex.open(root, 'x', { mode: 'reader' })
  t.after(() => Promise.all([writer.close(), reader.close()]))
  return { writer, reader, write }
}

function truth(row: number, k: number, among: (row: number) => boolean = () => true): string[] {
  return topK(vectors, rowOf(vectors, row), k, i => i < COUNT && among(i)).map(each => `d${each.row}`)
}

const ids = (hits: readonly Hit[]): string[] => hits.map(({ id }) => id)

test('what others write is found at once, among all and with a filter, and stays', async t => {
  const { writer, reader, write } = await open(t, 1000)
  await write(1000, COUNT)
  await writer.remove(['d7', 'd2007'])
  const there = (row: number): boolean => row !== 7 && row !== 2007
  const check = async (): Promise<void> => {
    for (let row = 10; row < COUNT; row += 299) {
      const query = rowOf(vectors, row)
      assert.deepEqual(ids(await reader.search(query, { k: 5, effort: 500 })), truth(row, 5, there))
      const filter = { even: 'true' }
      const even = truth(row, 5, i => i % 2 === 0 && there(i))
      assert.deepEqual(ids(await reader.search(query, { k: 5, effort: 500, filter })), even)
    }
  }
  // Nobody has waited for the graph yet, and then it has all.
  await check()
  for (let turn = 0; turn < COUNT; turn++) await new Promise(setImmediate)
  await check()
  await writer.remove(['d10', 'd2999'])
  assert.ok(!ids(await reader.search(rowOf(vectors, 10), { k: 5 })).includes('d10'))
})

test('a search waits for a replay that another one has begun', async t => {
  const { reader, write } = await open(t, 1000)
  await write(1000, COUNT)
  const first = reader.search(rowOf(vectors, 1100), { k: 1 })
  await new Promise(setImmediate)
  const second = reader.search(rowOf(vectors, COUNT - 1), { k: 1 })
  assert.deepEqual([ids(await first), ids(await second)], [['d1100'], [`d${COUNT - 1}`]])
})

test('what is written while a reader follows does not make it begin anew', async t => {
  const { reader, write } = await open(t, 1000)
  await write(1000, 2000)
  const searching = reader.search(rowOf(vectors, 1999), { k: 1 })
  await new Promise(setImmediate)
  // Replaced: what is removed has been passed by, what is added has not.
  await write(0, 50)
  assert.deepEqual(ids(await searching), ['d1999'])
  assert.deepEqual(ids(await reader.search(rowOf(vectors, 20), { k: 1 })), ['d20'])
  const { passages, removed } = await reader.stats()
  assert.deepEqual([passages, removed], [2000, 0])
})

test('a reader can be closed while it takes on what was written', async t => {
  const { reader, write } = await open(t, 100)
  await write(100, COUNT)
  await reader.search(rowOf(vectors, 0), { k: 1 })
  await reader.close()
})

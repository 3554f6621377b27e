import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { AnlamError } from '../../src/errors.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'

const COUNT = 4000
const DIMENSION = 64
const vectors = clusteredVectors(COUNT, DIMENSION, 41)
const query = rowOf(clusteredVectors(1, DIMENSION, 42), 0)

async function filled(t: TestContext): Promise<EmbeddedIndex> {
  const index = await EmbeddedIndex.create(scratch(t), 'x', { ...IDENTITY, dimension: DIMENSION })
  await index.write(documents(COUNT), vectors)
  t.after(() => index.close().catch(() => undefined))
  return index
}

test('other searches are answered while an exact one goes on', async t => {
  const index = await filled(t)
  const ended: string[] = []
  const exact = index.search(query, { k: 10, exact: true }).then(() => ended.push('exact'))
  for (let i = 0; i < 5; i++) {
    await index.search(rowOf(vectors, i), { k: 10 })
    ended.push('other')
  }
  await exact
  assert.deepEqual(ended, ['other', 'other', 'other', 'other', 'other', 'exact'])
})

test('an exact search ends though others never do', async t => {
  const index = await filled(t)
  let isDone = false
  const busy = async (): Promise<void> => {
    for (let row = 0; !isDone; row = (row + 1) % COUNT) await index.search(rowOf(vectors, row), { k: 10 })
  }
  const others = Promise.all([busy(), busy(), busy()])
  const hits = await index.search(query, { k: 10, exact: true })
  isDone = true
  await others
  assert.equal(hits.length, 10)
})

test('an exact search is of the state in which it began, whatever is written meanwhile', async t => {
  const index = await filled(t)
  const before = await index.search(query, { k: 20, exact: true })
  const exact = index.search(query, { k: 20, exact: true })
  // It has begun when another search has been answered.
  await index.search(query, { k: 1 })
  await index.remove(before.map(({ documentId }) => documentId))
  assert.deepEqual(await exact, before)
  const after = await index.search(query, { k: 20, exact: true })
  assert.equal(after.filter(({ id }) => before.some(hit => hit.id === id)).length, 0)
})

test('an exact search can be given up on the way, and does not outlive its index', async t => {
  const index = await filled(t)
  const isCancelled = (error: unknown) => error instanceof AnlamError && error.code === 'cancelled'
  const controller = new AbortController()
  const [given, kept] = [
    index.search(query, { k: 10, exact: true, signal: controller.signal }),
    index.search(query, { k: 10, exact: true }),
  ]
  await index.search(query, { k: 1 })
  controller.abort()
  await assert.rejects(given, isCancelled)
  assert.equal((await kept).length, 10)
  const left = index.search(query, { k: 10, exact: true })
  await Promise.all([assert.rejects(left, isCancelled), index.close()])
})

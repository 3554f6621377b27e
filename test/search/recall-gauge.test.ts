import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { RecallGauge, type RecallStatus } from '../../src/search/recall-gauge.js'
import { IDENTITY } from '../contract/identity.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, rowOf } from '../support/vectors.js'

const COUNT = 1200
const DIMENSION = 24
const vectors = clusteredVectors(COUNT, DIMENSION, 7, COUNT)
const queries = clusteredVectors(COUNT, DIMENSION, 8, COUNT)

async function filled(root: string): Promise<EmbeddedIndex> {
  const index = await EmbeddedIndex.create(root, 'x', { ...IDENTITY, dimension: DIMENSION })
  await index.write(documents(COUNT), vectors)
  return index
}

/** Searches as a server would, until a condition holds. */
async function searchUntil(index: EmbeddedIndex, gauge: RecallGauge, done: () => boolean): Promise<void> {
  for (let i = 0; !done() && i < 20_000; i++) {
    const query = rowOf(queries, i % COUNT)
    gauge.offer(query, await index.search(query, { k: 10, effort: gauge.effort }))
    await new Promise(resolve => setTimeout(resolve, 1))
  }
}

test('a graph that is searched too narrowly is noticed, and searched wider until it finds enough', async t => {
  const index = await filled(scratch(t))
  const low: RecallStatus[] = []
  const gauge = new RecallGauge(index, {
    target: 0.98,
    effort: 10,
    maxEffort: 640,
    interval: 0,
    onLow: status => low.push(status),
  })
  await searchUntil(index, gauge, () => gauge.effort > 10 && gauge.status.samples >= 11)
  assert.ok(low.length > 0 && low[0]!.recall! < 0.98)
  assert.ok(gauge.status.recall! >= 0.98, JSON.stringify(gauge.status))
  await gauge.stop()
  await index.close()
})

test('a wide enough search is left alone, the effort has a bound, and samples are far between', async t => {
  const index = await filled(scratch(t))
  const low: RecallStatus[] = []
  const options = {
    target: 0.9,
    effort: 200,
    maxEffort: 200,
    interval: 0,
    onLow: (s: RecallStatus) => low.push(s),
  }
  const gauge = new RecallGauge(index, options)
  await searchUntil(index, gauge, () => gauge.status.samples >= 11)
  assert.deepEqual([gauge.effort, low.length], [200, 0])
  const bounded = new RecallGauge(index, { ...options, target: 1.1, maxEffort: 300 })
  await searchUntil(index, bounded, () => bounded.effort > 200)
  assert.equal(bounded.effort, 300)
  const rare = new RecallGauge(index, { ...options, interval: 3_600_000 })
  await searchUntil(index, rare, () => rare.status.samples > 0)
  let searches = 0
  await searchUntil(index, rare, () => ++searches > 300)
  assert.equal(rare.status.samples, 1)
  for (const each of [gauge, bounded, rare]) await each.stop()
  await index.close()
})

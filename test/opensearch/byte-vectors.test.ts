import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { unitCosine } from '../../src/basics/vectors.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import { blurOf, codesOf } from '../../src/index/opensearch/codes.js'
import { OpenSearchEngine } from '../../src/index/opensearch/opensearch-engine.js'
import { IDENTITY } from '../contract/identity.js'
import { documents, flattenedVectors, rowOf, unit } from '../support/vectors.js'
import { testEngine } from './engine.js'
import { unlessOpenSearch } from './install.js'
import { sharedCluster } from './shared-cluster.js'

const K = 10
const MANY = 600

test('cosines of codes are off by the sum of the angles at most, and by less than a hundredth', () => {
  const vectors = flattenedVectors(12, 384, 3, 4)
  const rows = Array.from({ length: vectors.rows }, (_, i) => rowOf(vectors, i))
  for (const a of rows)
    for (const b of rows) {
      const off = Math.abs(unitCosine(unit(codesOf(a)), unit(codesOf(b))) - unitCosine(a, b))
      assert.ok(off <= blurOf(a) + blurOf(b) + 1e-6, `${off} exceeds ${blurOf(a) + blurOf(b)}`)
      assert.ok(off < 0.01, `${off}`)
    }
  // Only a direction, and one that bytes have.
  assert.ok(blurOf(unit([127, -3, 0, 1])) < 1e-6)
})

describe('an index that searches vectors of bytes', { skip: await unlessOpenSearch() }, () => {
  test('finds nearly all by its graph, all exactly, and gives vectors back as they were', async t => {
    const urls = await sharedCluster()
    const engine = testEngine(t, urls, { vectors: 'byte', replicas: 0, few: 0 })
    const identity = { ...IDENTITY, dimension: 64 }
    const index = await engine.create('x', identity)
    const oracle = new MemoryIndex('oracle', identity)
    const vectors = flattenedVectors(MANY, 64, 8)
    for (const target of [index, oracle]) {
      await target.write(documents(MANY), vectors)
      // Written again: the former rows are dead, with vectors of their own.
      const again = flattenedVectors(20, 64, 9)
      await target.write(documents(20), again)
    }
    const queries = flattenedVectors(20, 64, 8)
    let found = 0
    for (let row = 0; row < queries.rows; row++) {
      const query = rowOf(queries, row)
      const right = await oracle.search(query, { k: K })
      const ids = new Set(right.map(({ id }) => id))
      for (const { id } of await index.search(query, { k: K })) found += Number(ids.has(id))
      if (row % 5 > 0) continue
      const exact = await index.search(query, { k: K, exact: true })
      assert.deepEqual(
        exact.map(({ id }) => id),
        right.map(({ id }) => id),
      )
      for (const [i, { score }] of exact.entries()) assert.ok(Math.abs(score - right[i]!.score) < 1e-6)
    }
    assert.ok(found / queries.rows / K >= 0.98, `recall@10 ${found / queries.rows / K}`)
    assert.deepEqual(await index.vectors(['d500', 'd3']), await oracle.vectors(['d500', 'd3']))
    await index.close()
    assert.deepEqual(await engine.describe('x'), { ...identity, name: 'x', id: index.id })
    // Who opens it need not know how it was made.
    const other = new OpenSearchEngine({ urls, prefix: engine.prefix, shards: 1, replicas: 1 }, { few: 0 })
    t.after(() => other.close())
    const reader = await other.open('x', { mode: 'reader' })
    assert.equal((await reader.search(rowOf(vectors, 500), { k: 1 }))[0]?.id, 'd500')
  })
})

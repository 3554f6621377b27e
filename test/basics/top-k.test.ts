import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { countTrue, TopK, topK } from '../../src/basics/top-k.js'
import { dot } from '../../src/basics/vectors.js'
import { clusteredVectors, rowOf } from '../support/vectors.js'

const vectors = clusteredVectors(500, 16, 3)

/** All rows, sorted: the reference. */
function sorted(query: Float32Array): { row: number; score: number }[] {
  return Array.from({ length: vectors.rows }, (_, row) => ({
    row,
    score: dot(query, rowOf(vectors, row)),
  })).sort((a, b) => b.score - a.score || a.row - b.row)
}

test('the k best rows are the first k of all rows sorted', () => {
  const query = rowOf(vectors, 17)
  for (const k of [1, 10, 499, 500, 900]) assert.deepEqual(topK(vectors, query, k), sorted(query).slice(0, k))
})

test('rows that are filtered out make room for others', () => {
  const query = rowOf(vectors, 17)
  const odd = sorted(query).filter(({ row }) => row % 2 === 1)
  assert.deepEqual(
    topK(vectors, query, 10, row => row % 2 === 1),
    odd.slice(0, 10),
  )
})

test('ties are ordered by row, and the lowest rows win the last places, in any order of offers', () => {
  const offers = Array.from({ length: 40 }, (_, row) => ({ row, score: row % 3 }))
  const wanted = [...offers].sort((a, b) => b.score - a.score || a.row - b.row).slice(0, 20)
  for (let seed = 0; seed < 20; seed++) {
    const top = new TopK(20)
    for (const { row, score } of new Random(seed).shuffle([...offers])) top.offer(row, score)
    assert.deepEqual(top.best, wanted)
    assert.deepEqual(
      top.scores,
      wanted.map(({ score }) => score),
    )
  }
})

test('rows found count as true if they score at least as high as the last of the best, and at most k count', () => {
  assert.equal(countTrue([0.9, 0.8, 0.6], [0.9, 0.8, 0.7]), 2)
  assert.equal(countTrue([0.9, 0.7, 0.7], [0.9, 0.8, 0.7]), 3)
  assert.equal(countTrue([0.9, 0.9, 0.9, 0.9], [0.9, 0.8]), 2)
  assert.equal(countTrue([0.7 - 1e-7], [0.7]), 0)
  assert.equal(countTrue([0.7 - 1e-7], [0.7], 1e-6), 1)
  assert.equal(countTrue([0.5], []), 0)
})

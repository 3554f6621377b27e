import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VectorCache } from '../../src/index/embedded/store/vector-cache.js'

/** So many numbers that four vectors are kept. */
const DIMENSION = 2 << 20

/** Asks for labels at a state, and tells which were read. `gone` are those that no longer exist. */
function asking(cache: VectorCache): (labels: number[], sequence?: number, gone?: number[]) => number[] {
  return (labels, sequence = 1, gone = []) => {
    const read: number[] = []
    const found = cache.get(labels, sequence, missing => {
      read.push(...missing)
      const there = missing.filter(label => !gone.includes(label))
      return new Map(there.map(label => [label, Float32Array.of(label)]))
    })
    const wanted = labels.filter(label => !gone.includes(label))
    assert.deepEqual(
      [...found],
      wanted.map(label => [label, Float32Array.of(label)]),
    )
    return read
  }
}

test('a vector is read once until something is written', () => {
  const ask = asking(new VectorCache(DIMENSION))
  assert.deepEqual(ask([1, 2]), [1, 2])
  assert.deepEqual(ask([2, 3]), [3])
  assert.deepEqual(ask([3, 2], 2, [3]), [3, 2])
})

test('what does not exist is left out, and looked for again', () => {
  const ask = asking(new VectorCache(DIMENSION))
  assert.deepEqual(ask([1, 2], 1, [2]), [1, 2])
  assert.deepEqual(ask([1, 2], 1, [2]), [2])
})

test('what was not asked for longest makes room, and more than there is room for is found', () => {
  const ask = asking(new VectorCache(DIMENSION))
  ask([1, 2, 3, 4])
  ask([1])
  assert.deepEqual(ask([5]), [5])
  assert.deepEqual(ask([1, 3, 4, 5]), [])
  assert.deepEqual(ask([11, 12, 13, 14, 15, 16]), [11, 12, 13, 14, 15, 16])
  assert.deepEqual(ask([13, 14, 15, 16]), [])
})

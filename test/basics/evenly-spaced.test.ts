import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evenlySpaced } from '../../src/basics/evenly-spaced.js'

test('a sample has the wanted number of positions, and their distances differ by at most one', () => {
  for (const [total, count] of [
    [1000, 64],
    [65, 64],
    [1_000_003, 4096],
  ] as const) {
    const positions = evenlySpaced(total, count)
    assert.equal(positions.length, count)
    assert.equal(positions[0], 0)
    const gaps = [...positions.slice(1), total].map((position, i) => position - positions[i]!)
    const least = Math.floor(total / count)
    assert.ok(gaps.every(gap => gap === least || gap === least + 1))
  }
})

test('a list no longer than the sample gives every position', () => {
  assert.deepEqual(evenlySpaced(3, 3), [0, 1, 2])
  assert.deepEqual(evenlySpaced(3, 10), [0, 1, 2])
  assert.deepEqual(evenlySpaced(0, 10), [])
  assert.deepEqual(evenlySpaced(10, 0), [])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serialize } from 'node:v8'
import { rowOf, unshared } from '../../src/basics/vectors.js'

test('a message to another thread holds the vector, not the batch that it is a row of', () => {
  const batch = { values: new Float32Array(100_000).fill(1), rows: 1000, dimension: 100 }
  const row = rowOf(batch, 7)
  const own = unshared(row)
  assert.deepEqual(own, row)
  assert.equal(own.buffer.byteLength, 400)
  // What has a buffer of its own already is not copied once more.
  assert.equal(unshared(own), own)
  assert.ok(serialize(own).length < 1000)
})

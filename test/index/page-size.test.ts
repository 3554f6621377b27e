import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createDatabase } from '../../src/index/embedded/sqlite.js'
import { scratch } from '../support/scratch.js'

test('vectors lie on large pages where few bytes of those stay empty', t => {
  for (const [dimension, page] of [
    [128, 16_384],
    [384, 16_384],
    [768, 16_384],
    // Three would fill three quarters of a large page.
    [1024, 4096],
    [5000, 4096],
  ] as const) {
    const database = createDatabase(join(scratch(t), `${dimension}.sqlite`), 4 * dimension)
    assert.equal(database.pragma('page_size', { simple: true }), page, `${dimension}`)
    database.close()
  }
})

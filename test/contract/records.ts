import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clusteredVectors, documents } from '../support/vectors.js'
import { type Engine, refusal } from './engine.js'
import { DIMENSION } from './identity.js'

/** What every SearchIndex keeps beside its passages. */
export function recordsContract(name: string, engine: Engine): void {
  describe(`SearchIndex contract, records: ${name}`, () => {
    test('records are listed by kind and prefix in the order of their keys, in pages, and replaced by key', async t => {
      const index = await engine.create(t)
      assert.deepEqual(await index.records('decision', { limit: 10 }), [])
      const of = (...keys: string[]) => keys.map(key => ({ key, value: { key, ğ: [1, null] } }))
      await index.putRecords('decision', of('b/2', 'a/1', 'b/10', 'b/\u{10ffff}', 'ç', 'b/\ufffd'))
      await index.putRecords('removal', of('b/2'))
      await index.putRecords('decision', [{ key: 'a/1', value: 'anew' }])
      const all = await index.records('decision', { limit: 10 })
      assert.deepEqual(
        all.map(({ key }) => key),
        ['a/1', 'b/10', 'b/2', 'b/\ufffd', 'b/\u{10ffff}', 'ç'],
      )
      assert.deepEqual(all[0], { key: 'a/1', value: 'anew' })
      assert.deepEqual(all[1], of('b/10')[0])
      const page = (after?: string) =>
        index.records('decision', { prefix: 'b/', limit: 2, ...(after === undefined ? {} : { after }) })
      assert.deepEqual(await page(), all.slice(1, 3))
      assert.deepEqual(await page('b/2'), all.slice(3, 5))
      assert.deepEqual(await page('b/\u{10ffff}'), [])
      assert.deepEqual(await index.records('removal', { limit: 1 }), of('b/2'))
    })

    test('records are removed by key, and those that do not exist are no error', async t => {
      const index = await engine.create(t)
      await index.removeRecords('decision', ['yok'])
      await index.putRecords('decision', [{ key: 'bir', value: 1 }])
      await index.putRecords('removed', [{ key: 'bir', value: 2 }])
      await index.removeRecords('decision', ['bir', 'yok'])
      assert.deepEqual(await index.records('decision', { limit: 10 }), [])
      assert.deepEqual(await index.records('removed', { limit: 10 }), [{ key: 'bir', value: 2 }])
    })

    test('records are no documents, and keeping them leaves the revision as it is', async t => {
      const index = await engine.create(t)
      await index.write(documents(3), clusteredVectors(3, DIMENSION, 1))
      const before = await index.revision()
      await index.putRecords('decision', [{ key: 'd1', value: { __proto__: 0, id: 'd1' } }])
      assert.equal(await index.revision(), before)
      const { documents: count, passages, removed } = await index.stats()
      assert.deepEqual([count, passages, removed], [3, 3, 0])
      assert.equal((await index.documents({ limit: 10 })).length, 3)
      assert.equal((await index.sample(10)).passages.length, 3)
      await index.remove(['d1'])
      await index.commit()
      assert.equal((await index.records('decision', { limit: 10 })).length, 1)
    })

    test('keys and pages out of bounds are refused, and nothing is kept', async t => {
      const index = await engine.create(t)
      for (const key of ['', 'k'.repeat(513), 'a\0b', '\ud800'])
        await assert.rejects(
          index.putRecords('decision', [
            { key: 'iyi', value: 1 },
            { key, value: 1 },
          ]),
          refusal('invalid-input'),
        )
      for (const limit of [0, 1.5, 10_001])
        await assert.rejects(index.records('decision', { limit }), refusal('invalid-input'))
      assert.deepEqual(await index.records('decision', { limit: 10 }), [])
    })
  })
}

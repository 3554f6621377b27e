import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Metadata } from '../../src/types.js'
import { clusteredVectors, documents } from '../support/vectors.js'
import { type Engine, refusal } from './engine.js'
import { DIMENSION } from './identity.js'

const COUNT = 30

function metadataOf(i: number): Metadata {
  return {
    yıl: 2020 + (i % 3),
    dil: ['tr', 'en', 'tr.*'][i % 3]!,
    açık: i % 2 === 0,
    tarih: `2024-0${1 + (i % 9)}-05`,
    karışık: i === 0 ? 'a' : i,
    ...(i < 4 ? { ender: i === 3 ? null : 'var', __proto__x: '' } : {}),
  }
}

/** How every SearchIndex counts the values of metadata. */
export function facetsContract(name: string, engine: Engine): void {
  describe(`SearchIndex contract, facets: ${name}`, () => {
    test('values are counted by passages, most frequent first, with the range of numbers and dates', async t => {
      const index = await engine.create(t)
      assert.deepEqual(await index.facets(['yıl'], { limit: 5 }), [
        { field: 'yıl', passages: 0, distinct: 0, values: [], range: null },
      ])
      await index.write(documents(COUNT, { metadata: metadataOf }), clusteredVectors(COUNT, DIMENSION, 1))
      await index.remove(['d0'])
      const fields = ['yıl', 'dil', 'açık', 'tarih', 'karışık', 'ender', '__proto__x', 'yok']
      const found = await index.facets(fields, { limit: 2 })
      assert.deepEqual(
        found.map(({ field }) => field),
        fields,
      )
      const [year, language, open, date, mixed, rare, empty, none] = found
      assert.deepEqual(year, {
        field: 'yıl',
        passages: 29,
        distinct: 3,
        values: [
          { value: '2021', passages: 10 },
          { value: '2022', passages: 10 },
        ],
        range: { least: '2020', greatest: '2022' },
      })
      assert.deepEqual(language!.values, [
        { value: 'en', passages: 10 },
        { value: 'tr.*', passages: 10 },
      ])
      assert.equal(language!.range, null)
      assert.deepEqual(open!.values, [
        { value: 'false', passages: 15 },
        { value: 'true', passages: 14 },
      ])
      assert.deepEqual(date!.range, { least: '2024-01-05', greatest: '2024-09-05' })
      assert.deepEqual([mixed!.distinct, mixed!.range], [29, { least: '1', greatest: '29' }])
      assert.deepEqual([rare!.passages, rare!.values], [2, [{ value: 'var', passages: 2 }]])
      assert.deepEqual(empty!.values, [{ value: '', passages: 3 }])
      assert.equal(none!.passages, 0)
    })

    test('only what a filter matches is counted', async t => {
      const index = await engine.create(t)
      await index.write(documents(COUNT, { metadata: metadataOf }), clusteredVectors(COUNT, DIMENSION, 1))
      const [year] = await index.facets(['yıl'], { limit: 9, filter: { dil: 'en', açık: 'true' } })
      assert.deepEqual(year!.values, [{ value: '2021', passages: 5 }])
      const [mixed] = await index.facets(['karışık'], { limit: 9, filter: { karışık: { gte: '28' } } })
      assert.deepEqual(
        mixed!.values.map(({ value }) => value),
        // Text is compared as text.
        ['28', '29', 'a'],
      )
    })

    test('fields and values beyond the bounds are refused', async t => {
      const index = await engine.create(t)
      const many = Array.from({ length: 21 }, (_, i) => `f${i}`)
      await assert.rejects(index.facets(many, { limit: 1 }), refusal('invalid-input'))
      for (const limit of [0, 1001, 1.5])
        await assert.rejects(index.facets(['a'], { limit }), refusal('invalid-input'))
    })
  })
}

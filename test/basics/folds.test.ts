import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldsApart } from '../../src/basics/folds.js'

const keys = fc.array(fc.array(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 2 }), {
  minLength: 1,
  maxLength: 60,
})

test('every row is held out once, and nothing learnt from shares a key with it', () => {
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 7 }), (keys, count) => {
      const folds = foldsApart(keys, count)
      assert.equal(folds.length, Math.min(count, keys.length))
      assert.deepEqual(
        folds.flatMap(({ heldOut }) => heldOut).sort((a, b) => a - b),
        [...keys.keys()],
      )
      for (const { heldOut, rest } of folds) {
        const taken = new Set(heldOut.flatMap(row => keys[row]!))
        for (const row of rest) assert.ok(!heldOut.includes(row) && !keys[row]!.some(key => taken.has(key)))
      }
    }),
  )
})

test('small groups stay whole, so that hardly a row is lost', () => {
  const folds = foldsApart(
    Array.from({ length: 300 }, (_, i) => [`g${Math.floor(i / 3)}`]),
    5,
  )
  for (const { heldOut, rest } of folds)
    assert.ok(heldOut.length === 60 && rest.length >= 236, `${rest.length}`)
})

test('rows without keys are dealt out, all of the others learnt from', () => {
  for (const { heldOut, rest } of foldsApart(
    Array.from({ length: 7 }, () => []),
    7,
  ))
    assert.deepEqual([heldOut.length, rest.length], [1, 6])
})

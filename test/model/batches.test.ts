import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { planBatches } from '../../src/model/batches.js'

const lengths = fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 300 })
const budgets = fc.integer({ min: 1, max: 8192 })

test('every row is in exactly one batch', () => {
  fc.assert(
    fc.property(lengths, budgets, (rows, budget) => {
      const seen = planBatches(rows, budget).flat()
      assert.deepEqual(
        [...seen].sort((a, b) => a - b),
        rows.map((_, i) => i),
      )
    }),
  )
})

test('a batch stays within the token budget unless a single row exceeds it', () => {
  fc.assert(
    fc.property(lengths, budgets, (rows, budget) => {
      for (const batch of planBatches(rows, budget)) {
        const longest = Math.max(...batch.map(i => rows[i]!))
        assert.ok(batch.length === 1 || longest * batch.length <= budget)
      }
    }),
  )
})

test('padding takes at most a fifth of any batch that is not small', () => {
  fc.assert(
    fc.property(lengths, budgets, (rows, budget) => {
      for (const batch of planBatches(rows, budget)) {
        const padded = Math.max(...batch.map(i => rows[i]!)) * batch.length
        const used = batch.reduce((sum, i) => sum + rows[i]!, 0)
        assert.ok(padded <= 256 || padded - used <= 0.2 * padded, `${used} tokens in ${padded}`)
      }
    }),
  )
})

test('one long text does not pad a thousand short ones', () => {
  const plan = planBatches([8000, ...new Array(1000).fill(10)], 16_000)
  assert.deepEqual(plan[0], [0])
  assert.equal(plan.length, 2)
})

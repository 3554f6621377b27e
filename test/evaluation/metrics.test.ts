import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { bootstrap } from '../../src/evaluation/bootstrap.js'
import {
  auc,
  averagePrecision,
  bestF1,
  ndcg,
  pearson,
  precisionRecall,
  recallAt,
  reciprocalRank,
  spearman,
} from '../../src/evaluation/metrics.js'

function near(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`)
}

test('metrics of small cases match values worked out by hand', () => {
  const scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
  const positive = [true, false, true, true, false, false]
  const points = precisionRecall(scores, positive)
  near(averagePrecision(points), (1 + 2 / 3 + 3 / 4) / 3)
  near(auc(scores, positive), 7 / 9)
  assert.deepEqual(bestF1(points), { threshold: 0.6, precision: 0.75, recall: 1, f1: 6 / 7 })
  // With two more positives that were never scored.
  near(averagePrecision(precisionRecall(scores, positive, 5)), (1 + 2 / 3 + 3 / 4) / 5)
  near(pearson([1, 2, 3, 4], [2, 4, 6, 9]), 11.5 / Math.sqrt(5 * 26.75))
  near(spearman([1, 2, 3, 4], [10, 20, 15, 40]), 0.8)
  near(reciprocalRank([0, 0, 1], 10), 1 / 3)
  assert.equal(reciprocalRank([0, 0, 1], 2), 0)
  near(recallAt([1, 0, 1], 4, 3), 0.5)
  // en.wikipedia.org/wiki/Discounted_cumulative_gain
  near(ndcg([3, 2, 3, 0, 1, 2], [3, 3, 3, 2, 2, 2, 1, 0], 6), 0.785, 5e-4)
})

test('the order of equal scores does not matter', () => {
  const both = [true, false].map(first => precisionRecall([0.5, 0.5, 0.2], [first, !first, true]))
  assert.deepEqual(both[0], both[1])
  near(averagePrecision(both[0]!), 0.5 * 0.5 + 0.5 * (2 / 3))
})

test('intervals contain the value, narrow with more rows, and are reproducible', () => {
  const interval = (rows: number): [number, number] => {
    const random = new Random(3)
    const values = Array.from({ length: rows }, () => random.normal())
    const mean = (drawn: readonly number[]) => ({
      mean: drawn.reduce((sum, i) => sum + values[i]!, 0) / drawn.length,
    })
    assert.deepEqual(bootstrap(rows, mean), bootstrap(rows, mean))
    return bootstrap(rows, mean).mean!
  }
  const [few, many] = [interval(50), interval(2000)]
  assert.ok(few[0] < 0.2 && few[1] > -0.2 && few[1] - few[0] > 3 * (many[1] - many[0]))
  // ± 1.96 standard errors.
  near(many[1] - many[0], (2 * 1.96) / Math.sqrt(2000), 0.015)
})

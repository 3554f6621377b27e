import { test } from 'node:test'
import { buildLoss, lossFeeds, shapeOf } from '../../src/train/graph/losses.js'
import type { TokenIds, VectorLossBatch } from '../../src/train/types.js'
import { check, dot, rowsOf, sum, type Values } from '../support/differences.js'

/** The losses that the reference of PyTorch lacks; see `reference.test.ts` for the others. */

const DIMENSION = 5

const texts = (count: number): TokenIds => Array.from({ length: count }, () => [1])

async function checkLoss(batch: VectorLossBatch, truth: (unit: Values[]) => number): Promise<void> {
  const { anchors, positives = [], negatives = [] } = batch
  await check({
    shapes: [['batch', DIMENSION]],
    names: { batch: anchors.length + positives.length + negatives.length },
    feeds: lossFeeds(batch, DIMENSION),
    build: (t, [vectors]) => buildLoss(t, shapeOf(batch), vectors!),
    truth: ([vectors]) =>
      Float64Array.of(
        truth(rowsOf(vectors!, DIMENSION).map(row => row.map(x => x / Math.sqrt(dot(row, row))))),
      ),
  })
}

/** Cross-entropy of one score among it and others. */
const crossEntropy = (own: number, others: readonly number[]): number =>
  Math.log(sum([own, ...others].map(Math.exp))) - own

test('multiple negatives in both directions: negatives are candidates of anchors only', async () => {
  const scale = 3
  const batch: VectorLossBatch = {
    loss: 'multiple-negatives-symmetric',
    anchors: texts(3),
    positives: texts(3),
    negatives: texts(3),
    scale,
  }
  await checkLoss(batch, unit => {
    const [anchors, positives, negatives] = [unit.slice(0, 3), unit.slice(3, 6), unit.slice(6)]
    const rank = (from: Values[], to: Values[]): number =>
      sum(
        from.map((a, i) => {
          const scores = to.map(b => scale * dot(a, b))
          return crossEntropy(scores[i]!, scores.toSpliced(i, 1))
        }),
      ) / 3
    return (rank(anchors, [...positives, ...negatives]) + rank(positives, anchors)) / 2
  })
})

test('correlation is 1 less that of Pearson', async () => {
  const scores = [0.1, 3, 2, 2, 5]
  await checkLoss({ loss: 'correlation', anchors: texts(5), positives: texts(5), scores }, unit => {
    const centred = (values: readonly number[]): Values =>
      Float64Array.from(values, x => x - sum(values) / values.length)
    const a = centred(unit.slice(0, 5).map((row, i) => dot(row, unit[5 + i]!)))
    const b = centred(scores)
    return 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
  })
})

test('group contrast: every pair of a group against all texts of other groups and all negatives', async () => {
  const groups = [7, 3, 7, 3, 3, 9]
  const scale = 4
  const batch: VectorLossBatch = {
    loss: 'group-contrastive',
    anchors: texts(6),
    negatives: texts(2),
    groups,
    scale,
  }
  await checkLoss(batch, unit => {
    const losses: number[] = []
    groups.forEach((group, i) => {
      const score = (j: number): number => scale * dot(unit[i]!, unit[j]!)
      const others = [...unit.keys()].filter(j => groups[j] !== group).map(score)
      groups.forEach((other, j) => {
        if (i !== j && group === other) losses.push(crossEntropy(score(j), others))
      })
    })
    return sum(losses) / losses.length
  })
})

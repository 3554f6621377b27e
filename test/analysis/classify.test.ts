import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { confusionMatrix, confusionPage } from '../../src/analysis/classify/confusion-page.js'
import { crossValidate, knownBy } from '../../src/analysis/classify/evaluate.js'
import { readExamples } from '../../src/analysis/classify/examples.js'
import { fitLogistic } from '../../src/analysis/classify/logistic.js'
import { type Fit, fitCentroids, fitNeighbours, type Training } from '../../src/analysis/classify/methods.js'
import { nearCosine } from '../../src/analysis/classify/near-duplicates.js'
import { report } from '../../src/analysis/classify/report.js'
import { Random } from '../../src/basics/random.js'
import { rowOf } from '../../src/basics/vectors.js'
import { scratch } from '../support/scratch.js'

const DIMENSION = 64
const METHODS: Record<string, Fit> = { centroid: fitCentroids, logistic: fitLogistic, knn: fitNeighbours(5) }
const NAMES = ['a', 'b', 'c', 'd']

interface Shape {
  rows: number
  classes: number
  /** Spread of texts around the mean of their label. */
  spread: number
  /** Texts that say the same, and how far apart they lie. */
  copies?: number
  near?: number
  seed?: number
}

/** Labelled unit vectors around random means. */
function drawn({ rows, classes, spread, copies = 1, near = 0.05, seed = 1 }: Shape): Training {
  const random = new Random(seed)
  const normal = (): Float32Array => Float32Array.from({ length: DIMENSION }, () => random.normal())
  const means = Array.from({ length: classes }, normal)
  const values = new Float32Array(rows * DIMENSION)
  const labels: number[] = []
  const groups: string[] = []
  for (let row = 0; row < rows; row += copies) {
    const label = (row / copies) % classes
    const base = normal().map((x, i) => means[label]![i]! + spread * x)
    for (let copy = 0; copy < copies; copy++) {
      const vector = normal().map((x, i) => base[i]! + near * x)
      const length = Math.hypot(...vector)
      values.set(
        vector.map(x => x / length),
        (row + copy) * DIMENSION,
      )
      labels.push(label)
      groups.push(`g${row}`)
    }
  }
  return { vectors: { values, rows, dimension: DIMENSION }, labels, classes, groups }
}

/** As if nobody had said which texts belong together. */
const ungrouped = (training: Training): Training => ({
  ...training,
  groups: training.labels.map((_, row) => `${row}`),
})

test('each method learns, and its probabilities are of all labels', () => {
  const training = drawn({ rows: 200, classes: 4, spread: 0.7 })
  for (const [name, fit] of Object.entries(METHODS)) {
    const { accuracy, logLoss } = crossValidate(ungrouped(training), NAMES, { fit })
    assert.ok(accuracy > 0.85, `${name}: ${accuracy}`)
    if (name !== 'knn') assert.ok(logLoss < 0.5, `${name}: ${logLoss}`)
    const p = fit(training)(rowOf(training.vectors, 0))
    assert.equal(p.length, 4)
    assert.ok(Math.abs(p.reduce((sum, x) => sum + x, 0) - 1) < 1e-9 && p.every(x => x >= 0 && x <= 1))
  }
})

test('logistic regression finds what its gradient says is the best', () => {
  // Two labels in two dimensions: the weights of the separating direction, by plain descent in float64.
  const random = new Random(2)
  const angles = Array.from({ length: 60 }, (_, i) => (i % 2 ? 0.9 : 0) + 1.2 * random.next())
  const labels = angles.map((_, i) => i % 2)
  const values = Float32Array.from(angles.flatMap(angle => [Math.cos(angle), Math.sin(angle)]))
  const predict = fitLogistic({
    vectors: { values, rows: 60, dimension: 2 },
    labels,
    classes: 2,
    groups: labels.map((_, i) => `${i}`),
  })
  // The difference of two label vectors u - v has the penalty |u - v|² / 2, as u = -v.
  const w = [0, 0, 0]
  const L2 = 0.1
  for (let step = 0; step < 200_000; step++) {
    const gradient = [(L2 * w[0]!) / 2, (L2 * w[1]!) / 2, 0]
    for (const [i, angle] of angles.entries()) {
      const [x, y] = [Math.cos(angle), Math.sin(angle)]
      const error = 1 / (1 + Math.exp(-(w[0]! * x + w[1]! * y + w[2]!))) - labels[i]!
      gradient[0]! += error * x
      gradient[1]! += error * y
      gradient[2]! += error
    }
    for (let i = 0; i < 3; i++) w[i]! -= 0.02 * gradient[i]!
  }
  for (const angle of [0, 0.5, 1, 1.5, 2]) {
    const [x, y] = [Math.cos(angle), Math.sin(angle)]
    const expected = 1 / (1 + Math.exp(-(w[0]! * x + w[1]! * y + w[2]!)))
    const p = predict(Float32Array.of(x, y))[1]!
    assert.ok(Math.abs(p - expected) < 0.03, `${angle}: ${p}, not ${expected}`)
  }
})

test('copies that vote for each other make a figure dishonest; groups and the warning show it', () => {
  // Labels that cannot be told, each text said three times.
  const training = drawn({ rows: 180, classes: 4, spread: 30, copies: 3, near: 0.5 })
  const fit = fitNeighbours(3)
  const free = crossValidate(ungrouped(training), NAMES, { fit })
  assert.ok(free.accuracy > 0.8, `${free.accuracy}`)
  const { share, accuracyApart } = free.nearDuplicates!
  assert.ok(share > 0.9 && accuracyApart! < 0.45, `${share}, ${accuracyApart}`)
  const grouped = crossValidate(training, NAMES, { fit })
  assert.ok(grouped.accuracy < 0.45, `${grouped.accuracy}`)
  assert.throws(
    () => crossValidate({ ...training, groups: training.groups.map(() => 'one') }, NAMES, { fit }),
    /all examples are of one group/,
  )
})

test('texts without near-duplicates are not suspected', () => {
  const training = drawn({ rows: 120, classes: 4, spread: 2.5 })
  const found = crossValidate(training, NAMES, { fit: fitCentroids })
  assert.ok((found.nearDuplicates?.share ?? 0) < 0.3, JSON.stringify(found.nearDuplicates))
  assert.ok(nearCosine(training.vectors) > 0.6)
})

test('none of them: about the given share of what is known, and most of what is not', () => {
  const training = drawn({ rows: 300, classes: 3, spread: 0.6 })
  const other = drawn({ rows: 100, classes: 3, spread: 0.6, seed: 9 })
  const isKnown = knownBy(training, 0.1)
  const shareOf = ({ vectors }: Training): number =>
    Array.from({ length: vectors.rows }, (_, row) => rowOf(vectors, row)).filter(isKnown).length /
    vectors.rows
  const inside = shareOf(training)
  assert.ok(inside > 0.85 && inside < 0.95, `${inside}`)
  assert.ok(shareOf(other) < 0.5, `${shareOf(other)}`)
  assert.ok(knownBy(training, undefined)(rowOf(other.vectors, 0)))
  const { rejected, accuracy, accuracyOfGiven } = crossValidate(training, NAMES.slice(0, 3), {
    fit: fitCentroids,
    none: 0.1,
  })
  assert.ok(rejected > 10 && rejected < 60, `${rejected}`)
  assert.ok(accuracyOfGiven! > accuracy)
})

test('figures and the confusion matrix are those worked out by hand', () => {
  const found = report(['x', 'x', 'x', 'y'], ['x', 'y', null, 'y'], [0.9, 0.4, 0.5, 1])
  assert.deepEqual(found.confusion, {
    labels: ['x', 'y'],
    counts: [
      [1, 1, 1],
      [0, 1, 0],
    ],
  })
  const { accuracy, rejected, accuracyOfGiven, labels, logLoss } = found
  assert.deepEqual([accuracy, rejected, accuracyOfGiven], [0.5, 1, 2 / 3])
  assert.deepEqual(labels[1], { label: 'y', support: 1, precision: 0.5, recall: 1, f1: 2 / 3 })
  assert.ok(Math.abs(logLoss + Math.log(0.9 * 0.4 * 0.5) / 4) < 1e-12)
})

test('the page has a cell for each count, escapes names, and loads nothing', () => {
  const found = report(['<b>', '<b>', 'y'], ['<b>', 'y', null], [1, 1, 1])
  const page = confusionPage('deneme & "ad"', found)
  assert.ok(
    !page.includes('<b>') && page.includes('&lt;b&gt;') && page.includes('deneme &amp; &quot;ad&quot;'),
  )
  assert.ok(!/<script|(?:src|href)=/.test(page))
  const svg = confusionMatrix(found.confusion)
  assert.equal(svg.match(/<rect/g)!.length, 3)
  assert.ok(svg.includes('<title>&lt;b&gt; → y: 1 of 2</title>') && svg.includes('y → ∅: 1 of 1'))
})

test('examples: other fields, and what is wrong is named with its line', async t => {
  const path = join(scratch(t), 'a.jsonl')
  writeFileSync(path, '{"text":"bir","konu":1,"grup":"g1"}\n{"text":"iki","konu":true,"grup":"g1"}\n')
  assert.deepEqual(await readExamples(path, { label: 'konu', group: 'grup' }), [
    { text: 'bir', label: '1', group: 'g1' },
    { text: 'iki', label: 'true', group: 'g1' },
  ])
  await assert.rejects(readExamples(path), /line 1: label/)
  await assert.rejects(readExamples(path, { label: 'konu', group: 'yok' }), /line 1: yok/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/basics/random.js'
import { AnlamError } from '../../src/errors.js'
import { calibrate, likelyFrom, thresholdFor } from '../../src/evaluation/calibration.js'
import { FITS, probabilityOf } from '../../src/evaluation/calibration-fits.js'
import { shortageOf } from '../../src/evaluation/label-shortage.js'
import type { ScoredLabels } from '../../src/evaluation/pairs.js'
import { suggestThresholds } from '../../src/evaluation/suggested-thresholds.js'

/** Pairs whose labels follow the score with this steepness; 0: not at all. */
function drawn(count: number, steepness: number, seed = 1): ScoredLabels {
  const random = new Random(seed)
  const scores = Array.from({ length: count }, () => random.next())
  const labels = scores.map(score => random.next() < 1 / (1 + Math.exp(-steepness * (score - 0.5))))
  return { scores, labels }
}

test('a calibration is monotonic and accurate, and its thresholds reach the wanted precision', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 12 }), (seed, steepness) => {
      const random = new Random(seed)
      const truth = (score: number): number => 1 / (1 + Math.exp(-steepness * (score - 0.5)))
      const scores = Array.from({ length: 3000 }, () => random.next())
      const labels = scores.map(score => random.next() < truth(score))
      const { curve, operatingPoints, positives, brier } = calibrate({ scores, labels })
      assert.equal(positives, labels.filter(Boolean).length)
      assert.ok(brier < 0.26)
      let before = 0
      for (let score = 0.05; score < 1; score += 0.05) {
        const probability = probabilityOf(curve, score)
        assert.ok(probability >= before && probability > 0 && probability < 1)
        assert.ok(
          Math.abs(probability - truth(score)) < 0.15,
          `${score}: ${probability}, not ${truth(score)}`,
        )
        before = probability
      }
      const half = likelyFrom({ curve, operatingPoints }, 0.5)
      assert.ok(scores.includes(half))
      assert.ok(Math.abs(probabilityOf(curve, half) - 0.5) < 0.1)
      const wanted = 0.8
      const threshold = thresholdFor(operatingPoints, wanted)
      if (threshold === undefined) return
      const found = labels.filter((_, i) => scores[i]! >= threshold)
      assert.ok(found.filter(Boolean).length / found.length >= wanted)
    }),
    { numRuns: 20 },
  )
})

test('labels against the cosine are refused, however few they are', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { scores, labels } = drawn(50, 12, seed)
    const against = labels.map(label => !label)
    assert.throws(
      () => calibrate({ scores, labels: against }),
      (error: AnlamError) => /do(es)? not tell|too few|no better/.test(error.message),
      `seed ${seed}`,
    )
  }
})

test('labels that the cosine says nothing about are refused, and more of them are not asked for', () => {
  // Alternating labels in every stretch of scores.
  const scores = Array.from({ length: 400 }, (_, i) => i / 400)
  const labels = scores.map((_, i) => i % 2 === 0)
  assert.throws(
    () => calibrate({ scores, labels }),
    (error: AnlamError) =>
      error.code === 'invalid-input' &&
      /does not tell these labels apart.*held-out pairs, against/.test(error.message),
  )
  assert.equal(shortageOf({ scores, labels }), undefined)
  const reversed = drawn(400, -8)
  assert.throws(() => calibrate(reversed), /check that 1 means a paraphrase/)
})

test('too few labels of a kind are refused, naming the kind and the number', () => {
  const { scores } = drawn(60, 9)
  const labels = scores.map((score, i) => score > 0.5 && i < 8)
  const positives = labels.filter(Boolean).length
  assert.throws(
    () => calibrate({ scores, labels }),
    new RegExp(`label ${10 - positives} more|label ${10 - positives} paraphrases \\(label 1\\) more`),
  )
  const few = { scores: scores.slice(0, 8), labels: labels.slice(0, 8) }
  assert.throws(() => calibrate(few), /paraphrases \(label 1\) and \d+ other pairs \(label 0\) more/)
})

test('a weak signal is missed in few labels, with a number of missing ones that suffices', () => {
  // Among many draws of few labels some predict worse than their share; what they ask for is enough on average.
  let refused = 0
  let enough = 0
  for (let seed = 1; seed <= 60; seed++) {
    const few = drawn(40, 2, seed)
    try {
      calibrate(few)
    } catch (error) {
      assert.ok(error instanceof AnlamError)
      const missing = shortageOf(few)
      if (!missing) continue
      refused++
      const more = drawn(40 + missing.positives + missing.negatives, 2, seed + 1000)
      try {
        calibrate(more)
        enough++
      } catch {}
    }
  }
  assert.ok(refused >= 5, `${refused} refused`)
  assert.ok(enough / refused > 0.6, `${enough} of ${refused}`)
})

test('the rarer kind is asked for first', () => {
  const random = new Random(3)
  const labels = Array.from({ length: 120 }, (_, i) => i % 6 === 0)
  const scores = labels.map(label => (label ? 0.15 : 0) + random.next())
  const missing = shortageOf({ scores, labels })!
  assert.ok(missing.positives > 0 && missing.positives >= missing.negatives, JSON.stringify(missing))
})

test('held-out figures are of texts that were not learnt from', () => {
  // Each text has one score in all of its pairs, and its label cannot be told from other texts' scores.
  const random = new Random(5)
  const scores: number[] = []
  const labels: boolean[] = []
  const texts: [string, string][] = []
  for (let text = 0; text < 60; text++) {
    const [score, label] = [random.next(), random.next() < 0.5]
    for (let i = 0; i < 10; i++) {
      scores.push(score)
      labels.push(label)
      texts.push([`t${text}`, `u${text}-${i}`])
    }
  }
  assert.doesNotThrow(
    () => calibrate({ scores, labels }),
    'the labels of the other pairs give the answer away',
  )
  assert.throws(() => calibrate({ scores, labels, texts }), /held-out pairs/)
})

test('suggested thresholds were seen, lie between labels, and have the precision and recall they claim', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), seed => {
      const { scores, labels } = drawn(80, 7, seed)
      const suggested = suggestThresholds({ scores, labels })
      assert.ok(suggested.some(({ wanted }) => wanted === 'f1'))
      const positives = labels.filter(Boolean).length
      for (const { wanted, threshold, precision, recall, accepted, ...intervals } of suggested) {
        assert.ok(scores.includes(threshold) && scores.some(score => score < threshold))
        const found = labels.filter((_, i) => scores[i]! >= threshold)
        const hits = found.filter(Boolean).length
        assert.deepEqual([accepted, precision, recall], [found.length, hits / found.length, hits / positives])
        if (wanted !== 'f1') assert.ok(precision >= wanted)
        const { precisionInterval: p, recallInterval: r } = intervals
        assert.ok(p[0] <= precision && precision <= p[1] + 1e-9 && r[0] <= recall && recall <= r[1] + 1e-9)
        assert.ok(p[1] - p[0] > 0, 'no finite sample is certain')
      }
    }),
    { numRuns: 50 },
  )
  const never = suggestThresholds({ scores: [0.9, 0.8, 0.7, 0.6], labels: [false, false, true, false] })
  assert.deepEqual(
    never.map(({ wanted }) => wanted),
    ['f1'],
    'a precision that no cosine reaches is not offered',
  )
})

test('a logistic curve ends where the labels end, and equal scores have one probability', () => {
  const { scores, labels } = drawn(200, 8)
  const inside = scores.map(score => 0.4 + score / 5)
  const curve = FITS.platt(inside, labels)
  assert.deepEqual(
    [curve[0]!.score, curve.at(-1)!.score].map(score => score.toFixed(6)),
    [Math.min(...inside), Math.max(...inside)].map(score => score.toFixed(6)),
  )
  assert.equal(probabilityOf(curve, 1), probabilityOf(curve, Math.max(...inside)))
  const tied = FITS.isotonic([0.5, 0.5, 0.5, 0.5], [false, true, true, true])
  assert.equal(probabilityOf(tied, 0.5), 0.75)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { type Candidate, chooseNext } from '../../src/evaluation/next-pairs.js'
import { pairKey, unlabelledPairs } from '../../src/evaluation/unlabelled-pairs.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import { clusteredVectors } from '../support/vectors.js'

/** Half way at 0.6. */
const CURVE = [
  { score: 0.5, probability: 0.01 },
  { score: 0.7, probability: 0.99 },
]

function candidates(count: number, seed = 1): Candidate[] {
  const random = new Random(seed)
  return Array.from({ length: count }, (_, i) => {
    const vector = Float32Array.from({ length: 16 }, () => random.normal())
    const length = Math.hypot(...vector)
    return {
      a: `a${i}`,
      b: `b${i}`,
      aId: `ka${i}`,
      bId: `kb${i}`,
      score: random.next(),
      vector: vector.map(x => x / length),
    }
  })
}

test('with a curve, the first pairs to label lie where it is least sure', () => {
  const chosen = chooseNext(candidates(2000), 20, CURVE)
  assert.equal(chosen.length, 20)
  assert.ok(Math.abs(chosen[0]!.score - 0.6) < 0.01, `${chosen[0]!.score}`)
  assert.ok(chosen.every(({ score, label }) => Math.abs(score - 0.6) < 0.1 && label === null))
})

test('without a curve, pairs of all cosines are chosen', () => {
  const scores = chooseNext(candidates(2000), 40).map(({ score }) => score)
  for (let low = 0; low < 1; low += 0.25)
    assert.ok(scores.filter(score => score >= low && score < low + 0.25).length >= 6, `${low}`)
})

test('the choice is spread over what pairs are about, takes a text once, and needs no order', () => {
  const [subject] = candidates(1, 7)
  const alike = candidates(50).map(pair => ({ ...pair, score: 0.6, vector: subject!.vector }))
  const others = candidates(5, 2).map((pair, i) => ({ ...pair, a: `c${i}`, b: `d${i}`, score: 0.62 }))
  const chosen = chooseNext([...alike, ...others], 6, CURVE).map(({ a }) => a)
  assert.equal(chosen.filter(a => a.startsWith('c')).length, 5, `${chosen}`)
  assert.deepEqual(
    chooseNext([...others, ...alike].reverse(), 6, CURVE).map(({ a }) => a),
    chosen,
  )
  const star = candidates(9).map(pair => ({ ...pair, a: 'same' }))
  assert.equal(chooseNext(star, 5, CURVE).length, 1)
})

test('pairs of an index are offered once, without equal texts and labelled ones', async () => {
  const vectors = clusteredVectors(60, 8, 3)
  const index = new MemoryIndex('n', { model: 'm', fingerprint: 'f', dimension: 8 })
  const text = (i: number): string => (i < 2 ? 'aynı' : `metin ${i}`)
  await index.write(
    Array.from({ length: 60 }, (_, i) => ({
      document: { id: `d${i}`, source: 's', metadata: {} },
      hash: `${i}`,
      passages: [{ id: `d${i}`, documentId: `d${i}`, text: text(i), start: 0, end: text(i).length }],
    })),
    vectors,
  )
  const all = await unlabelledPairs(index, new Set(), { sample: 60 })
  const keys = all.map(({ a, b }) => pairKey(a, b))
  assert.equal(new Set(keys).size, keys.length)
  assert.equal(pairKey('x', 'y'), pairKey('y', 'x'))
  assert.ok(all.length > 300 && all.every(({ a, b }) => a !== b))
  const known = new Set(keys.slice(0, 100))
  const left = await unlabelledPairs(index, known, { sample: 60 })
  assert.equal(left.length, all.length - 100)
  assert.ok(left.every(({ a, b }) => !known.has(pairKey(a, b))))
  await index.close()
})

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/basics/random.js'
import { dot, rowOf } from '../../src/basics/vectors.js'
import { pairCosines, WeightedAuc } from '../../src/evaluation/group-pairs.js'
import { ranksByCosine, sampleGroups, unsharedAnswers } from '../../src/evaluation/group-ranks.js'
import { type Group, readGroups } from '../../src/evaluation/group-rows.js'
import { evaluateGroups, measureRanks } from '../../src/evaluation/groups.js'
import { auc } from '../../src/evaluation/metrics.js'
import type { EncodeTexts } from '../../src/evaluation/unit-rows.js'
import { stemsOf } from '../../src/evaluation/wording.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const DEV = join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl')

const near = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs(actual! - expected) < 1e-6, `${actual}, not ${expected}`)

/** Three groups whose texts lie on a circle, at these degrees. */
const PLACES: Record<string, number> = {
  'Kedi uyur.': 0,
  'Pisi dinlenir.': 20,
  'Kedi koşar.': 5,
  'kedi nerede': 15,
  'Köpek havlar.': 40,
  'Pisi yerine it ses çıkarır.': 120,
  'Köpek miyavlar.': 42,
  'hav diyen hayvan': 92,
  'Araba gider.': 60,
  'Taşıt yol alır.': 70,
  'Araba durur.': 61,
  'taşıt yolda': 32,
}
const [cat, dog, car] = ['a', 'a', 'b'].map((topic, i): Group => {
  const [first, second, negative, query] = Object.keys(PLACES).slice(4 * i)
  return {
    id: `${i}`,
    topic,
    subtopic: `${i}`,
    texts: [first!, second!],
    negative: negative!,
    query: query!,
  }
})
const GROUPS = [cat!, dog!, car!]

const onCircle: EncodeTexts = async texts => ({
  values: Float32Array.from(
    texts.flatMap(text => [Math.cos, Math.sin].map(f => 3 * f((PLACES[text]! * Math.PI) / 180))),
  ),
  rows: texts.length,
  dimension: 2,
})

/** As many groups, of three topics, whose texts share no word. */
function disjointGroups(count: number): Group[] {
  return Array.from({ length: count }, (_, i) => {
    const word = (first: string): string =>
      first + [i / 26, i % 26].map(n => String.fromCharCode(97 + Math.floor(n))).join('')
    return {
      id: `${i}`,
      topic: `${i % 3}`,
      subtopic: `${i}`,
      texts: ['a', 'b', 'c', 'd'].map(word),
      negative: word('n'),
      query: word('q'),
    }
  })
}

test('metrics of a tiny set are those computed by hand', async () => {
  const { metrics, groups, texts, unshared, paraphrases } = await evaluateGroups(GROUPS, onCircle)
  assert.deepEqual([groups, texts, unshared, paraphrases], [3, 6, 3, 3])
  // Ranks of the answers without a shared word: 1; 3 and 2; 3.
  near(metrics['unshared-mrr@10'], (1 + (1 / 3 + 1 / 2) / 2 + 1 / 3) / 3)
  near(metrics['unshared-ndcg@10'], (1 + (1 / 2 + 1 / Math.log2(3)) / 2 + 1 / 2) / 3)
  near(metrics['unshared-hit@10'], 1)
  near(metrics['query-hit@10'], 1)
  near(metrics['text-r@10'], 1)
  // Degrees between paraphrases: 20, 80, 10; to the negatives: 5, 15, 2, 78, 1, 9.
  near(metrics['auc-negative'], 3 / 18)
  // The texts from which the negatives were made: 5, 2, 1.
  near(metrics['auc-contradiction'], 0)
  // Texts of the other group of topic a, nearest in wording: 40, 100, 40, 100.
  near(metrics['auc-topic'], 10 / 12)
  assert.equal(metrics['unshared600-hit@10'], undefined, 'there are no 150 groups')
})

test('answers that share a word with the query are told by their first five letters', () => {
  assert.deepEqual(GROUPS.map(unsharedAnswers), [[1], [0, 1], [0]])
  assert.deepEqual([...stemsOf("Öğrenmenin CNN'in IŞIĞI")], ['ogren', 'cnn', 'isigi'])
})

test('ranks after the tenth find nothing, and each group counts once', () => {
  const metrics = measureRanks([dog!, car!], {
    answers: [
      [10, 11],
      [2, 1],
    ],
    sampled: [undefined, [4, 1]],
    siblings: [
      [[1], [11]],
      [[10], [Number.POSITIVE_INFINITY]],
    ],
  })([0, 1])
  near(metrics['unshared-hit@10'], (1 / 2 + 1) / 2)
  near(metrics['unshared-mrr@10'], (1 / 10 / 2 + 1 / 2) / 2)
  near(metrics['unshared600-mrr@10'], 1 / 4)
  near(metrics['query-hit@10'], 1)
  near(metrics['text-r@10'], 1 / 2)
})

test('an encoder that knows the groups is right everywhere, and one that knows nothing nowhere', async () => {
  const groups = disjointGroups(160)
  const places = new Map(groups.flatMap(({ texts, query }, g) => [...texts, query].map(text => [text, g])))
  const oneHot: EncodeTexts = async texts => {
    const values = new Float32Array(texts.length * 161)
    for (const [row, text] of texts.entries()) values[row * 161 + (places.get(text) ?? 160)] = 1
    return { values, rows: texts.length, dimension: 161 }
  }
  const right = await evaluateGroups(groups, oneHot)
  assert.equal(Object.keys(right.metrics).length, 12)
  for (const [name, value] of Object.entries(right.metrics)) {
    assert.equal(value, 1, name)
    assert.deepEqual(right.intervals[name], [1, 1], name)
  }
  const same: EncodeTexts = async texts => ({
    values: new Float32Array(texts.length * 2).fill(1),
    rows: texts.length,
    dimension: 2,
  })
  const wrong = await evaluateGroups(groups, same)
  for (const [name, value] of Object.entries(wrong.metrics))
    assert.equal(value, name.startsWith('auc-') ? 0.5 : 0, name)
})

test('ranks are those of comparing every text, also in the sample', async () => {
  const groups = disjointGroups(200)
  const random = new Random(3)
  const dimension = 8
  const batch = (rows: number) => {
    const values = Float32Array.from({ length: rows * dimension }, () => random.normal())
    return { values, rows, dimension }
  }
  const [queries, texts] = [batch(200), batch(800)]
  const { answers, sampled, siblings } = await ranksByCosine(groups, queries, texts)
  const better = (from: Float32Array, row: number, among: (other: number) => boolean): number =>
    1 +
    [...Array(800).keys()].filter(
      other =>
        other !== row && among(other) && dot(from, rowOf(texts, other)) >= dot(from, rowOf(texts, row)),
    ).length
  const sample = sampleGroups(groups)
  assert.equal(sample.length, 150)
  for (const g of [0, 1, 99, 199]) {
    const foreign = (row: number): boolean => Math.floor(row / 4) !== g
    for (let i = 0; i < 4; i++) {
      const row = 4 * g + i
      const query = rowOf(queries, g)
      assert.equal(answers[g]![i], better(query, row, foreign))
      const inSample = (other: number): boolean => foreign(other) && sample.includes(Math.floor(other / 4))
      if (sample.includes(g)) assert.equal(sampled[g]![i], better(query, row, inSample))
      else assert.equal(sampled[g], undefined)
      const others = [0, 1, 2, 3].filter(k => k !== i).map(k => 4 * g + k)
      assert.deepEqual(
        siblings[g]![i],
        others.map(other => better(rowOf(texts, row), other, candidate => candidate !== row)),
      )
    }
  }
})

test('pairs that are no paraphrases are of another topic, or of another group of the same one', () => {
  const groups = disjointGroups(30)
  const topics = groups.map((_, g) => [0, 1, 2].map(topic => (topic === g % 3 ? 1 : 0)))
  const texts = {
    values: Float32Array.from(topics.flatMap(row => [row, row, row, row]).flat()),
    rows: 120,
    dimension: 3,
  }
  const { unrelated, topic } = pairCosines(groups, texts, { ...texts, rows: 30 })
  assert.deepEqual([unrelated.length, topic.length], [120, 120])
  for (const { cosine } of unrelated) assert.equal(cosine, 0)
  for (const { cosine } of topic) assert.equal(cosine, 1)
})

test('a weighted AUC is the AUC of pairs repeated as often', () => {
  const pair = fc.record({ group: fc.nat(3), cosine: fc.integer({ min: 0, max: 5 }) })
  const some = fc.array(pair, { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(some, some, fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), (up, down, weights) => {
      const repeat = (pairs: typeof up): number[] =>
        pairs.flatMap(({ group, cosine }) => Array<number>(weights[group]!).fill(cosine))
      const [a, b] = [repeat(up), repeat(down)]
      const expected = auc([...a, ...b], [...a.map(() => true), ...b.map(() => false)])
      const found = new WeightedAuc(up, down).of(Uint32Array.from(weights))
      if (Number.isNaN(expected)) assert.ok(Number.isNaN(found))
      else near(found, expected)
    }),
  )
})

test('files of groups: what is wrong is named with its line', async t => {
  const folder = scratch(t)
  const path = join(folder, 'groups.jsonl')
  const fails = async (rows: object[], expected: RegExp): Promise<void> => {
    writeFileSync(path, rows.map(row => JSON.stringify(row)).join('\n'))
    await assert.rejects(readGroups([path]), { code: 'invalid-input', message: expected })
  }
  await fails([cat!, { ...dog!, texts: ['bir'] }], /groups\.jsonl, line 2: texts/)
  await fails([{ ...cat!, query: ' ' }], /line 1: query/)
  await fails([{ ...cat!, negative: undefined }], /line 1: negative/)
  await fails([cat!, cat!], /group "0" comes twice/)
  await fails([], /holds no groups/)
  await assert.rejects(readGroups([join(folder, 'none.jsonl')]), { code: 'not-found' })
  await assert.rejects(evaluateGroups([cat!], onCircle), { code: 'invalid-input' })
})

test('the dev set is evaluated in a moment', async () => {
  const groups = await readGroups([DEV])
  const random = new Random(1)
  let encoding = 0
  const drawn: EncodeTexts = async texts => {
    const start = performance.now()
    const values = Float32Array.from({ length: texts.length * 512 }, () => random.normal())
    encoding += performance.now() - start
    return { values, rows: texts.length, dimension: 512 }
  }
  const start = performance.now()
  const { metrics, unshared } = await evaluateGroups(groups, drawn)
  const milliseconds = performance.now() - start - encoding
  assert.ok(milliseconds < 20_000, `took ${milliseconds} ms`)
  assert.ok(unshared > 400)
  // Vectors at random find ten of 1,856 texts, and tell nothing apart.
  assert.ok(metrics['unshared-hit@10']! < 0.05)
  for (const [name, value] of Object.entries(metrics))
    if (name.startsWith('auc-')) assert.ok(Math.abs(value - 0.5) < 0.05, `${name} ${value}`)
})

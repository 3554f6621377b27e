import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { dot } from '../../src/basics/vectors.js'
import type { AnlamError } from '../../src/errors.js'
import { project, projection } from '../../src/train/material/projection.js'
import { describeShapes, readMaterial } from '../../src/train/material/read-rows.js'
import { type Example, TextTable } from '../../src/train/material/source.js'
import { sourcesOf } from '../../src/train/material/sources.js'
import { Plan } from '../../src/train/run/plan.js'
import { readTraining } from '../../src/train/training-rows.js'
import type { Recipe } from '../../src/train/tune/choices.js'
import { scratch } from '../support/scratch.js'

const lines = (...rows: object[]): string => rows.map(row => JSON.stringify(row)).join('\n')

const ROWS = [
  { a: 'bir', b: 'tek' },
  { a: 'iki', b: 'çift', negative: 'iki değil' },
  { a: 'üç', b: 'üçlü', label: 1 },
  { a: 'üç', b: 'beş', label: 0 },
  { a: 'dört', b: 'dörtlü', score: 4 },
  { a: 'altı', b: 'yedi', score: 1 },
  { a: 'sekiz', b: 'dokuz', score: 2.5 },
  { texts: ['on', 'onluk', 'on'], negative: 'on değil', query: 'on nedir' },
  { q: 'soru', p: 'yanıt' },
  { tr: 'öğrenme', en: 'learning' },
  { tr: ['kayıp'], en: ['loss'], abbr: [] },
  { text: 'yalnız' },
  { a: '', b: 'boş' },
]

test('rows are recognised by their shape, one by one, and counted', async t => {
  const file = join(scratch(t), 'a.jsonl')
  writeFileSync(file, lines(...ROWS))
  const material = await readMaterial(file)
  assert.equal(material.skipped, 1)
  assert.equal(
    describeShapes(material.rows),
    '2 pair, 2 labelled, 3 scored, 2 group, 1 retrieval, 1 parallel, 1 text',
  )
  writeFileSync(file, lines({ a: 'bir', b: 'iki' }, { x: 1 }))
  await assert.rejects(
    readMaterial(file),
    (error: AnlamError) =>
      error.code === 'invalid-input' && /a\.jsonl, line 2: known rows/.test(error.message),
  )
})

test('pairs, triplets and answers may have the names of data sets; inferences are no pairs', async t => {
  const file = join(scratch(t), 'a.jsonl')
  const named = [
    { sentence1: 'bir', sentence2: 'tek', label: 1 },
    { cümle1: 'iki', cümle2: 'çift', score: 0.8 },
    { anchor: 'üç', positive: 'üçlü', negative: 'üç değil' },
    { query: 'dört', positive: 'dörtlü' },
    { question: 'beş nedir', answer: 'bir sayı' },
  ]
  writeFileSync(file, lines(...named))
  assert.deepEqual((await readMaterial(file)).rows, [
    { shape: 'labelled', a: 'bir', b: 'tek', label: 1 },
    { shape: 'scored', a: 'iki', b: 'çift', score: 0.8 },
    { shape: 'pair', a: 'üç', b: 'üçlü', negative: 'üç değil' },
    { shape: 'pair', a: 'dört', b: 'dörtlü' },
    { shape: 'retrieval', a: 'beş nedir', b: 'bir sayı' },
  ])
  const { groups, scored } = await readTraining(file)
  assert.deepEqual(
    groups.map(({ texts, negative }) => [...texts, negative]),
    [
      ['beş nedir', 'bir sayı', undefined],
      ['bir', 'tek', undefined],
      ['iki', 'çift', undefined],
      ['üç', 'üçlü', 'üç değil'],
      ['dört', 'dörtlü', undefined],
    ],
  )
  assert.deepEqual(
    scored.map(({ a, b, score }) => [a, b, score]),
    [['iki', 'çift', 0.8]],
  )
  // 0 means that one follows from the other.
  writeFileSync(file, lines({ premise: 'bir', hypothesis: 'iki', label: 0 }))
  await assert.rejects(readMaterial(file), { code: 'invalid-input' })
  await assert.rejects(readTraining(file), { code: 'invalid-input' })
})

test('a folder is read as one material, file after file', async t => {
  const folder = join(scratch(t), 'gruplar')
  mkdirSync(folder)
  writeFileSync(join(folder, 'b.jsonl'), lines({ a: 'iki', b: 'çift' }))
  writeFileSync(join(folder, 'a.jsonl'), lines({ a: 'bir', b: 'tek' }))
  writeFileSync(join(folder, 'README.md'), 'x')
  writeFileSync(join(folder, 'c.csv'), 'sentence1;sentence2;score\nüç;üçlü;0,9\n')
  const { rows } = await readMaterial(folder)
  assert.deepEqual(
    rows.map(row => 'a' in row && row.a),
    ['bir', 'iki', 'üç'],
  )
  const { groups, scored } = await readTraining(folder)
  assert.deepEqual([groups.length, scored], [3, [{ a: 'üç', b: 'üçlü', score: 0.9 }]])
})

async function examplesBy(t: Parameters<typeof scratch>[0], recipe: Recipe) {
  const file = join(scratch(t), 'a.jsonl')
  writeFileSync(file, lines(...ROWS, { a: 'on bir', b: 'on birlik', negative: 'on iki' }))
  const table = new TextTable()
  const options = { recipe, batchSize: 64, groupsPerBatch: 2, dimension: 8, taught: true }
  const sources = sourcesOf({ ...(await readMaterial(file)), weight: 2 }, table, options)
  const shown = ({ a, b, negative, score }: Example) => [
    table.texts[a],
    table.texts[b],
    ...(negative === undefined ? [] : [table.texts[negative]]),
    ...(score === undefined ? [] : [score]),
  ]
  return sources.map(({ name, loss, draw }) => ({
    kind: name.slice(name.indexOf(', ') + 2),
    loss,
    examples: draw(new Random(1)).map(shown),
  }))
}

test('by default pairs contrast, scores correlate, and a label 0 is the negative of a label 1', async t => {
  const sources = await examplesBy(t, 'default')
  assert.deepEqual(
    sources.map(({ kind, loss }) => [kind, loss]),
    [
      ['pairs', 'multiple-negatives-symmetric'],
      ['pairs with negatives', 'multiple-negatives-symmetric'],
      ['scored pairs', 'correlation'],
      ['texts of the teacher', 'distillation'],
    ],
  )
  const [pairs, opposed, scored, texts] = sources.map(({ examples }) => examples)
  assert.deepEqual(pairs, [
    ['bir', 'tek'],
    ['soru', 'yanıt'],
    ['öğrenme', 'learning'],
  ])
  assert.deepEqual(opposed![1], ['üç', 'üçlü', 'beş'])
  assert.deepEqual(
    scored!.map(each => each.at(-1)),
    [4, 1, 2.5],
  )
  assert.deepEqual(texts, [['yalnız', 'yalnız']])
})

test('the recipe cosine-similarity makes one regression on 0 to 1 of everything', async t => {
  const { loss, examples } = (await examplesBy(t, 'cosine-similarity'))[0]!
  assert.equal(loss, 'cosine-similarity')
  assert.deepEqual(examples.slice(0, 5), [
    ['bir', 'tek', 1],
    ['iki', 'çift', 1],
    ['iki', 'iki değil', 0],
    ['üç', 'üçlü', 1],
    ['üç', 'beş', 0],
  ])
  assert.deepEqual(examples[5], ['dört', 'dörtlü', 0.8])
})

test('a group gives another pair in each pass, and never two in one', async t => {
  const file = join(scratch(t), 'g.jsonl')
  const group = (name: string) => ({
    texts: [1, 2, 3, 4].map(i => `${name} ${i}`),
    negative: `${name} değil`,
    query: `${name}?`,
  })
  writeFileSync(file, lines(group('bir'), group('iki'), group('üç')))
  const table = new TextTable()
  const [source] = sourcesOf({ ...(await readMaterial(file)), weight: 1 }, table, {
    recipe: 'default',
    batchSize: 8,
    groupsPerBatch: 2,
    dimension: 8,
    taught: false,
  })
  const seen = new Set<string>()
  const random = new Random(2)
  for (let pass = 0; pass < 200; pass++) {
    const drawn = source!.draw(random)
    assert.equal(drawn.length, 3)
    for (const { a, b, negative } of drawn) {
      assert.notEqual(a, b)
      const [first] = table.texts[a]!.split(/[ ?]/)
      assert.equal(table.texts[negative!], `${first} değil`)
      if (first === 'iki') seen.add(`${a} ${b}`)
    }
  }
  assert.equal(seen.size, 20, 'all ordered pairs of five texts')
})

test('the recipe all-texts takes all texts of a group at once', async t => {
  const file = join(scratch(t), 'g.jsonl')
  writeFileSync(file, lines({ texts: ['a', 'b', 'c'], query: 'd', negative: 'e' }, { texts: ['f', 'g'] }))
  const table = new TextTable()
  const options = {
    recipe: 'all-texts' as const,
    batchSize: 8,
    groupsPerBatch: 160,
    dimension: 8,
    taught: false,
  }
  const [source, ...others] = sourcesOf({ ...(await readMaterial(file)), weight: 1 }, table, options)
  assert.deepEqual([source!.loss, source!.batchSize, others.length], ['group-contrastive', 160, 0])
  const name = (text: number) => table.texts[text]
  assert.deepEqual(
    source!.examples.map(({ a, b, others = [], negative }) => [
      [a, b, ...others].map(name),
      negative && name(negative),
    ]),
    [
      [['a', 'b', 'c', 'd'], 'e'],
      [['f', 'g'], undefined],
    ],
  )
})

test('no text comes twice in a contrastive batch, no example is lost, and a plan can go on anywhere', () => {
  const random = new Random(3)
  // Many share a text.
  const examples = Array.from({ length: 300 }, (_, i) => ({ a: random.below(60), b: 100 + i }))
  const source = {
    name: 'x',
    loss: 'multiple-negatives' as const,
    weight: 2,
    batchSize: 16,
    size: examples.length,
    examples,
    distinct: true,
    strength: 1,
    draw: () => [...examples],
  }
  const scored = { ...source, loss: 'correlation' as const, weight: 1, distinct: false }
  const plan = new Plan([source, scored], 3, 7)
  assert.equal(plan.length, 3 * 2 * 18 + 3 * 18)
  const batches = Array.from({ length: plan.length }, () => plan.next())
  const counts = new Map<number, number>()
  for (const batch of batches) {
    const texts = batch.examples.flatMap(({ a, b }) => [a, b])
    if (batch.source !== source) continue
    assert.equal(new Set(texts).size, texts.length)
    for (const { b } of batch.examples) counts.set(b, (counts.get(b) ?? 0) + 1)
  }
  assert.equal(counts.size, 300)
  assert.ok(
    [...counts.values()].every(count => count >= 4 && count <= 7),
    [...counts.values()].join(' '),
  )
  const later = new Plan([source, scored], 3, 7)
  later.skipTo(100)
  assert.deepEqual(later.next(), batches[100])
})

test('a source whose examples all share a text still ends', () => {
  const examples = Array.from({ length: 50 }, (_, i) => ({ a: 0, b: i + 1 }))
  const source = {
    ...{ name: 'x', loss: 'multiple-negatives' as const, weight: 1, batchSize: 10, size: 50, examples },
    ...{ distinct: true, strength: 1, draw: () => [...examples] },
  }
  const plan = new Plan([source], 4, 1)
  for (let i = 0; i < plan.length; i++) assert.equal(plan.next().examples.length, 1)
})

test('vectors of another width keep their cosines: all of them upwards, most downwards', () => {
  const random = new Random(4)
  const [rows, from] = [200, 24]
  // Eight directions hold nearly everything.
  const directions = Float32Array.from({ length: 8 * from }, () => random.normal())
  const vectors = new Float32Array(rows * from)
  for (let row = 0; row < rows; row++) {
    const own = vectors.subarray(row * from, (row + 1) * from)
    for (let k = 0; k < 8; k++) {
      const weight = random.normal()
      for (let d = 0; d < from; d++) own[d]! += weight * directions[k * from + d]! + 0.01 * random.normal()
    }
    const length = Math.sqrt(dot(own, own))
    for (let d = 0; d < from; d++) own[d]! /= length
  }
  for (const [to, most] of [
    [40, 1e-6],
    [8, 0.02],
  ] as const) {
    const projected = project(vectors, projection(vectors, from, to, 5), from, to)
    for (let row = 1; row < rows; row++) {
      const before = dot(vectors.subarray(0, from), vectors, row * from)
      const after = dot(projected.subarray(0, to), projected, row * to)
      assert.ok(Math.abs(before - after) < most, `${to} dimensions: ${before} became ${after}`)
    }
  }
})

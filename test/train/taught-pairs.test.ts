import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import type { AnlamError } from '../../src/errors.js'
import { spearman } from '../../src/evaluation/metrics.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { sourcesOf } from '../../src/train/sources.js'
import { placePairs, readTaught } from '../../src/train/taught-pairs.js'
import { trainEncoder } from '../../src/train/train-encoder.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { rowOf } from '../support/vectors.js'

const PAIRS = join(PROJECT_ROOT, 'corpus', 'pairs.jsonl')
const OPTIONS = {
  pairs: [PAIRS],
  texts: [],
  evaluate: [PAIRS],
  notes: '',
  seed: 5,
  epochs: 2,
  batchSize: 64,
  dimension: 32,
  vocabulary: 1500,
  learningRate: 0.05,
}

function fileOf(path: string, rows: readonly object[]): string {
  writeFileSync(path, rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  return path
}

test('a text is compared with those that share its rarest words, with what its row says, and now and then with any', async t => {
  const subjects = Array.from({ length: 20 }, (_, i) => `${String.fromCharCode(97 + i)}ma hakkında`)
  const ends = ['ilk', 'iki', 'üç', 'dört', 'beş', 'altı', 'yedi', 'sekiz', 'son']
  const rows = subjects.flatMap(about => ends.map(end => ({ text: `${about} ${end}` })))
  const path = fileOf(join(scratch(t), 'texts.jsonl'), rows)
  const { name, pairs, weight } = await readTaught(`${path}@2`, new Random(1))
  assert.deepEqual([name, weight], ['texts.jsonl, as taught', 2])
  const subject = (text: string): string => text.split(' ')[0]!
  const same = pairs.filter(([a, b]) => subject(a) === subject(b)).length
  assert.ok(same > 0.75 * pairs.length, `${same} of ${pairs.length} pairs are on one subject`)
  assert.ok(pairs.length > same, 'and some are not')
  const texts = new Set(pairs.flat())
  assert.equal(texts.size, rows.length)
  assert.equal(new Set(pairs.map(pair => [...pair].sort().join('|'))).size, pairs.length, 'no pair twice')
  assert.ok(pairs.every(([a, b]) => a !== b))
  assert.deepEqual((await readTaught(path, new Random(1))).pairs, pairs)
})

test('rows of each shape give texts of one kind, and pairs whatever their label', async t => {
  const folder = scratch(t)
  const pairsOf = async (rows: readonly object[]): Promise<string[]> =>
    (await readTaught(fileOf(join(folder, 'x.jsonl'), rows), new Random(1))).pairs.map(pair => pair.join('|'))
  assert.deepEqual(
    await pairsOf([
      { a: 'kedi uyur', b: 'köpek koşar', label: 0 },
      { a: 'ev', b: 'ev' },
    ]),
    ['kedi uyur|köpek koşar'],
  )
  const mixed = await pairsOf([
    { tr: 'kedi uyur', en: 'cats sleep' },
    { q: 'kedi mi?', p: 'uzun bir yanıt' },
    { texts: ['bir kedi', 'iki kedi'], query: 'kedi sayısı' },
  ])
  const texts = new Set(mixed.flatMap(pair => pair.split('|')))
  assert.ok(
    texts.has('kedi sayısı') && !texts.has('cats sleep') && !texts.has('uzun bir yanıt'),
    mixed.join(),
  )
  const apart = await pairsOf([
    { a: 'a\nb', b: 'c' },
    { a: 'a', b: 'b\nc' },
  ])
  assert.ok(apart.includes('a\nb|c') && apart.includes('a|b\nc'), 'pairs of other lines are other pairs')
  const held = readFileSync(join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl'), 'utf8').split('\n')
  const free = { text: 'başka bir metin' }
  await assert.rejects(
    pairsOf([JSON.parse(held[0]!), free]),
    /no two texts/,
    'held-out groups are not compared',
  )
  await assert.rejects(pairsOf([free, free]), (error: AnlamError) => error.code === 'invalid-input')
  await assert.rejects(
    pairsOf([{ yok: 1 }]),
    (error: AnlamError) => error.code === 'invalid-input' && /line 1/.test(error.message),
  )
})

test('training says what it cannot do with a teacher, or with less than a batch', async t => {
  const folder = scratch(t)
  const texts = fileOf(join(folder, 'texts.jsonl'), [{ text: 'kedi uyur' }, { text: 'kedi koşar' }])
  const run = (more: object) => trainEncoder({ ...OPTIONS, epochs: 1, out: join(folder, 'out'), ...more })
  const refused = (message: RegExp) => (error: AnlamError) =>
    error.code === 'invalid-input' && message.test(error.message)
  await assert.rejects(run({ taught: [texts] }), refused(/--teacher/))
  await assert.rejects(run({ general: [`${PAIRS}@0`] }), refused(/at least two/))
  const few = fileOf(join(folder, 'few.jsonl'), [
    { a: 'kedi uyur', b: 'kedi uykuda' },
    { a: 'köpek koşar', b: 'köpek koşuyor' },
    { a: 'kuş öter', b: 'kuş ötüyor' },
    { a: 'at yer', b: 'at yiyor' },
  ])
  const [whole, half] = [await run({ general: [few] }), await run({ general: [`${few}@0.5`] })]
  assert.equal(whole.steps, half.steps, 'half of a small file is a small batch')
  assert.notEqual(whole.sha256, half.sha256)
})

test('what is held out for evaluation is in no other file', async t => {
  const folder = scratch(t)
  const run = (name: string, more: object) =>
    trainEncoder({ ...OPTIONS, evaluate: [], epochs: 1, out: join(folder, name), ...more })
  const scores = fileOf(join(folder, 'low.jsonl'), [
    { a: 'kedi', b: 'köpek', score: 1 },
    { a: 'kedi', b: 'kuş', score: 0 },
  ])
  const alone = await run('alone', { pairs: [PAIRS, scores] })
  assert.deepEqual(Object.keys(alone.heldOut), ['pairs.jsonl'], 'scores alone give nothing to hold out')
  const both = await run('both', { general: [PAIRS] })
  // A fiftieth of 1,020 pairs is left out of both.
  const card = readFileSync(join(folder, 'both', 'README.md'), 'utf8')
  assert.match(card, /`pairs.jsonl` \| 1000 \|/)
  assert.match(card, /`pairs.jsonl` \(general\) \| 1000 \|/)
  assert.ok(both.heldOut['pairs.jsonl']! > 0.5)
})

test('a training that is cancelled stops at the next step', async t => {
  const stop = new AbortController()
  const run = trainEncoder({
    ...OPTIONS,
    epochs: 200,
    out: join(scratch(t), 'out'),
    signal: stop.signal,
    onProgress: () => assert.fail('stopped too late'),
  })
  setTimeout(() => stop.abort(), 1500)
  await assert.rejects(run, (error: AnlamError) => error.code === 'cancelled')
})

test('a file of low scores alone is learnt from', async t => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ a: `kedi ${i}`, b: `köpek ${i % 7}`, score: i % 3 }))
  const pairs = [fileOf(join(scratch(t), 'low.jsonl'), rows), PAIRS]
  const report = await trainEncoder({ ...OPTIONS, pairs, epochs: 1, out: join(scratch(t), 'out') })
  assert.ok(report.steps > 0)
})

test('a teacher places these pairs, and they are learnt from by their scores', async t => {
  const asked: string[] = []
  const teacher = async (texts: readonly string[]) => {
    asked.push(...texts)
    const values = Float32Array.from(texts.flatMap(text => (text.startsWith('x') ? [1, 0] : [0.6, 0.8])))
    return { values, rows: texts.length, dimension: 2 }
  }
  const path = fileOf(join(scratch(t), 'general.jsonl'), [
    { a: 'x', b: 'xx' },
    { a: 'x', b: 'y' },
  ])
  const placed = [await placePairs(await readTaught(`${path}@3`, new Random(1)), teacher)]
  assert.deepEqual([...asked].sort(), ['x', 'xx', 'y'])
  const wordsOf = async (texts: readonly string[]) => texts.map((_, id) => [{ ids: [id], others: [] }])
  const sets = [{ name: 'pairs', groups: [{ texts: ['a', 'b'] }], scored: [], weight: 1 }]
  const sources = await sourcesOf({ sets, placed, texts: [], inOrder: false }, { wordsOf, batchSize: 8 })
  assert.equal(sources.length, 2)
  assert.equal(sources[1]!.weight, 3 * 1.6)
  const scores = sources[1]!.examples.map(({ score }) => Number(score!.toFixed(6)))
  assert.deepEqual(scores.slice(0, 2), [1, 0.6])
})

test('a table that learns other things keeps from its teacher which texts are alike', async t => {
  const folder = scratch(t)
  const texts = fileOf(
    join(folder, 'texts.jsonl'),
    Array.from({ length: 300 }, (_, i) => ({
      text: `${WORDS[i % 10]} ${WORDS[(i * 7 + 3) % 10]} ${WORDS[(i * 3 + 1) % 9]}`,
    })),
  )
  const { pairs } = await readTaught(texts, new Random(9))
  const train = async (name: string, more: object): Promise<number> => {
    const out = join(folder, name)
    await trainEncoder({ ...OPTIONS, out, ...more })
    return likeness(out, pairs)
  }
  const alone = await train('alone', {})
  const taught = await train('taught', { teacher: 'builtin', taught: [`${texts}@8`] })
  assert.ok(taught > alone + 0.05, `order of cosines as the teacher's: ${taught} taught, ${alone} alone`)
})

const WORDS = ['model', 'veri', 'hata', 'eğitim', 'kedi', 'ağaç', 'deniz', 'öğrenme', 'sınav', 'ölçüm']

/** How much the order of a model's cosines is that of the built-in encoder's. */
async function likeness(directory: string, pairs: readonly (readonly [string, string])[]): Promise<number> {
  const cosines = async (model: Awaited<ReturnType<typeof loadEncoder>>): Promise<number[]> => {
    const [a, b] = [await model.encode(pairs.map(p => p[0])), await model.encode(pairs.map(p => p[1]))]
    await model.close()
    return pairs.map((_, i) => rowOf(a, i).reduce((sum, value, d) => sum + value * rowOf(b, i)[d]!, 0))
  }
  const builtin = join(PROJECT_ROOT, 'src', 'model', 'builtin-static')
  return spearman(
    await cosines(await loadEncoder({ directory, model: directory })),
    await cosines(await loadEncoder({ directory: builtin, model: 'builtin' })),
  )
}

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import type { AnlamError } from '../../src/errors.js'
import { drawBatch, type Example, planTraining } from '../../src/train/examples.js'
import { trainEncoder } from '../../src/train/train-encoder.js'
import { readTraining } from '../../src/train/training-rows.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const jsonl = (rows: readonly object[]): string => rows.map(row => JSON.stringify(row)).join('\n')

test('each kind of row becomes a group, recognised by its fields', async t => {
  const file = join(scratch(t), 'rows.jsonl')
  const license = ['MIT', 'CC BY-NC-SA 4.0']
  writeFileSync(
    file,
    jsonl([
      { a: 'bir', b: 'tek', label: 1 },
      { a: 'bir', b: 'iki', label: 0 },
      { a: 'üç', b: 'dört', label: 0 },
      { a: 'beş', b: 'altı', score: 1.5 },
      { a: 'yedi', b: '7', score: 5 },
      {
        id: 'x',
        topic: 't',
        texts: ['al', 'kızıl'],
        query: 'kırmızı',
        negative: 'mavi',
        subtopic: 'renk adı',
      },
      { texts: ['ak', 'beyaz'] },
      { tr: 'kedi', en: 'cat', source: 's', license: 'MIT' },
      { tr: ['aşırı öğrenme', 'ezber'], en: ['overfitting', 'overfit'], abbr: [], license: ['MIT'] },
      { tr: ['yapay zekâ'], en: ['artificial intelligence'], abbr: ['YZ', 'AI'] },
      { tr: ['türev'], en: ['derivative'], license },
      { tr: ['katman'], en: [] },
      { q: 'Kedi nedir?', p: 'Kedi bir hayvandır.', kind: 'question' },
      { a: 'sekiz', b: '8', negative: 'dokuz' },
    ]),
  )
  const { name, groups, scored, weight } = await readTraining(file)
  assert.deepEqual([name, weight], ['rows.jsonl', 1])
  assert.deepEqual(groups, [
    { texts: ['al', 'kızıl', 'kırmızı'], negative: 'mavi' },
    { texts: ['ak', 'beyaz'] },
    { texts: ['kedi', 'cat'] },
    { texts: ['aşırı öğrenme', 'overfitting'] },
    { texts: ['yapay zekâ', 'artificial intelligence', 'YZ'] },
    { texts: ['Kedi nedir?', 'Kedi bir hayvandır.'] },
    { texts: ['bir', 'tek'], negative: 'iki' },
    { texts: ['yedi', '7'] },
    { texts: ['sekiz', '8'], negative: 'dokuz' },
  ])
  assert.deepEqual(
    scored.map(pair => pair.score),
    [1.5, 5],
  )
})

test('groups of held-out subtopics are never learnt from', async t => {
  const dev = join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl')
  await assert.rejects(readTraining(dev), (error: AnlamError) => /nothing to learn/.test(error.message))
  const mixed = join(scratch(t), 'mixed.jsonl')
  writeFileSync(mixed, `${readFileSync(dev, 'utf8').trim()}\n${jsonl([{ texts: ['al', 'kızıl'] }])}`)
  assert.equal((await readTraining(mixed)).groups.length, 1)
})

test('a folder is read as one set, and a number after @ says how often per epoch', async t => {
  const folder = join(scratch(t), 'gruplar')
  mkdirSync(folder)
  writeFileSync(join(folder, 'b.jsonl'), jsonl([{ texts: ['c', 'd'] }]))
  writeFileSync(join(folder, 'a.jsonl'), jsonl([{ a: 'a', b: 'b' }]))
  writeFileSync(join(folder, 'README.md'), 'none of it')
  const set = await readTraining(`${folder}@2.5`)
  assert.deepEqual([set.name, set.weight], ['gruplar', 2.5])
  assert.deepEqual(
    set.groups.map(({ texts }) => texts.join()),
    ['a,b', 'c,d'],
  )
  const literal = join(folder, 'x@3')
  writeFileSync(literal, jsonl([{ a: 'a', b: 'b' }]))
  assert.deepEqual((await readTraining(literal)).weight, 1)
  await assert.rejects(readTraining(join(folder, 'yok@3')), (error: AnlamError) => error.code === 'not-found')
})

test('a bad row is reported by file and line, and says what is wrong with its kind', async t => {
  const file = join(scratch(t), 'bad.jsonl')
  for (const [row, wrong] of [
    [{ texts: ['tek'] }, /line 2: texts/],
    [{ tr: 'kedi' }, /line 2: en/],
    [{ q: 'Kedi?' }, /line 2: p/],
    [{ text: 'x' }, /line 2: a/],
    [null, /line 2/],
  ] as const) {
    writeFileSync(file, `{"a":"bir","b":"iki"}\n${JSON.stringify(row)}\n`)
    await assert.rejects(
      readTraining(file),
      (error: AnlamError) => error.code === 'invalid-input' && wrong.test(error.message),
    )
  }
})

test('a group gives one pair of different texts in each pass, as many passes as its weight says', () => {
  const side = (id: number) => ({ words: [{ ids: [id], others: [] }] })
  const examples: Example[] = Array.from({ length: 10 }, (_, i) => ({
    sides: [0, 1, 2].map(j => side(10 * i + j)),
  }))
  const source = { name: 'groups', examples, weight: 2.5, dropout: 0, batchSize: 5 }
  const random = new Random(4)
  const batches = planTraining([source], 2, random)
  assert.equal(batches.length, 10, '2 epochs of 2.5 passes of 2 batches')
  const pairs = new Set<string>()
  for (const batch of batches) {
    const ids = drawBatch(batch, random).map(({ a, b }) => [a, b].map(({ words }) => words[0]!.ids[0]!))
    for (const [a, b] of ids) {
      assert.ok(a !== b && Math.floor(a! / 10) === Math.floor(b! / 10))
      pairs.add(`${a! % 10}${b! % 10}`)
    }
    assert.equal(new Set(ids.map(([a]) => Math.floor(a! / 10))).size, 5, 'no group twice in a batch')
  }
  assert.equal(pairs.size, 6, 'every text is drawn on either side')
  const half = planTraining([{ ...source, weight: 0.5 }], 1, new Random(4))
  assert.equal(half.length, 1)
})

test('groups teach that different words mean the same, and their negatives that like words do not', async t => {
  const folder = scratch(t)
  const file = join(folder, 'groups.jsonl')
  const subjects = ['kedi', 'köpek', 'balık', 'kuş', 'at', 'inek', 'koyun', 'tavuk', 'ördek', 'kaz']
  const rows = subjects.map(s => ({
    texts: [`${s} hızla koşuyor`, `${s} süratle ilerliyor`],
    negative: `${s} hızla uyuyor`,
  }))
  writeFileSync(file, jsonl(rows))
  const held = join(folder, 'dev.jsonl')
  writeFileSync(
    held,
    jsonl(
      subjects.flatMap(s => [
        { a: `${s} koşuyor`, b: `${s} ilerliyor`, label: 1 },
        { a: `${s} koşuyor`, b: `${s} uyuyor`, label: 0 },
      ]),
    ),
  )
  const settings = { out: join(folder, 'out'), texts: [], notes: '', seed: 5, dimension: 16, vocabulary: 400 }
  const { heldOut } = await trainEncoder({
    ...settings,
    pairs: [`${file}@10`],
    evaluate: [held],
    epochs: 10,
    batchSize: 20,
    learningRate: 0.05,
  })
  assert.ok(heldOut[held]! > 0.95, `AUC ${heldOut[held]}`)
})

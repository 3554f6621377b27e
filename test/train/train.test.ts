import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/basics/random.js'
import { dot } from '../../src/basics/vectors.js'
import { loadConfig } from '../../src/config.js'
import type { AnlamError } from '../../src/errors.js'
import { auc, spearman } from '../../src/evaluation/metrics.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { toHalf } from '../../src/train/checkpoint-files.js'
import { ContrastiveTable } from '../../src/train/contrastive.js'
import { ContrastiveLoss } from '../../src/train/contrastive-graph.js'
import { trainEncoder } from '../../src/train/train-encoder.js'
import { learnWordPieces } from '../../src/train/wordpiece.js'
import { drawTokens, WordSegmenter } from '../../src/train/words.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const PAIRS = join(PROJECT_ROOT, 'corpus', 'pairs.jsonl')

const options = (out: string) => ({
  pairs: [PAIRS],
  texts: [],
  evaluate: [PAIRS],
  out,
  notes: 'Veri: CC0.',
  seed: 5,
  epochs: 4,
  batchSize: 64,
  dimension: 32,
  vocabulary: 1500,
  learningRate: 0.05,
})

test('training learns, is reproducible byte for byte, and writes a normal checkpoint', async t => {
  const [first, second] = [join(scratch(t), 'a'), join(scratch(t), 'b')]
  const losses: number[] = []
  const report = await trainEncoder({ ...options(first), onProgress: ({ loss }) => losses.push(loss) })
  assert.ok(losses.at(-1)! < 0.7 * losses[0]!, `loss from ${losses[0]} to ${losses.at(-1)}`)
  await trainEncoder(options(second))
  const digest = (folder: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, '0_StaticEmbedding', 'model.safetensors')))
      .update(readFileSync(join(folder, '0_StaticEmbedding', 'tokenizer.json')))
      .digest('hex')
  assert.equal(digest(first), digest(second))
  assert.match(readFileSync(join(first, 'README.md'), 'utf8'), /Veri: CC0\./)
  const encoder = await loadEncoder({ directory: first, model: first })
  assert.equal(encoder.spec.dimension, 32)
  assert.equal((await readCheckpoint(first)).modules[0].vocabulary, report.vocabulary)
  const { values } = await encoder.encode(['Aşırı öğrenme nasıl önlenir?'])
  assert.ok(Math.abs(Math.hypot(...values) - 1) < 1e-5)
  await encoder.close()
})

test('texts a teacher finds similar move closer than through the pairs alone', async t => {
  const batch = { a: [[0], [1], [2]], b: [[3], [4], [5]] }
  // The teacher finds the first two pairs similar in meaning, and the third one different.
  const teacher = Float32Array.from([1, 0.95, 0, 0.95, 1, 0, 0, 0, 1])
  const cosineAfter = async (step: Parameters<ContrastiveTable['step']>[0]): Promise<number> => {
    const settings = {
      rows: 6,
      shares: new Array(6).fill(0),
      dimension: 8,
      learningRate: 0.05,
      scale: 20,
    }
    const table = new ContrastiveTable(settings, new Random(3))
    t.after(() => table.close())
    for (let i = 0; i < 300; i++) await table.step(step, 1)
    const unit = table.embed([[0], [4]])
    return dot(unit.subarray(0, 8), unit.subarray(8))
  }
  const [taught, alone] = [await cosineAfter({ ...batch, teacher }), await cosineAfter(batch)]
  assert.ok(taught > alone + 0.2, `${taught} with, ${alone} without`)
})

test('training with a teacher encodes every text of a pair with it, and changes the weights', async t => {
  const [taught, alone] = [join(scratch(t), 'a'), join(scratch(t), 'b')]
  let seen = 0
  const onEncoded = (texts: number): void => {
    seen = texts
  }
  const quick = { epochs: 1, vocabulary: 500 }
  const reports = [
    await trainEncoder({ ...options(taught), ...quick, teacher: 'builtin', onEncoded }),
    await trainEncoder({ ...options(alone), ...quick }),
  ]
  assert.equal(seen, 2 * 1020)
  assert.notEqual(reports[0]!.sha256, reports[1]!.sha256)
})

test('a different seed gives different weights', async t => {
  const [a, b] = [join(scratch(t), 'a'), join(scratch(t), 'b')]
  const reports = [
    await trainEncoder({ ...options(a), epochs: 1 }),
    await trainEncoder({ ...options(b), epochs: 1, seed: 6 }),
  ]
  assert.notEqual(reports[0]!.sha256, reports[1]!.sha256)
})

test('training can begin with the words of another encoder, whose dimension it takes', async t => {
  const [begun, alone] = [join(scratch(t), 'a'), join(scratch(t), 'b')]
  const quick = { epochs: 1, vocabulary: 2000 }
  const init = modelDirectory(loadConfig(), STATIC_MODEL)
  const { dimension } = await readCheckpoint(init)
  const reports = [
    await trainEncoder({ ...options(begun), ...quick, init }),
    await trainEncoder({ ...options(alone), ...quick, dimension }),
  ]
  assert.equal(reports[0]!.dimension, dimension)
  assert.equal((await readCheckpoint(begun)).dimension, dimension)
  // What the other encoder knows is worth more than one pass over the pairs.
  assert.ok(reports[0]!.heldOut[PAIRS]! > reports[1]!.heldOut[PAIRS]! + 0.05, JSON.stringify(reports))
})

test('a bad line is reported by file and line, and foreign folders are not overwritten', async t => {
  const folder = scratch(t)
  const bad = join(folder, 'bad.jsonl')
  writeFileSync(bad, '{"a":"bir","b":"iki"}\n{"a":"bir"}\n')
  await assert.rejects(
    trainEncoder({ ...options(join(folder, 'out')), pairs: [bad] }),
    (error: AnlamError) => error.code === 'invalid-input' && /line 2/.test(error.message),
  )
  const taken = join(folder, 'taken')
  mkdirSync(taken)
  writeFileSync(join(taken, 'tez.docx'), 'x')
  await assert.rejects(trainEncoder(options(taken)), (error: AnlamError) => error.code === 'already-exists')
})

test('the gradient is the derivative of the loss, with a teacher, with negatives, with neither', async () => {
  const plain = { a: [[0, 1], [2], [3, 4, 0]], b: [[1], [2, 5], [4]] }
  const teacher = Float32Array.from([1, 0.4, 0.1, 0.3, 0.9, -0.2, 0.5, 0, 0.8])
  const negatives = [[5], [0, 3]]
  for (const batch of [plain, { ...plain, negatives }, { ...plain, negatives, teacher }]) {
    const make = () =>
      new ContrastiveTable(
        { rows: 6, shares: new Array(6).fill(0), dimension: 5, learningRate: 1e-3, scale: 3 },
        new Random(1),
      )
    const lossAt = async (index: number, delta: number): Promise<number> => {
      const probe = make()
      probe.table[index]! += delta
      const loss = await probe.step(batch, 0)
      await probe.close()
      return loss
    }
    // Adam's first step equals the rate in size, with the opposite sign of the gradient.
    const table = make()
    const start = table.table.slice()
    const before = await table.step(batch, 1)
    const moved = table.table.slice()
    let steep = 0
    for (let i = 0; i < start.length; i++) {
      const slope = ((await lossAt(i, 1e-2)) - (await lossAt(i, -1e-2))) / 2e-2
      if (Math.abs(slope) <= 1e-3) continue
      steep++
      assert.equal(Math.sign(moved[i]! - start[i]!), -Math.sign(slope), `value ${i}`)
    }
    assert.ok(steep > 20, `${steep} slopes`)
    for (let i = 0; i < 20; i++) await table.step(batch, 1)
    assert.ok((await table.step(batch, 0)) < before)
    await table.close()
  }
})

test('losses and gradients are those of a plain computation in float64', async () => {
  const [rows, columns, dimension, scale] = [5, 8, 6, 7]
  const random = new Random(9)
  const vectors = (count: number) =>
    Float32Array.from({ length: count * dimension }, () => random.normal() / 3)
  const [left, right] = [vectors(rows), vectors(columns)]
  const teacher = Float32Array.from({ length: rows * rows }, () => random.next())
  for (const taught of [undefined, teacher]) {
    const computed = new ContrastiveLoss(dimension, scale)
    const out = await computed.gradient({ left, right, rows, teacher: taught })
    await computed.close()
    const want = plainGradient({ left, right, rows, columns, dimension, scale, teacher: taught })
    assert.ok(Math.abs(out.loss - want.loss) < 1e-5 * want.loss, `${out.loss} for ${want.loss}`)
    for (const side of ['toLeft', 'toRight'] as const) {
      assert.equal(out[side].length, want[side].length)
      out[side].forEach((value, i) => {
        assert.ok(Math.abs(value - want[side][i]!) < 1e-5, `${side} ${i}: ${value} for ${want[side][i]}`)
      })
    }
  }
})

interface PlainBatch {
  left: Float32Array
  right: Float32Array
  rows: number
  columns: number
  dimension: number
  scale: number
  teacher: Float32Array | undefined
}

/** The definition, one number at a time. */
function plainGradient({ left, right, rows, columns, dimension, scale, teacher }: PlainBatch) {
  const cosine = (i: number, j: number): number =>
    Array.from({ length: dimension }, (_, d) => left[i * dimension + d]! * right[j * dimension + d]!).reduce(
      (sum, x) => sum + x,
      0,
    )
  const softmax = (logits: readonly number[]): number[] => {
    const powers = logits.map(x => Math.exp(scale * x))
    const sum = powers.reduce((all, x) => all + x, 0)
    return powers.map(x => x / sum)
  }
  const toLeft = new Float64Array(rows * dimension)
  const toRight = new Float64Array(columns * dimension)
  let loss = 0
  const add = (i: number, j: number, p: number, soft: number | undefined): void => {
    const hard = i === j ? 1 : 0
    const target = soft === undefined ? hard : (hard + soft) / 2
    loss -= (target * Math.log(p)) / (2 * rows)
    for (let d = 0; d < dimension; d++) {
      const slope = (scale * (p - target)) / (2 * rows)
      toLeft[i * dimension + d]! += slope * right[j * dimension + d]!
      toRight[j * dimension + d]! += slope * left[i * dimension + d]!
    }
  }
  const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
  for (let i = 0; i < rows; i++) {
    const soft = teacher && softmax(range(rows).map(j => teacher[i * rows + j]!))
    softmax(range(columns).map(j => cosine(i, j))).forEach((p, j) => {
      add(i, j, p, soft && (soft[j] ?? 0))
    })
    const back = teacher && softmax(range(rows).map(j => teacher[j * rows + i]!))
    softmax(range(rows).map(j => cosine(j, i))).forEach((p, j) => {
      add(j, i, p, back?.[j])
    })
  }
  return { loss, toLeft, toRight }
}

test('training on scores makes cosines correlate with them, along the gradient', () => {
  const batch = {
    a: [[0, 1], [2], [3, 4, 0], [5]],
    b: [[1], [2, 5], [4], [3]],
    scores: [4.2, 0.5, 3, 1],
  }
  const settings = {
    rows: 6,
    shares: new Array(6).fill(0),
    dimension: 5,
    learningRate: 1e-3,
    scale: 3,
  }
  const make = () => new ContrastiveTable(settings, new Random(1))
  const moved = make()
  const start = moved.table.slice()
  moved.stepScored(batch, 1)
  for (let i = 0; i < start.length; i++) {
    const at = (delta: number): number => {
      const probe = make()
      probe.table[i]! += delta
      return probe.stepScored(batch, 0)
    }
    const slope = (at(1e-2) - at(-1e-2)) / 2e-2
    if (Math.abs(slope) > 1e-3)
      assert.equal(Math.sign(moved.table[i]! - start[i]!), -Math.sign(slope), `value ${i}`)
  }
  const trained = new ContrastiveTable({ ...settings, learningRate: 0.05 }, new Random(1))
  for (let i = 0; i < 200; i++) trained.stepScored(batch, 1)
  assert.ok(trained.stepScored(batch, 0) < 0.02)
  const same = { ...batch, scores: [2, 2, 2, 2] }
  const untouched = make()
  assert.equal(untouched.stepScored(same, 1), 0)
  assert.deepEqual(untouched.table, start)
})

test('scores teach more than binary labels', async t => {
  const folder = scratch(t)
  const file = join(folder, 'scored.jsonl')
  const subjects = ['kedi', 'köpek', 'balık', 'kuş', 'at', 'inek', 'koyun', 'tavuk']
  // What the animals do matters more than which animals they are. Only pairs with low scores show that.
  const rows = subjects.flatMap((s, i) => [
    { a: `${s} hızla koşuyor`, b: `${s} yavaşça koşuyor`, score: 5 },
    { a: `${s} hızla koşuyor`, b: `${subjects[(i + 1) % subjects.length]} hızla koşuyor`, score: 3 },
    { a: `${s} hızla koşuyor`, b: `${s} hızla uyuyor`, score: 0 },
  ])
  writeFileSync(file, rows.map(row => JSON.stringify(row)).join('\n'))
  const settings = { ...options(join(folder, 'out')), pairs: [file], evaluate: [file], epochs: 80 }
  const { heldOut } = await trainEncoder(settings)
  assert.ok(heldOut[file]! > 0.8, `Spearman ${heldOut[file]}`)
  const card = readFileSync(join(folder, 'out', 'README.md'), 'utf8')
  assert.match(card, /scored\.jsonl, by score` \| 24 \|/)
})

test('random segmentations spell the same word, and dropout never drops all words', () => {
  const pieces = ['[PAD]', '[UNK]', 'a', 'b', 'ab', 'aba', '##a', '##b', '##ba', '##bab', 'c']
  const idOf = (piece: string) => pieces.indexOf(piece)
  const spell = (ids: readonly number[]) => ids.map(id => pieces[id]!.replace('##', '')).join('')
  const random = new Random(2)
  const segmenter = new WordSegmenter(pieces, 0.5, random)
  const text = ['aba', '##bab', 'c', 'ab'].map(idOf)
  const words = segmenter.wordsOf(text)
  assert.deepEqual(
    words.map(word => spell(word.ids)),
    ['ababab', 'c', 'ab'],
  )
  for (const { ids, others } of words)
    for (const other of others) {
      assert.equal(spell(other), spell(ids))
      other.forEach((id, i) => {
        assert.equal(pieces[id]!.startsWith('##'), i > 0)
      })
    }
  assert.ok(new Set(words[0]!.others.map(String)).size > 1)
  assert.equal(segmenter.wordsOf(text)[0], words[0], 'a word is kept once')
  const greedy = new WordSegmenter(pieces, 0, random).wordsOf(text)
  for (const { ids, others } of greedy) for (const other of others) assert.deepEqual(other, ids)
  for (let i = 0; i < 100; i++) assert.ok(drawTokens(words, 0.99, random).length > 0)
  assert.deepEqual(drawTokens(greedy, 0, random), text)
  // The unknown piece before it has been removed.
  assert.equal(spell(segmenter.wordsOf([idOf('##ba')])[0]!.others[0]!), 'ba')
})

test('word pieces are merged most frequent first, ties in sort order', () => {
  const pieces = learnWordPieces(
    new Map([
      ['aba', 5],
      ['ab', 5],
      ['cd', 3],
    ]),
    100,
  )
  assert.deepEqual(pieces, ['[PAD]', '[UNK]', '##a', '##b', '##d', 'a', 'c', 'ab', 'aba', 'cd'])
  assert.equal(learnWordPieces(new Map([['aba', 5]]), 5).length, 5)
})

test('half precision rounds to nearest, within half a unit in the last place', () => {
  const known: [number, number][] = [
    [0, 0],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [2 ** -24, 1],
    [2 ** -26, 0],
    [1e6, 0x7c00],
    [1.0009765625, 0x3c01],
    [0.333251953125, 0x3555],
  ]
  for (const [value, bits] of known) assert.equal(toHalf(Float32Array.of(value))[0], bits, `${value}`)
  const back = (bits: number): number => {
    const [e, m] = [(bits >> 10) & 31, bits & 1023]
    return (bits & 0x8000 ? -1 : 1) * (e === 0 ? m * 2 ** -24 : (1 + m / 1024) * 2 ** (e - 15))
  }
  fc.assert(
    fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), value => {
      const spacing = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 1e-30))) - 10))
      assert.ok(Math.abs(back(toHalf(Float32Array.of(value))[0]!) - value) <= spacing / 2 + 1e-12)
    }),
  )
})

test('AUC and Spearman follow their definitions', () => {
  assert.equal(auc([0.9, 0.8, 0.3, 0.1], [true, false, true, false]), 0.75)
  assert.equal(auc([1, 1, 1], [true, false, false]), 0.5)
  assert.ok(Math.abs(spearman([1, 2, 3, 4], [2, 1, 4, 3]) - 0.6) < 1e-12)
  assert.ok(Math.abs(spearman([1, 2, 2, 3], [10, 20, 20, 30]) - 1) < 1e-12)
})

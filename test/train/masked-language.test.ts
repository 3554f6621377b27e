import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Random } from '../../src/basics/random.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { maskTokens } from '../../src/train/graph/token-masks.js'
import {
  createMaskedLanguageModel,
  type MaskedLanguageModel,
  type MaskedLanguageOptions,
} from '../../src/train/masked-language-model.js'
import type { TokenIds } from '../../src/train/types.js'
import { anlam, start } from '../support/cli.js'
import { dense, largest, largestDifference } from '../support/gradients.js'
import { scratch } from '../support/scratch.js'
import { writeTransformer } from '../support/transformer.js'

const VOCABULARY = 40
const MASK = 4

async function modelOf(
  t: TestContext,
  options: Partial<MaskedLanguageOptions> = {},
): Promise<MaskedLanguageModel> {
  const directory = scratch(t)
  writeTransformer(directory, { layers: 1, hidden: 16, heads: 2, vocabulary: VOCABULARY, maxPositions: 64 })
  const model = await createMaskedLanguageModel(await readCheckpoint(directory), {
    mask: MASK,
    threads: 1,
    ...options,
  })
  t.after(() => model.close())
  return model
}

const random = new Random(5)
const TEXTS: TokenIds = Array.from({ length: 30 }, () =>
  Array.from({ length: 3 + random.below(20) }, () => random.below(VOCABULARY)),
)
const BATCH = { loss: 'masked-language-model' as const, anchors: TEXTS }

test('of the pieces to be guessed, most are hidden, some are others, some stay; the first and the last never', () => {
  const ids = Array.from({ length: 50 }, (_, i) => 100 + i)
  const texts = Array.from({ length: 400 }, () => ({ ids, positions: ids }))
  const masked = maskTokens(texts, { mask: MASK, vocabulary: VOCABULARY }, 3)
  const guessed = masked.flatMap(({ text, places, ids: own }) =>
    places.map((at, i) => {
      assert.equal(own[i], ids[at])
      assert.ok(at > 0 && at < ids.length - 1)
      return text.ids[at]
    }),
  )
  const share = (of: number): number => of / guessed.length
  assert.ok(Math.abs(guessed.length / (400 * 48) - 0.15) < 0.01)
  assert.ok(Math.abs(share(guessed.filter(id => id === MASK).length) - 0.8) < 0.02)
  assert.ok(Math.abs(share(guessed.filter(id => id! >= 100).length) - 0.1) < 0.02)
  for (const { text, places } of masked)
    for (const [at, id] of text.ids.entries()) if (!places.includes(at)) assert.equal(id, ids[at])
  const short = maskTokens([{ ids: [1, 7, 2], positions: [0, 1, 2] }], { mask: MASK, vocabulary: 9 }, 1)
  assert.deepEqual(short[0]!.places, [1], 'a text of one piece has it guessed')
})

test('its loss has the slopes that its gradients say, those of the head and of both uses of the table among them', async t => {
  const model = await modelOf(t, { dropout: 0.1 })
  const { gradients } = await model.step(BATCH, 8)
  const all = model.parameters.map((parameter, i) => dense(parameter, gradients[i]!).slice())
  const names = model.parameters.map(({ name }) => name)
  assert.ok(
    names.includes('masked_language_head.bias') && names.includes('embeddings.word_embeddings.weight'),
  )
  for (const [i, { name, values }] of model.parameters.entries()) {
    const norm = Math.sqrt(all[i]!.reduce((sum, x) => sum + x * x, 0))
    // Smaller slopes are lost in the rounding of the loss.
    if (norm < 0.01) continue
    const start = values.slice()
    const lossAt = async (step: number): Promise<number> => {
      for (let at = 0; at < values.length; at++) values[at] = start[at]! + (step * all[i]![at]!) / norm
      return (await model.step(BATCH, 8)).loss
    }
    const slope = ((await lossAt(0.01)) - (await lossAt(-0.01))) / 0.02
    values.set(start)
    assert.ok(Math.abs(slope - norm) < 0.02 * norm, `${name}: slope ${slope}, gradient ${norm}`)
  }
})

test('a batch that is cut into chunks has the loss and gradients of the whole one', async t => {
  const [whole, cut] = [await modelOf(t), await modelOf(t, { memoryBytes: 1 })]
  const [a, b] = [await whole.step(BATCH, 2), await cut.step(BATCH, 2)]
  assert.ok(Math.abs(a.loss - b.loss) < 1e-5)
  whole.parameters.forEach((parameter, i) => {
    const [x, y] = [dense(parameter, a.gradients[i]!), dense(parameter, b.gradients[i]!)]
    assert.ok(largestDifference(x, y) < 3e-5 * Math.max(0.01, largest(x)), parameter.name)
  })
  assert.ok(
    Math.abs((await whole.lossOf(TEXTS, 2)) - a.loss) < 1e-5,
    'without dropout the loss alone is the same',
  )
})

test('a batch for another loss is refused by either kind of model', async t => {
  const model = await modelOf(t)
  await assert.rejects(model.step({ loss: 'multiple-negatives', anchors: TEXTS, positives: TEXTS }, 1), {
    code: 'invalid-input',
    message: /guesses hidden tokens/,
  })
})

/** Each subject has its own predicate, so that a hidden one can be guessed from the other. */
const KINDS = ['kedi miyavlar', 'köpek havlar', 'kuş uçar', 'balık yüzer', 'inek böğürür', 'arı vızıldar']
const sentence = (i: number): string => `${KINDS[i % 6]} ve ${KINDS[(i * 5 + 1) % 6]} ${i} kez daha`

test('anlam train --pretrain: texts alone, then pairs; killed in between, it ends with the same bytes', async t => {
  const cwd = scratch(t)
  const lines = (name: string, rows: readonly object[]): void =>
    writeFileSync(join(cwd, name), rows.map(row => JSON.stringify(row)).join('\n'))
  lines(
    'texts.jsonl',
    Array.from({ length: 200 }, (_, i) => ({ text: sentence(i) })),
  )
  lines(
    'pairs.jsonl',
    Array.from({ length: 40 }, (_, i) => ({ a: sentence(i), b: `${i} kez ${KINDS[i % 6]}` })),
  )
  const args = (out: string): string[] => [
    ...[
      'train',
      'pairs.jsonl',
      '--texts',
      'texts.jsonl',
      '--pretrain',
      '12',
      '--layers',
      '1',
      '--width',
      '32',
    ],
    ...['--vocabulary', '300', '--heads', '2', '--epochs', '2', '--batch', '16', '--learning-rate', '3e-3'],
    ...['--evaluations', '4', '--save-every', '0.01', '--threads', '1', '--json', '--out', out],
  ]
  const whole = await anlam(args('whole'), { cwd })
  assert.equal(whole.code, 0, whole.stderr)
  const record = JSON.parse(readFileSync(join(cwd, 'whole', 'training.json'), 'utf8'))
  const { pretraining } = record
  const likelihood = pretraining.heldOut.map(({ metrics }: { metrics: object }) => Object.values(metrics)[0])
  assert.equal(likelihood.length, 5)
  assert.ok(likelihood.at(-1) > likelihood[0] + 1, `nats of a hidden piece: ${likelihood.join(', ')}`)
  assert.equal(pretraining.texts, 240, 'texts of pairs are read, too')
  assert.match(
    readFileSync(join(cwd, 'whole', 'training.html'), 'utf8'),
    /Pre-training: 12 passes over 240 texts/,
  )
  assert.match(readFileSync(join(cwd, 'whole', 'README.md'), 'utf8'), /guessed hidden pieces of 240 texts/)

  const child = start(args('cut'), { cwd })
  const ended = once(child, 'close')
  const state = join(cwd, 'cut', '.training', 'pretraining', 'state.bin')
  while (!existsSync(state) && child.exitCode === null) await wait(5)
  child.kill('SIGKILL')
  await ended
  const second = await anlam(args('cut'), { cwd })
  assert.equal(second.code, 0, second.stderr)
  assert.match(second.stderr, /pre-training goes on from step [1-9]/)
  const weights = (out: string): string =>
    readFileSync(join(cwd, out, 'model.safetensors')).toString('base64')
  assert.equal(weights('cut'), weights('whole'))
})

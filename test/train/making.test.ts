import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { EXIT_CODES } from '../../src/cli/exit.js'
import type { AnlamError } from '../../src/errors.js'
import { readFloats } from '../../src/model/checkpoint/floats.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { Tokenizer } from '../../src/model/tokenizer.js'
import { readSafetensors } from '../../src/onnx/safetensors.js'
import { writeCheckpoint } from '../../src/train/checkpoint-files.js'
import { layeredStatic } from '../../src/train/make/layered-static.js'
import { prunedTransformer } from '../../src/train/make/pruned-transformer.js'
import { writeTransformer } from '../../src/train/make/transformer-folder.js'
import { tokenizerFile } from '../../src/train/tokenizer-file.js'
import { SPECIAL_PIECES } from '../../src/train/wordpiece.js'
import { anlam } from '../support/cli.js'
import { largestDifference } from '../support/gradients.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'

const TEXTS = [
  'Aşırı öğrenme, modelin eğitim verisini ezberlemesidir.',
  'Öğrenme oranı çok yüksekse kayıp ıraksar.',
  'Doğrulama kümesi, modelin genellemesini ölçer.',
]

for (const name of ['xlmr-tiny', 'bert-tiny-mean']) {
  const directory = shared(`reference/${name}`)
  const skip = unlessShared(`reference/${name}`)

  test(`${name}: with all layers and the pieces of its texts, a part gives the same tokens and vectors`, {
    skip,
  }, async t => {
    const folder = join(scratch(t), 'part')
    writeTransformer(folder, await prunedTransformer(TEXTS, { directory, vocabulary: 400, positions: 64 }))
    const [whole, part] = [await readCheckpoint(directory), await readCheckpoint(folder)]
    assert.ok(part.modules[0].vocabulary <= 400 && whole.modules[0].vocabulary > 1000)
    assert.equal(part.maxTokens, 64)
    const [before, after] = await Promise.all(
      [whole, part].map(async checkpoint => (await Tokenizer.load(checkpoint)).tokenize(TEXTS)),
    )
    const tables = await Promise.all(
      [directory, folder].map(async at => {
        const tensors = await readSafetensors(join(at, 'model.safetensors'))
        return readFloats(tensors.get('embeddings.word_embeddings.weight')!)
      }),
    )
    for (const [i, { ids }] of before!.entries()) {
      assert.equal(after![i]!.ids.length, ids.length, 'no piece was cut')
      for (const [k, id] of ids.entries()) {
        const row = (table: Float32Array, at: number) => table.subarray(at * 64, (at + 1) * 64)
        const now = after![i]!.ids[k]!
        assert.deepEqual(row(tables[1]!, now), row(tables[0]!, id))
      }
    }
  })

  test(`${name}: chosen layers are taken in their order`, { skip }, async () => {
    const { tensors, config } = await prunedTransformer(TEXTS, {
      directory,
      layers: [0, 2],
      vocabulary: 400,
      positions: 1000,
    })
    assert.equal(config.num_hidden_layers, 2)
    const old = await readSafetensors(join(directory, 'model.safetensors'))
    const own = 'attention.self.query.weight'
    const bytes = tensors.find(each => each.name === `encoder.layer.1.${own}`)!.bytes()
    const values = new Float32Array(bytes.slice().buffer)
    assert.equal(largestDifference(values, readFloats(old.get(`encoder.layer.2.${own}`)!)), 0)
    assert.ok(!tensors.some(each => each.name.includes('layer.2.') || each.name.includes('pooler')))
    await assert.rejects(
      prunedTransformer(TEXTS, { directory, layers: [3], vocabulary: 400, positions: 64 }),
      (error: AnlamError) => error.code === 'invalid-input' && /layers 0 to 2, not 3/.test(error.message),
    )
  })
}

test('layers over a static encoder begin with its vectors, and training changes weights of words, too', async t => {
  const cwd = scratch(t)
  const words = ['model', 'veri', 'kayip', 'ogrenme', 'asiri', 'hata', 'kume', 'egitim']
  const pieces = [...SPECIAL_PIECES, ...words]
  const random = new Random(1)
  const table = new Float32Array(pieces.length * 16)
  for (let row = SPECIAL_PIECES.length; row < pieces.length; row++) {
    const values = Array.from({ length: 16 }, () => row * random.normal())
    const mean = values.reduce((sum, value) => sum + value, 0) / 16
    // A layer norm takes the mean off.
    table.set(
      values.map(value => value - mean),
      row * 16,
    )
  }
  writeCheckpoint(join(cwd, 'static'), tokenizerFile(pieces), table, 16, '')
  const shape = { layers: 2, heads: 2, feedForward: 32, positions: 32 }
  writeTransformer(join(cwd, 'layered'), await layeredStatic(join(cwd, 'static'), shape, 1))
  const vectorsOf = async (name: string): Promise<Float32Array> => {
    const encoder = await loadEncoder({ directory: join(cwd, name), model: name })
    t.after(() => encoder.close())
    return (await encoder.encode(['aşırı öğrenme', 'Model veri kaybı', 'hata, eğitim kümesi'])).values
  }
  // The table is stored in half precision.
  assert.ok(largestDifference(await vectorsOf('layered'), await vectorsOf('static')) < 2e-3)

  writeFileSync(
    join(cwd, 'pairs.jsonl'),
    words
      .map((word, i) => JSON.stringify({ a: `${word} veri`, b: `hata ${words[(i + 1) % 8]} ${word}` }))
      .join('\n'),
  )
  const args = [
    'train',
    'pairs.jsonl',
    '--eval',
    'pairs.jsonl',
    '--layers',
    '1',
    '--init',
    'static',
    '--out',
    'out',
  ]
  const run = await anlam(
    [
      ...args,
      '--heads',
      '2',
      '--epochs',
      '4',
      '--token-dropout',
      '0.1',
      '--evaluations',
      '1',
      '--learning-rate',
      '1e-3',
      '--threads',
      '1',
    ],
    { cwd },
  )
  assert.equal(run.code, 0, run.stderr)
  const weights = (name: string): unknown =>
    JSON.parse(readFileSync(join(cwd, name, '1_WordWeights', 'config.json'), 'utf8')).word_weights.veri
  assert.notEqual(weights('out'), weights('layered'))
  assert.ok(largestDifference(await vectorsOf('out'), await vectorsOf('static')) > 1e-3)
})

test('anlam train makes a small transformer from nothing, taught by another model on single texts', async t => {
  const cwd = scratch(t)
  const write = (name: string, rows: readonly object[]): void =>
    writeFileSync(join(cwd, name), rows.map(row => JSON.stringify(row)).join('\n'))
  write(
    'pairs.jsonl',
    TEXTS.flatMap((text, i) => [
      { a: text, b: `${text} Evet.` },
      { a: `${text} Peki?`, b: TEXTS[(i + 1) % 3], score: i },
    ]),
  )
  write(
    'texts.jsonl',
    TEXTS.map(text => ({ text })),
  )
  const args = ['train', 'pairs.jsonl', '--texts', 'texts.jsonl', '--out', 'out', '--json', '--threads', '1']
  const shape = [
    '--layers',
    '1',
    '--width',
    '16',
    '--vocabulary',
    '120',
    '--epochs',
    '2',
    '--max-tokens',
    '32',
  ]
  const run = await anlam([...args, ...shape, '--teacher', 'builtin'], { cwd })
  assert.equal(run.code, 0, run.stderr)
  assert.match(run.stderr, /the teacher's 384 dimensions become 16 by principal directions/)
  const report = JSON.parse(run.stdout)
  assert.equal(report.dimension, 16)
  const record = JSON.parse(readFileSync(join(cwd, 'out', 'training.json'), 'utf8'))
  assert.deepEqual(
    record.sources.map((source: { loss: string }) => source.loss),
    ['multiple-negatives-symmetric', 'correlation', 'distillation'],
  )
  const page = readFileSync(join(cwd, 'out', 'training.html'), 'utf8')
  assert.match(page, /<svg[^>]*>.*<polyline/s)
  assert.doesNotMatch(page, /<script|https?:/)
  const encoder = await loadEncoder({ directory: join(cwd, 'out'), model: 'out' })
  t.after(() => encoder.close())
  assert.equal((await encoder.encode(TEXTS)).values.length, 3 * 16)

  const mixed = await anlam([...args, '--dropout', '0.2'], { cwd })
  assert.equal(mixed.code, EXIT_CODES['invalid-input'])
  assert.match(mixed.stderr, /--dropout: only transformers have this/)
  const wide = await anlam([...args, '--init', 'builtin-static', '--dimension', '16'], { cwd })
  assert.equal(wide.code, EXIT_CODES['invalid-input'])
  assert.match(wide.stderr, /--dimension: the vectors of builtin-static decide this/)
  const nobody = await anlam([...args, '--init-layers', '0,1'], { cwd })
  assert.equal(nobody.code, EXIT_CODES['invalid-input'])
  assert.match(nobody.stderr, /--init-layers: --init says of which encoder/)
})

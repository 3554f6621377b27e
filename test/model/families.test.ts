import assert from 'node:assert/strict'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { dot, rowOf } from '../../src/basics/vectors.js'
import { writeInt8 } from '../../src/model/checkpoint/int8.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { Tokenizer } from '../../src/model/tokenizer.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

interface GoldenText {
  text: string
  ids: number[]
  embedding: number[]
}

const FOLDER = join(PROJECT_ROOT, 'test', 'model', 'families')
const MODELS = readdirSync(FOLDER, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && !entry.name.startsWith('cross-'))
  .map(({ name }) => name)

function golden(model: string): GoldenText[] {
  return JSON.parse(readFileSync(join(FOLDER, model, 'golden.json'), 'utf8')).texts
}

function farthest(actual: Float32Array, wanted: readonly number[]): number {
  return wanted.reduce((most, want, i) => Math.max(most, Math.abs(actual[i]! - want)), 0)
}

for (const model of MODELS) {
  test(`${model}: token ids and vectors are those of sentence-transformers, alone and in a padded batch`, async () => {
    const directory = join(FOLDER, model)
    const texts = golden(model)
    const checkpoint = await readCheckpoint(directory)
    const tokenized = await (await Tokenizer.load(checkpoint)).tokenize(texts.map(({ text }) => text))
    assert.ok(tokenized.some(({ truncated }) => truncated))
    for (const [i, { text, ids }] of texts.entries()) assert.deepEqual(tokenized[i]!.ids, ids, text)
    const encoder = await loadEncoder({ directory, model })
    const batch = await encoder.encode(texts.map(({ text }) => text))
    assert.equal(batch.dimension, texts[0]!.embedding.length)
    for (const [i, { text, embedding }] of texts.entries()) {
      const alone = await encoder.encode([text])
      const together = batch.values.subarray(i * batch.dimension, (i + 1) * batch.dimension)
      for (const [how, vector] of Object.entries({ alone: alone.values, together }))
        assert.ok(
          farthest(vector, embedding) <= 1e-5,
          `${text}, ${how}: off by ${farthest(vector, embedding)}`,
        )
    }
    await encoder.close()
  })
}

test('int8 takes the matrices of every family', async t => {
  const folder = scratch(t)
  const texts = ['Öğrenme hızı çok büyük seçilirse eğitim ıraksar.', 'kısa']
  for (const model of MODELS) {
    const directory = join(FOLDER, model)
    const int8 = join(folder, `${model}.safetensors`)
    const [first] = (await readCheckpoint(directory)).modules
    assert.ok(first.kind === 'transformer')
    writeInt8(first, int8, 'reduced')
    const [exact, rounded] = await Promise.all([
      loadEncoder({ directory, model }),
      loadEncoder({ directory, model, precision: 'int8', int8 }),
    ])
    const [a, b] = [await exact.encode(texts), await rounded.encode(texts)]
    for (const row of texts.keys()) {
      const cosine = dot(rowOf(a, row), rowOf(b, row))
      assert.ok(cosine > 0.98 && cosine < 1 - 1e-9, `${model}: ${cosine}`)
    }
    await Promise.all([exact.close(), rounded.close()])
  }
})

/** A copy of a model with another configuration. */
function changed(t: TestContext, model: string, change: (config: Record<string, unknown>) => void): string {
  const folder = join(scratch(t), model)
  cpSync(join(FOLDER, model), folder, { recursive: true })
  const file = join(folder, 'config.json')
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  change(config)
  writeFileSync(file, JSON.stringify(config))
  return folder
}

test('configurations that older versions of transformers wrote say the same', async t => {
  const older: Record<string, object> = {
    qwen3: { rope_theta: 10_000, rope_scaling: null },
    gemma3: { rope_theta: 1_000_000, rope_local_base_freq: 10_000 },
    modernbert: { global_rope_theta: 160_000, local_rope_theta: 10_000, layer_types: null },
  }
  for (const [model, settings] of Object.entries(older)) {
    const folder = changed(t, model, config => {
      delete config.rope_parameters
      Object.assign(config, settings)
    })
    const { fingerprint } = await readCheckpoint(join(FOLDER, model))
    assert.equal((await readCheckpoint(folder)).fingerprint, fingerprint, model)
  }
})

test('what a family may have and is not supported is named', async t => {
  const yarn = { rope_parameters: { rope_type: 'yarn', rope_theta: 10_000 } }
  const cases: [string, object, RegExp][] = [
    ['qwen3', yarn, /rope_type yarn is not supported/],
    ['qwen3', { use_sliding_window: true }, /use_sliding_window is not supported/],
    ['gemma3', { use_bidirectional_attention: false }, /with use_bidirectional_attention only/],
    ['modernbert', { mlp_bias: true }, /biases .* not supported/],
    ['camembert', { hidden_act: 'swiglu' }, /unknown activation swiglu/],
    ['electra', { position_embedding_type: 'relative_key' }, /relative_key is not supported/],
    [
      'mpnet',
      { model_type: 'new', architectures: ['NewModel'], auto_map: { AutoModel: 'modeling.NewModel' } },
      /NewModel .* whose code comes with the checkpoint, has no graph here/,
    ],
  ]
  for (const [model, settings, message] of cases) {
    const folder = changed(t, model, config => Object.assign(config, settings))
    await assert.rejects(readCheckpoint(folder), message)
  }
})

test('an added token without a row in the table is left out where a text has it', async t => {
  const folder = changed(t, 'gemma3', () => undefined)
  const file = join(folder, 'tokenizer.json')
  const tokenizer = JSON.parse(readFileSync(file, 'utf8')) as { added_tokens: { id: number }[] }
  const { vocabulary } = (await readCheckpoint(folder)).modules[0]
  const image = { ...tokenizer.added_tokens[0]!, id: vocabulary, content: '<image>' }
  writeFileSync(file, JSON.stringify({ ...tokenizer, added_tokens: [...tokenizer.added_tokens, image] }))
  const loaded = await Tokenizer.load(await readCheckpoint(folder))
  const [withImage, without] = await loaded.tokenize(['a<image>', 'a'])
  assert.deepEqual(withImage, without)
})

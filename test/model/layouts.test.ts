import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { POOLING_MODES, type PoolingMode } from '../../src/model/checkpoint/types.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'
import { writeTensors } from '../support/tensors.js'

const skip = unlessShared('reference/xlmr-tiny')
const TEXTS = ['Derin öğrenme nedir?', 'Kayıp neden artıyor, model neden öğrenmiyor?', 'ğ']

function copy(t: TestContext, model: string): string {
  const folder = join(scratch(t), 'model')
  cpSync(shared(`reference/${model}`), folder, { recursive: true })
  return folder
}

async function embed(
  directory: string,
  texts = TEXTS,
): Promise<{ values: Float32Array; dimension: number; tokens: number[] }> {
  const encoder = await loadEncoder({ directory, model: 'x' })
  const { values, dimension, tokens } = await encoder.encode(texts, { normalize: false })
  await encoder.close()
  return { values, dimension, tokens: [...tokens] }
}

function write(path: string, value: unknown): void {
  rmSync(path, { force: true })
  writeFileSync(path, JSON.stringify(value))
}

function near(a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-6): void {
  assert.equal(a.length, b.length)
  for (let i = 0; i < a.length; i++)
    assert.ok(Math.abs(a[i]! - b[i]!) <= tolerance, `at ${i}: ${a[i]} and ${b[i]}`)
}

test('module names of other major versions of sentence-transformers are accepted', { skip }, async t => {
  const folder = copy(t, 'xlmr-tiny')
  const before = await embed(folder)
  const modules = JSON.parse(readFileSync(join(folder, 'modules.json'), 'utf8'))
  write(join(folder, 'modules.json'), [
    { ...modules[0], type: 'sentence_transformers.base.modules.transformer.Transformer' },
    { ...modules[1], type: 'sentence_transformers.sentence_transformer.modules.pooling.Pooling' },
    { ...modules[2], type: 'sentence_transformers.sentence_transformer.modules.normalize.Normalize' },
  ])
  write(join(folder, '1_Pooling', 'config.json'), {
    embedding_dimension: 64,
    pooling_mode: 'cls',
    include_prompt: true,
  })
  near((await embed(folder)).values, before.values, 0)
})

test("a tokenizer.json with its own truncation and padding does not override the model's limits", {
  skip,
}, async t => {
  const folder = copy(t, 'xlmr-tiny')
  const text = 'uzun bir cümle '.repeat(300)
  const before = await embed(folder, [text, 'kısa'])
  const path = join(folder, 'tokenizer.json')
  const tokenizer = JSON.parse(readFileSync(path, 'utf8'))
  write(path, {
    ...tokenizer,
    truncation: { direction: 'Right', max_length: 16, strategy: 'LongestFirst', stride: 0 },
    padding: {
      strategy: { Fixed: 128 },
      direction: 'Right',
      pad_to_multiple_of: null,
      pad_id: 1,
      pad_type_id: 0,
      pad_token: '<pad>',
    },
  })
  const after = await embed(folder, [text, 'kısa'])
  assert.deepEqual(after.tokens, before.tokens)
  assert.equal(after.tokens[0], 512)
  near(after.values, before.values, 0)
})

test('without max_seq_length the limit comes from the tokenizer and the positions', { skip }, async t => {
  const folder = copy(t, 'xlmr-tiny')
  write(join(folder, 'sentence_bert_config.json'), { transformer_task: 'feature-extraction' })
  assert.equal((await embed(folder, ['uzun bir cümle '.repeat(300)])).tokens[0], 512)
})

test('weights behind a link into a hub cache are read in place', { skip }, async t => {
  const root = scratch(t)
  const before = await embed(shared('reference/xlmr-tiny'))
  const snapshot = join(root, 'snapshots', 'abc')
  cpSync(shared('reference/xlmr-tiny'), snapshot, { recursive: true })
  mkdirSync(join(root, 'blobs'))
  cpSync(join(snapshot, 'model.safetensors'), join(root, 'blobs', 'f00d'))
  rmSync(join(snapshot, 'model.safetensors'))
  symlinkSync('../../blobs/f00d', join(snapshot, 'model.safetensors'))
  near((await embed(snapshot)).values, before.values, 0)
})

test('sharded weights give the same vectors as a single file', { skip }, async t => {
  const folder = copy(t, 'xlmr-tiny')
  const before = await embed(folder)
  shard(folder)
  near((await embed(folder)).values, before.values, 0)
})

test('a config with another padding token than the tokenizer gives the same vectors', {
  skip,
}, async t => {
  const folder = copy(t, 'bert-tiny-mean')
  const before = await embed(folder)
  for (const pad_token_id of [1, 7, -1, null, undefined]) {
    edit(join(folder, 'config.json'), config => ({ ...config, pad_token_id }))
    near((await embed(folder)).values, before.values, 0)
  }
})

test('roberta counts positions from the padding id in its config, not in its tokenizer', {
  skip,
}, async t => {
  const folder = copy(t, 'xlmr-tiny')
  const before = await embed(folder)
  // The text begins with token 0. As padding it has position 0; before, it had 2.
  edit(join(folder, 'config.json'), config => ({ ...config, pad_token_id: 0 }))
  shiftPositions(folder, 2)
  near((await embed(folder)).values, before.values, 0)
})

test('BF16 weights are decoded correctly', { skip }, async t => {
  const folder = copy(t, 'xlmr-tiny')
  const rounded = copy(t, 'xlmr-tiny')
  rewrite(folder, 'BF16')
  rewrite(rounded, 'F32')
  near((await embed(folder)).values, (await embed(rounded)).values)
})

test('every pooling mode, and their concatenation, follows its definition', { skip }, async t => {
  const folder = copy(t, 'bert-tiny-mean')
  write(
    join(folder, 'modules.json'),
    JSON.parse(readFileSync(join(folder, 'modules.json'), 'utf8')).slice(0, 2),
  )
  const pool = async (mode: PoolingMode | readonly PoolingMode[], texts: string[]) => {
    write(join(folder, '1_Pooling', 'config.json'), { pooling_mode: mode, embedding_dimension: 64 })
    return embed(folder, texts)
  }
  const [short, long] = [['öğrenme'], ['öğrenme', 'Çok daha uzun bir cümle, içinde epeyce kelime var.']]
  const parts: Float32Array[] = []
  for (const mode of POOLING_MODES) {
    const alone = await pool(mode, short)
    near((await pool(mode, long)).values.subarray(0, 64), alone.values, 1e-5)
    parts.push(alone.values)
  }
  const n = (await pool('mean', short)).tokens[0]!
  const [, , mean, sqrt] = parts
  near(
    sqrt!,
    mean!.map(x => x * Math.sqrt(n)),
    1e-5,
  )
  const joined = await pool(POOLING_MODES, short)
  assert.equal(joined.dimension, 64 * POOLING_MODES.length)
  near(
    joined.values,
    parts.flatMap(part => [...part]),
    1e-6,
  )
})

function edit(path: string, change: (value: Record<string, unknown>) => unknown): void {
  write(path, change(JSON.parse(readFileSync(path, 'utf8'))))
}

/** Shifts all rows of the position table towards its start. */
function shiftPositions(folder: string, rows: number): void {
  const { header, data } = readTensors(folder)
  const tensors = Object.entries(header).map(([name, { dtype, shape }]) => {
    const bytes = data(name)
    const from = name.endsWith('position_embeddings.weight') ? rows * shape[1]! * 4 : 0
    return { name, dtype, shape, bytes: Buffer.concat([bytes.subarray(from), bytes.subarray(0, from)]) }
  })
  const path = join(folder, 'model.safetensors')
  rmSync(path)
  writeTensors(path, tensors)
}

/** Splits model.safetensors into two shards and their index. */
function shard(folder: string): void {
  const { header, data } = readTensors(folder)
  const names = Object.keys(header)
  const weightMap: Record<string, string> = {}
  for (const [n, part] of [
    names.filter((_, i) => i % 2 === 0),
    names.filter((_, i) => i % 2 === 1),
  ].entries()) {
    const file = `model-0000${n + 1}-of-00002.safetensors`
    writeTensors(
      join(folder, file),
      part.map(name => ({ name, ...header[name]!, bytes: data(name) })),
    )
    for (const name of part) weightMap[name] = file
  }
  rmSync(join(folder, 'model.safetensors'))
  write(join(folder, 'model.safetensors.index.json'), { metadata: {}, weight_map: weightMap })
}

/** Truncates every weight to bfloat16, and stores it as such or widened again. */
function rewrite(folder: string, dtype: 'BF16' | 'F32'): void {
  const { header, data } = readTensors(folder)
  const tensors = Object.entries(header).map(([name, { shape }]) => {
    const source = data(name)
    const bytes = Buffer.alloc(dtype === 'BF16' ? source.length / 2 : source.length)
    for (let i = 0; i < source.length; i += 4) {
      const high = source.readUInt16LE(i + 2)
      if (dtype === 'BF16') bytes.writeUInt16LE(high, i / 2)
      else bytes.writeUInt16LE(high, i + 2)
    }
    return { name, dtype, shape, bytes }
  })
  const path = join(folder, 'model.safetensors')
  rmSync(path)
  writeTensors(path, tensors)
}

function readTensors(folder: string) {
  const bytes = readFileSync(join(folder, 'model.safetensors'))
  const length = Number(bytes.readBigUInt64LE(0))
  const { __metadata__: _, ...header } = JSON.parse(bytes.subarray(8, 8 + length).toString())
  const entries = header as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>
  const data = (name: string): Buffer => {
    const [begin, end] = entries[name]!.data_offsets
    return bytes.subarray(8 + length + begin, 8 + length + end)
  }
  return { header: entries, data }
}

import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadConfig } from '../../src/config.js'
import type { AnlamError } from '../../src/errors.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { encodingOf } from '../../src/model/encoding.js'
import { pull } from '../../src/model/hub/pull.js'
import { selectFiles } from '../../src/model/hub/select.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { describeModel } from '../../src/model/models.js'
import { DataType, GraphBuilder } from '../../src/onnx/graph.js'
import { readSafetensors } from '../../src/onnx/safetensors.js'
import { startHub } from '../support/hub.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { smallTransformer } from '../support/small-transformer.js'
import { readTensors, writeTensors } from '../support/tensors.js'

const TEXTS = ['derin öğrenme nedir', 'model neden öğrenmiyor, kaybı neden azalmıyor', 'veri']
const FIXTURE = join(PROJECT_ROOT, 'test/model/model2vec')

function checkpoint(t: TestContext): string {
  const folder = join(scratch(t), 'model')
  smallTransformer(folder, TEXTS)
  return folder
}

function json(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value))
}

function edit(path: string, change: object): void {
  json(path, { ...JSON.parse(readFileSync(path, 'utf8')), ...change })
}

async function embed(directory: string, texts = TEXTS, dimension?: number): Promise<number[][]> {
  const read = await readCheckpoint(directory)
  const encoding = encodingOf(read, directory, dimension === undefined ? {} : { dimension })
  const encoder = await loadEncoder({ directory, model: directory, encoding })
  const batch = await encoder.encode(texts)
  await encoder.close()
  return texts.map((_, i) => [...batch.values.subarray(i * batch.dimension, (i + 1) * batch.dimension)])
}

function near(found: readonly number[][], wanted: readonly number[][], tolerance = 1e-6): void {
  assert.deepEqual(
    found.map(row => row.length),
    wanted.map(row => row.length),
  )
  for (const [i, row] of wanted.entries())
    for (const [d, x] of row.entries())
      assert.ok(Math.abs(found[i]![d]! - x) <= tolerance, `${i}, ${d}: ${found[i]![d]} and ${x}`)
}

const unit = (row: readonly number[]): number[] => row.map(x => x / Math.hypot(...row))

test('weights in a module’s folder, in shards, under TensorFlow’s names give the same vectors', async t => {
  const folder = checkpoint(t)
  const before = await embed(folder)
  const own = join(folder, '0_Transformer')
  mkdirSync(own)
  for (const name of readdirSync(folder).filter(each => /\.(json|safetensors)$/.test(each)))
    if (!['modules.json', 'config_sentence_transformers.json'].includes(name))
      renameSync(join(folder, name), join(own, name))
  const modules = JSON.parse(readFileSync(join(folder, 'modules.json'), 'utf8')) as { path: string }[]
  json(join(folder, 'modules.json'), [{ ...modules[0], path: '0_Transformer' }, ...modules.slice(1)])
  near(await embed(folder), before, 0)
  const former = readTensors(join(own, 'model.safetensors')).map(tensor => ({
    ...tensor,
    name: tensor.name
      .replace(/LayerNorm\.weight$/, 'LayerNorm.gamma')
      .replace(/LayerNorm\.bias$/, 'LayerNorm.beta'),
  }))
  assert.ok(former.some(({ name }) => name.endsWith('.gamma')))
  rmSync(join(own, 'model.safetensors'))
  const shards = [0, 1].map(part => former.filter((_, i) => i % 2 === part))
  const names = shards.map((_, i) => `model-0000${i + 1}-of-00002.safetensors`)
  for (const [i, shard] of shards.entries()) writeTensors(join(own, names[i]!), shard)
  const weight_map = Object.fromEntries(
    shards.flatMap((shard, i) => shard.map(({ name }) => [name, names[i]])),
  )
  json(join(own, 'model.safetensors.index.json'), { metadata: {}, weight_map })
  near(await embed(folder), before, 0)
})

test('vectors are cut to a dimension, from the configuration or the user, and have unit length again', async t => {
  const folder = checkpoint(t)
  const whole = await embed(folder)
  const wanted = whole.map(row => unit(row.slice(0, 5)))
  near(await embed(folder, TEXTS, 5), wanted)
  const { fingerprint } = await readCheckpoint(folder)
  edit(join(folder, 'config_sentence_transformers.json'), { truncate_dim: 5 })
  near(await embed(folder), wanted)
  const cut = await readCheckpoint(folder)
  assert.equal(cut.fingerprint, fingerprint)
  assert.notEqual(encodingOf(cut, folder).fingerprint, fingerprint)
  assert.throws(() => encodingOf(cut, folder, { dimension: 17 }), /has 16 dimensions, not 17/)
})

test('a model that compares otherwise than by cosine is refused, unless its vectors have unit length', async t => {
  const folder = checkpoint(t)
  const settings = join(folder, 'config_sentence_transformers.json')
  edit(settings, { similarity_fn_name: 'dot' })
  await readCheckpoint(folder)
  edit(settings, { similarity_fn_name: 'euclidean' })
  await assert.rejects(readCheckpoint(folder), /compares by euclidean, not by cosine/)
  edit(settings, { similarity_fn_name: 'dot' })
  const modules = JSON.parse(readFileSync(join(folder, 'modules.json'), 'utf8')) as object[]
  json(join(folder, 'modules.json'), modules.slice(0, -1))
  await assert.rejects(readCheckpoint(folder), /compares by dot, and its vectors do not have unit length/)
})

test('a model2vec checkpoint gives the vectors of model2vec', async () => {
  const golden = JSON.parse(readFileSync(join(FIXTURE, 'golden.json'), 'utf8')) as {
    text: string
    vector: number[]
  }[]
  const vectors = await embed(
    FIXTURE,
    golden.map(({ text }) => text),
  )
  near(
    vectors,
    golden.map(({ vector }) => vector),
  )
  const { maxTokens, vocabulary, architecture } = await describeModel(loadConfig(), FIXTURE)
  assert.deepEqual([maxTokens, vocabulary, architecture], [12, 18, 'StaticEmbedding'])
})

const WIDTH = 4

/** A repository that holds nothing but a graph, whose token vectors are rows of a table in external data. */
async function graphOnly(
  t: TestContext,
  output: string,
  extra?: string,
): Promise<{ folder: string; table: number[][] }> {
  const folder = checkpoint(t)
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as { vocab_size: number }
  const table = Array.from({ length: config.vocab_size }, (_, id) => [id, 1, id % 7, -1 / (id + 1)])
  for (const name of ['model.safetensors', 'modules.json']) rmSync(join(folder, name))
  mkdirSync(join(folder, 'onnx'))
  const data = join(folder, 'onnx', 'model.onnx_data')
  const bytes = Buffer.from(Float32Array.from(table.flat()).buffer)
  writeTensors(data, [{ name: 'table', dtype: 'F32', shape: [table.length, WIDTH], bytes }])
  const g = new GraphBuilder()
  const ids = g.input('input_ids', DataType.INT64, ['batch', 'sequence'])
  const mask = g.input('attention_mask', DataType.INT64, ['batch', 'sequence'])
  if (extra) g.input(extra, DataType.INT64, ['batch', 'sequence'])
  const weights = g.node('Unsqueeze', [g.cast(mask, DataType.FLOAT), g.ints(2)])
  const rows = g.rows((await readSafetensors(data)).get('table')!, ids)
  const tokens = g.node('Mul', [rows, weights])
  const isPooled = output === 'sentence_embedding'
  const axes = g.ints(1)
  const pooled = g.node('Div', [
    g.node('ReduceSum', [tokens, axes], { attributes: { keepdims: 0 } }),
    g.node('ReduceSum', [weights, axes], { attributes: { keepdims: 0 } }),
  ])
  g.output(isPooled ? pooled : tokens, output, isPooled ? ['batch', WIDTH] : ['batch', 'sequence', WIDTH])
  writeFileSync(join(folder, 'onnx', 'model.onnx'), g.finish('given').bytes)
  return { folder, table }
}

async function meansOf(folder: string, table: number[][]): Promise<number[][]> {
  const { Tokenizer } = await import('../../src/model/tokenizer.js')
  const tokenizer = await Tokenizer.load(await readCheckpoint(folder))
  const tokenized = await tokenizer.tokenize(TEXTS)
  return tokenized.map(({ ids }) =>
    unit(
      Array.from({ length: WIDTH }, (_, d) => ids.reduce((sum, id) => sum + table[id]![d]!, 0) / ids.length),
    ),
  )
}

test('a graph that came alone is run as it is, with what pools its tokens or without', async t => {
  const pooled = await graphOnly(t, 'sentence_embedding')
  near(await embed(pooled.folder), await meansOf(pooled.folder, pooled.table))
  const tokens = await graphOnly(t, 'last_hidden_state')
  await assert.rejects(
    readCheckpoint(tokens.folder),
    /gives last_hidden_state and no sentence_embedding; add modules/,
  )
  const types = ['Transformer', 'Pooling', 'Normalize']
  json(
    join(tokens.folder, 'modules.json'),
    types.map((type, idx) => ({ idx, path: type === 'Pooling' ? '1_Pooling' : '', type: `s.${type}` })),
  )
  near(await embed(tokens.folder), await meansOf(tokens.folder, tokens.table))
  const info = await describeModel(loadConfig(), tokens.folder)
  assert.deepEqual(
    [info.dimension, info.modules.join(), info.dtypes],
    [WIDTH, 'given-graph,pooling(mean),normalize', ['ONNX']],
  )
})

test('a graph with an input that is not known, or without its data, is refused by name', async t => {
  const { folder } = await graphOnly(t, 'sentence_embedding', 'past_key_values.0.key')
  await assert.rejects(readCheckpoint(folder), /wants past_key_values\.0\.key; known inputs are/)
  const other = await graphOnly(t, 'sentence_embedding')
  rmSync(join(other.folder, 'onnx', 'model.onnx_data'))
  await assert.rejects(readCheckpoint(other.folder), /its data model\.onnx_data is missing/)
  writeFileSync(join(other.folder, 'onnx', 'model.onnx'), 'no graph at all')
  await assert.rejects(readCheckpoint(other.folder), /model\.onnx is not an ONNX file/)
})

test('of a repository with nothing but graphs, the one that will be run and its data are pulled', () => {
  const paths = [
    'config.json',
    'onnx/model.onnx',
    'onnx/model.onnx_data',
    'onnx/model_fp16.onnx',
    'onnx/model_q4.onnx',
  ]
  const files = paths.map((path, size) => ({ path, size, digest: { algorithm: 'sha256', hex: '' } as const }))
  const chosen = selectFiles(files, { onnx: false }).map(({ path }) => path)
  assert.deepEqual(chosen, ['config.json', 'onnx/model.onnx', 'onnx/model.onnx_data'])
})

/** Pulls a changed checkpoint, and says why that was refused and what was sent before. */
async function refused(
  t: TestContext,
  change: (folder: string) => void,
): Promise<{ why: string; sent: string[] }> {
  const folder = checkpoint(t)
  change(folder)
  const hub = await startHub(t, folder)
  const models = scratch(t)
  const model = { name: 'org/model', revision: 'main' }
  const error = await pull({ model, models, endpoint: hub.url, onnx: false, patience: 1 }).then(
    () => assert.fail('it is pulled'),
    (caught: AnlamError) => caught,
  )
  assert.deepEqual(readdirSync(models, { recursive: true }), ['org--model'])
  return { why: error.message, sent: [...hub.sent.keys()] }
}

test('what is not supported is told before anything large is pulled, in one line', async t => {
  const config = (change: object) => (folder: string) => edit(join(folder, 'config.json'), change)
  /** A cross-encoder of three labels, with other changes. */
  const reranker = (change: object, without?: string) => (folder: string) => {
    rmSync(join(folder, 'modules.json'))
    if (without) rmSync(join(folder, without))
    const id2label = { 0: 'a', 1: 'b', 2: 'c' }
    config({ architectures: ['BertForSequenceClassification'], id2label, ...change })(folder)
  }
  const cases: [(folder: string) => void, RegExp][] = [
    [
      config({ model_type: 'nomic_bert', architectures: ['NomicBertModel'] }),
      /unknown architecture NomicBertModel/,
    ],
    [folder => rmSync(join(folder, 'modules.json')), /modules\.json is missing: this is a bare bert/],
    [folder => rmSync(join(folder, 'tokenizer.json')), /tokenizer\.json is missing; .* slow tokenizers/],
    [
      folder => renameSync(join(folder, 'model.safetensors'), join(folder, 'pytorch_model.bin')),
      /pytorch_model\.bin is a Python pickle and not read; write safetensors once with python -c/,
    ],
    [
      folder =>
        json(join(folder, 'modules.json'), [
          { idx: 0, path: '', type: 'sentence_transformers.models.CLIPModel' },
        ]),
      /unknown module sentence_transformers\.models\.CLIPModel/,
    ],
    [
      folder => renameSync(join(folder, 'model.safetensors'), join(folder, 'adapter_model.safetensors')),
      /adapter_model\.safetensors is an adapter without its model; merge both once/,
    ],
    // Of a Dense layer alone there are safetensors.
    [
      folder => {
        renameSync(join(folder, 'model.safetensors'), join(folder, 'pytorch_model.bin'))
        mkdirSync(join(folder, '2_Dense'))
        writeFileSync(join(folder, '2_Dense', 'model.safetensors'), '')
      },
      /pytorch_model\.bin is a Python pickle and not read/,
    ],
    [config({ hidden_act: 'swiglu' }), /config\.json: unknown activation swiglu/],
    [reranker({}), /tells 3 labels apart; a re-ranker has one/],
    [
      reranker({ architectures: ['DebertaV2ForSequenceClassification'], model_type: 'deberta-v2' }),
      /unknown architecture DebertaV2ForSequenceClassification/,
    ],
    [reranker({ id2label: { 0: '0' } }, 'tokenizer.json'), /tokenizer\.json is missing/],
  ]
  for (const [change, expected] of cases) {
    const { why, sent } = await refused(t, change)
    assert.match(why, /^org\/model cannot be run: /)
    assert.match(why, expected)
    assert.ok(!why.includes('\n'), why)
    assert.deepEqual(
      sent.filter(path => /safetensors$|\.bin$|tokenizer\.json$/.test(path)),
      [],
    )
  }
})

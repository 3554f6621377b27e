import assert from 'node:assert/strict'
import { closeSync, cpSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { type Checkpoint, POOLING_MODES } from '../../src/model/checkpoint/types.js'
import { buildGraph } from '../../src/model/graph/build.js'
import { buildFeeds, prepareRow } from '../../src/model/inputs.js'
import { ONE_THREAD, Session } from '../../src/onnx/session.js'
import { mergeLora } from '../../src/train/merge-lora.js'
import { createTrainableModel, type TrainableOptions } from '../../src/train/trainable-transformer.js'
import type { TokenIds, TrainableModel, VectorLoss, VectorLossBatch } from '../../src/train/types.js'
import { dense, largest, largestDifference } from '../support/gradients.js'
import { scratch } from '../support/scratch.js'
import { type TransformerSize, writeTransformer } from '../support/transformer.js'
import { SOFTWARE_VULKAN, unlessWebGpu } from '../support/webgpu.js'

const SIZE: TransformerSize = { layers: 2, hidden: 16, heads: 4, vocabulary: 50, maxPositions: 40 }
const EXAMPLES = 6
/** Relative to a tensor's largest gradient: sums of float32 values in another order. */
const ROUNDING = 3e-5

function checkpointIn(directory: string, size: Partial<TransformerSize> = {}): Promise<Checkpoint> {
  writeTransformer(directory, { ...SIZE, ...size })
  return readCheckpoint(directory)
}

async function modelOf(
  t: TestContext,
  checkpoint: Checkpoint,
  options: TrainableOptions = {},
): Promise<TrainableModel> {
  const model = await createTrainableModel(checkpoint, { threads: 1, ...options })
  t.after(() => model.close())
  return model
}

/** Texts of 1 to 30 tokens. */
function texts(count: number, seed: number): TokenIds {
  const random = new Random(seed)
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + random.below(30) }, () => random.below(SIZE.vocabulary)),
  )
}

const [ANCHORS, POSITIVES, NEGATIVES] = [1, 2, 3].map(seed => texts(EXAMPLES, seed)) as [
  TokenIds,
  TokenIds,
  TokenIds,
]
const SCORES = [0, 0.3, 1, 0.7, 0.3, 0.9]

function batchOf(loss: VectorLoss, hard = false): VectorLossBatch {
  if (loss === 'distillation') {
    const random = new Random(9)
    const teacher = Float32Array.from({ length: EXAMPLES * SIZE.hidden }, () => random.normal() / 4)
    return { loss, anchors: ANCHORS, teacher }
  }
  const pairs = { loss, anchors: ANCHORS, positives: POSITIVES }
  if (loss.startsWith('multiple-negatives')) return hard ? { ...pairs, negatives: NEGATIVES } : pairs
  return { ...pairs, scores: SCORES }
}

const BATCHES = [
  batchOf('cosine-similarity'),
  batchOf('multiple-negatives'),
  batchOf('multiple-negatives', true),
  batchOf('multiple-negatives-symmetric'),
  batchOf('multiple-negatives-symmetric', true),
  batchOf('cosent'),
  batchOf('correlation'),
  batchOf('distillation'),
  {
    loss: 'group-contrastive' as const,
    anchors: [...ANCHORS, ...POSITIVES],
    negatives: NEGATIVES.slice(0, 4),
    groups: [...ANCHORS.keys(), ...POSITIVES.keys()],
  },
]

function fill(values: Float32Array, random: Random): void {
  for (let i = 0; i < values.length; i++) values[i] = 0.2 * random.normal()
}

/** Vectors by the graph of the ordinary encoder. */
async function ordinaryVectors(checkpoint: Checkpoint, of: TokenIds): Promise<Float32Array> {
  const session = await Session.create(buildGraph(checkpoint), ONE_THREAD)
  const rows = of.map(ids => prepareRow(ids, checkpoint))
  const vectors = await session.run(buildFeeds(rows, checkpoint), 'embedding')
  await session.close()
  return vectors
}

/**
 * Compares gradients with the change of the loss along them: in the direction of a tensor's own gradient the slope is
 * that gradient's norm. One direction for each tensor, because the losses are in float32.
 */
async function assertSlopes(model: TrainableModel, batch: VectorLossBatch, dropoutSeed = 0): Promise<void> {
  const { gradients } = await model.step(batch, dropoutSeed)
  const all = model.parameters.map((parameter, i) => dense(parameter, gradients[i]!).slice())
  const norms = all.map(gradient => Math.sqrt(gradient.reduce((sum, x) => sum + x * x, 0)))
  const most = Math.max(...norms)
  let compared = 0
  for (const [i, { name, values }] of model.parameters.entries()) {
    // Smaller slopes are lost in the rounding of the loss.
    if (norms[i]! < most / 100) continue
    const start = values.slice()
    const size = Math.sqrt(start.reduce((sum, x) => sum + x * x, 0)) || 1
    const lossAt = async (step: number): Promise<number> => {
      for (let at = 0; at < values.length; at++) values[at] = start[at]! + (step * all[i]![at]!) / norms[i]!
      return (await model.step(batch, dropoutSeed)).loss
    }
    const step = size / 100
    const slope = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step)
    values.set(start)
    assert.ok(Math.abs(slope - norms[i]!) < 0.02 * norms[i]!, `${name}: slope ${slope}, gradient ${norms[i]}`)
    compared++
  }
  assert.ok(compared > model.parameters.length / 4, `only ${compared} tensors have a slope to compare`)
}

async function assertSameSteps(
  a: TrainableModel,
  b: TrainableModel,
  batch: VectorLossBatch,
  seed = 0,
): Promise<void> {
  const [one, two] = [await a.step(batch, seed), await b.step(batch, seed)]
  assert.ok(Math.abs(one.loss - two.loss) < 1e-5, `${batch.loss}: ${one.loss} and ${two.loss}`)
  const most = Math.max(...one.gradients.map(({ values }) => largest(values)))
  a.parameters.forEach((parameter, i) => {
    const [x, y] = [dense(parameter, one.gradients[i]!), dense(parameter, two.gradients[i]!)]
    const off = largestDifference(x, y)
    assert.ok(
      off < ROUNDING * Math.max(largest(x), most / 100),
      `${batch.loss}, ${parameter.name}: off by ${off}`,
    )
  })
}

test('losses have the slopes that their gradients say', async t => {
  const model = await modelOf(t, await checkpointIn(scratch(t)))
  for (const batch of BATCHES) await assertSlopes(model, batch)
})

test('all pooling modes and activations have the slopes that their gradients say', async t => {
  for (const activation of ['relu', 'gelu_new']) {
    const checkpoint = await checkpointIn(scratch(t), { activation, pooling: [...POOLING_MODES] })
    await assertSlopes(await modelOf(t, checkpoint), batchOf('multiple-negatives'))
  }
})

test('weights of tokens have the slopes that their gradients say, in all poolings that they have', async t => {
  const random = new Random(13)
  const wordWeights = Array.from({ length: SIZE.vocabulary }, () => 0.5 + random.next())
  const pooling = POOLING_MODES.filter(mode => mode !== 'max')
  for (const options of [{}, { memoryBytes: 1 }, { lora: { rank: 2, alpha: 4 } }]) {
    const checkpoint = await checkpointIn(scratch(t), { wordWeights, pooling })
    const model = await modelOf(t, checkpoint, options)
    const own = model.parameters.at(-1)!
    assert.deepEqual([own.name, own.shape, own.sparse], ['1_WordWeights/emb_layer.weight', [50, 1], true])
    await assertSlopes(model, batchOf('multiple-negatives'))
    const expected = await ordinaryVectors(checkpoint, ANCHORS)
    assert.ok(largestDifference(await model.embed(ANCHORS), expected) < 1e-6)
  }
})

test('vectors while training are those of the encoder', async t => {
  for (const pooling of [['cls'], ['max'], [...POOLING_MODES]]) {
    const checkpoint = await checkpointIn(scratch(t), { pooling })
    const model = await modelOf(t, checkpoint, { dropout: 0.5 })
    const expected = await ordinaryVectors(checkpoint, ANCHORS)
    assert.ok(largestDifference(await model.embed(ANCHORS), expected) < 1e-6)
  }
})

test('a batch that is cut into chunks has the gradients of the whole one', async t => {
  const checkpoint = await checkpointIn(scratch(t))
  for (const dropout of [0, 0.2]) {
    const whole = await modelOf(t, checkpoint, { dropout })
    const cut = await modelOf(t, checkpoint, { dropout, memoryBytes: 1 })
    for (const batch of BATCHES) await assertSameSteps(whole, cut, batch, 4)
  }
})

test('a GPU gives the same steps as the CPU', { skip: unlessWebGpu() }, async t => {
  Object.assign(process.env, SOFTWARE_VULKAN)
  // A software driver compiles the kernel of every operator for seconds: one small graph.
  const checkpoint = await checkpointIn(scratch(t), { layers: 1 })
  const cpu = await modelOf(t, checkpoint, { dropout: 0.1 })
  const gpu = await modelOf(t, checkpoint, { dropout: 0.1, provider: 'webgpu' })
  await assertSameSteps(cpu, gpu, batchOf('multiple-negatives', true), 4)
})

test('neither the order of examples nor the padding of their neighbours matters', async t => {
  const model = await modelOf(t, await checkpointIn(scratch(t)))
  for (const batch of BATCHES.filter(({ positives }) => positives)) {
    const { positives = [], negatives, scores } = batch
    const reversed = {
      ...batch,
      anchors: [...batch.anchors].reverse(),
      positives: [...positives].reverse(),
      ...(negatives ? { negatives: [...negatives].reverse() } : {}),
      ...(scores ? { scores: [...scores].reverse() } : {}),
    }
    const [one, two] = [await model.step(batch, 0), await model.step(reversed, 0)]
    assert.ok(Math.abs(one.loss - two.loss) < 1e-5)
    const most = Math.max(...one.gradients.map(({ values }) => largest(values)))
    one.gradients.forEach(({ values }, i) => {
      assert.ok(largestDifference(values, two.gradients[i]!.values) < 1e-5 * most, model.parameters[i]!.name)
    })
  }
})

test('a step can leave out tokens; equal seeds leave out the same ones', async t => {
  const checkpoint = await checkpointIn(scratch(t))
  const [whole, less] = [await modelOf(t, checkpoint), await modelOf(t, checkpoint, { tokenDropout: 0.3 })]
  const batch = batchOf('multiple-negatives')
  await assertSlopes(less, batch, 3)
  const losses = [await whole.step(batch, 3), await less.step(batch, 3), await less.step(batch, 4)]
  assert.equal(new Set(losses.map(({ loss }) => loss)).size, 3)
  assert.deepEqual(await less.embed(ANCHORS), await whole.embed(ANCHORS))
})

test('the same seed gives the same bytes, also in another model', async t => {
  const checkpoint = await checkpointIn(scratch(t))
  for (const options of [
    { dropout: 0.1 },
    { dropout: 0.1, memoryBytes: 1 },
    { lora: { rank: 2, alpha: 4 } },
  ]) {
    const run = async (): Promise<Buffer[]> => {
      const model = await modelOf(t, checkpoint, options)
      const { loss, gradients } = await model.step(batchOf('multiple-negatives', true), 7)
      return [Float64Array.of(loss), ...gradients.map(({ values }) => values)].map(values =>
        Buffer.from(values.buffer, values.byteOffset, values.byteLength),
      )
    }
    assert.deepEqual(await run(), await run())
  }
})

test('dropout: slopes as gradients say, and other losses for other seeds', async t => {
  const checkpoint = await checkpointIn(scratch(t), { layers: 1 })
  const model = await modelOf(t, checkpoint, { dropout: 0.1 })
  const batch = batchOf('cosine-similarity')
  await assertSlopes(model, batch, 5)
  const losses = new Set<number>()
  for (let seed = 0; seed < 5; seed++) losses.add((await model.step(batch, seed)).loss)
  assert.equal(losses.size, 5)
})

test('adapters have the slopes that their gradients say', async t => {
  const model = await modelOf(t, await checkpointIn(scratch(t)), { lora: { rank: 3, alpha: 6 } })
  assert.ok(model.parameters.every(({ name }) => /\.weight\.lora_[AB]$/.test(name)))
  assert.equal(model.parameters.length, 2 * 6 * SIZE.layers)
  const random = new Random(11)
  for (const { name, values } of model.parameters) if (name.endsWith('B')) fill(values, random)
  await assertSlopes(model, batchOf('multiple-negatives'))
})

test('training of adapters starts at the checkpoint, and ends in one that has the same vectors', async t => {
  const directory = scratch(t)
  const checkpoint = await checkpointIn(directory)
  const lora = { rank: 3, alpha: 6 }
  const model = await modelOf(t, checkpoint, { lora })
  const start = await model.embed(ANCHORS)
  assert.ok(largestDifference(start, await ordinaryVectors(checkpoint, ANCHORS)) < 1e-6)

  const random = new Random(12)
  for (const { values } of model.parameters) fill(values, random)
  const trained = await model.embed(ANCHORS)
  assert.ok(largestDifference(trained, start) > 0.01, 'the adapters change nothing')
  const copy = scratch(t)
  cpSync(directory, copy, { recursive: true })
  const file = openSync(join(copy, 'model.safetensors'), 'r+')
  let merged = 0
  for (const { name, shape, values } of mergeLora(checkpoint, model.parameters, lora)) {
    const [first] = checkpoint.modules
    if (first.kind !== 'transformer') throw new Error('no transformer')
    writeSync(file, Buffer.from(values.buffer), 0, values.byteLength, first.weights.take(name, shape).offset)
    merged++
  }
  closeSync(file)
  assert.equal(merged, 6 * SIZE.layers)
  assert.ok(largestDifference(trained, await ordinaryVectors(await readCheckpoint(copy), ANCHORS)) < 1e-5)
})

test('a batch that lacks something is refused with a word', async t => {
  const model = await modelOf(t, await checkpointIn(scratch(t)))
  const refuses = (batch: VectorLossBatch, message: RegExp): Promise<void> =>
    assert.rejects(model.step(batch, 0), { code: 'invalid-input', message })
  const anchors = ANCHORS
  await refuses({ loss: 'cosent', anchors, positives: POSITIVES }, /needs a score for each of its 6 pairs/)
  await refuses({ loss: 'multiple-negatives', anchors }, /needs a positive for each/)
  await refuses({ ...batchOf('cosent'), negatives: NEGATIVES }, /takes no negatives/)
  await refuses(
    { loss: 'distillation', anchors, teacher: new Float32Array(3) },
    /16 values for each of its 6/,
  )
  await refuses({ loss: 'group-contrastive', anchors, groups: [...anchors.keys()] }, /a group of two texts/)
  await refuses({ ...batchOf('cosent'), positives: [...POSITIVES.slice(1), []] }, /text without tokens/)
})

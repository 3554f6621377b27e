import assert from 'node:assert/strict'
import { readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import type { AnlamError } from '../../src/errors.js'
import { quantize, readInt8, writeInt8 } from '../../src/model/checkpoint/int8.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import type { TransformerModule } from '../../src/model/checkpoint/types.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { choosePrecision, PARITY_FLOOR } from '../../src/model/precision.js'
import { BYTE_RANGES, type ByteRange } from '../../src/onnx/byte-range.js'
import type { TensorLocation } from '../../src/onnx/safetensors.js'
import { SILENT } from '../../src/types.js'
import { unlessMultiplied } from '../support/byte-ranges.js'
import { scratch } from '../support/scratch.js'
import { shared, unlessShared } from '../support/shared.js'

const MODEL = shared('reference/xlmr-tiny')

/** The precision chosen on a CPU, for a given models folder. */
const onCpu = (models: string, precision: 'auto' | 'fp16' | 'int8', directory = MODEL) =>
  choosePrecision({ models }, { directory, precision, provider: 'cpu', deviceId: 0 }, SILENT)
const skip = unlessShared('reference/xlmr-tiny')

test('int8 quantisation is off by at most half a step per output', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: 12, maxLength: 12 }),
      values => {
        const { weight, scale } = quantize(Float32Array.from(values), [3, 4])
        values.forEach((value, i) => {
          const [row, column] = [Math.floor(i / 4), i % 4]
          assert.ok(Math.abs(weight[column * 3 + row]! * scale[row]! - value) <= scale[row]! * 0.5001 + 1e-6)
        })
      },
    ),
  )
})

for (const range of BYTE_RANGES)
  for (const name of ['xlmr-tiny', 'bert-tiny-mean'])
    test(`int8 weights of ${name} for the ${range} range are made once, measured, and close to fp32`, {
      skip: skip || (await unlessMultiplied(range)),
    }, async t => {
      const models = scratch(t)
      const choose = () =>
        choosePrecision(
          { models },
          { directory: shared(`reference/${name}`), precision: 'int8', provider: 'cpu', deviceId: 0, range },
          SILENT,
        )
      const made = await choose()
      const { meanCosine, worstCosine, top10 } = made.parity!
      assert.ok(meanCosine >= PARITY_FLOOR.int8.meanCosine && worstCosine >= PARITY_FLOOR.int8.worstCosine)
      assert.ok(top10 > 0.8)
      const { mtimeMs } = statSync(made.int8!)
      assert.deepEqual(await choose(), made)
      assert.equal(statSync(made.int8!).mtimeMs, mtimeMs)
    })

test('weights for both ranges are the same integers, signed or unsigned, in separate files', {
  skip,
}, async t => {
  const folder = scratch(t)
  const module = (await readCheckpoint(MODEL)).modules[0] as TransformerModule
  const bytesOf = ({ file, offset, length }: TensorLocation): Buffer =>
    readFileSync(file).subarray(offset, offset + length)
  const [signed, unsigned] = await Promise.all(
    BYTE_RANGES.map(async range => {
      writeInt8(module, join(folder, range), range)
      return readInt8(module, join(folder, range))
    }),
  )
  assert.ok(signed!.size > 0)
  for (const [name, { weight, zero }] of signed!) {
    const other = unsigned!.get(name)!
    assert.deepEqual([zero, other.zero], [0, 128])
    const expected = new Int8Array(bytesOf(weight))
    assert.deepEqual(
      Int8Array.from(bytesOf(other.weight), byte => byte - other.zero),
      expected,
    )
  }
  const models = scratch(t)
  const fileFor = async (range: ByteRange): Promise<string> =>
    (
      await choosePrecision(
        { models },
        { directory: MODEL, precision: 'int8', provider: 'cpu', deviceId: 0, range },
        SILENT,
      )
    ).int8!
  assert.notEqual(await fileFor('full'), await fileFor('reduced'))
})

test('auto uses int8 once its weights exist, and reports it; fp32 never does', { skip }, async t => {
  const models = scratch(t)
  const precisionOf = async (precision: string): Promise<string> => {
    const encoder = await openEncoder(loadConfig({ flags: { models, precision } }), MODEL)
    await encoder.close()
    return encoder.spec.precision
  }
  assert.equal(await precisionOf('auto'), 'fp32')
  assert.equal(await precisionOf('int8'), 'int8')
  assert.equal(await precisionOf('auto'), 'int8')
  assert.equal(await precisionOf('fp32'), 'fp32')
})

test('half-precision weights quantise to the same integers as the equal floats', { skip }, async t => {
  const models = scratch(t)
  const made = await onCpu(models, 'int8', shared('reference/xlmr-tiny-fp16'))
  assert.ok(made.parity!.meanCosine >= PARITY_FLOOR.int8.meanCosine)
})

test('a truncated file of int8 weights is made again', { skip }, async t => {
  const models = scratch(t)
  const file = (await onCpu(models, 'int8')).int8!
  const before = readFileSync(file)
  truncateSync(file, 1000)
  assert.deepEqual(await onCpu(models, 'auto'), { precision: 'fp32' })
  await onCpu(models, 'int8')
  assert.deepEqual(readFileSync(file), before)
})

test('a static embedding has nothing to quantise: int8 is refused, auto works', async t => {
  const models = scratch(t)
  const builtin = modelDirectory(loadConfig(), STATIC_MODEL)
  assert.deepEqual(await onCpu(models, 'auto', builtin), { precision: 'fp32' })
  await assert.rejects(onCpu(models, 'int8', builtin), (error: AnlamError) => error.code === 'invalid-input')
})

test('fp16 is measured before its first use, and the figures are stored', { skip }, async t => {
  const models = scratch(t)
  const first = await onCpu(models, 'fp16')
  assert.equal(first.precision, 'fp16')
  const { meanCosine, worstCosine } = first.parity!
  assert.ok(meanCosine >= PARITY_FLOOR.fp16.meanCosine && worstCosine >= PARITY_FLOOR.fp16.worstCosine)
  assert.notEqual(worstCosine, 1)
  const notes: string[] = []
  const again = await choosePrecision(
    { models },
    { directory: MODEL, precision: 'fp16', provider: 'cpu', deviceId: 0 },
    { ...SILENT, note: text => notes.push(text) },
  )
  assert.deepEqual(again, first)
  assert.deepEqual(notes, [])
})

test('int8 is refused on a GPU', { skip }, async t => {
  await assert.rejects(
    choosePrecision(
      { models: scratch(t) },
      { directory: MODEL, precision: 'int8', provider: 'webgpu', deviceId: 0 },
      SILENT,
    ),
    (error: AnlamError) => error.code === 'invalid-input' && /fp16/.test(error.message),
  )
})

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readInt8, writeInt8 } from '../../src/model/checkpoint/int8.js'
import { readCheckpoint } from '../../src/model/checkpoint/read.js'
import { Operations } from '../../src/model/graph/operations.js'
import { BYTE_RANGES } from '../../src/onnx/byte-range.js'
import { DataType, GraphBuilder } from '../../src/onnx/graph.js'
import { ONE_THREAD, Session } from '../../src/onnx/session.js'
import { unlessMultiplied } from '../support/byte-ranges.js'
import { scratch } from '../support/scratch.js'
import { PROJECT_ROOT } from '../support/shared.js'

const DIRECTORY = join(PROJECT_ROOT, 'test', 'model', 'families', 'distilbert')
const TOKENS = 5
const HUGE = 1000

for (const range of BYTE_RANGES)
  test(`int8 rounds uneven tokens apart: one that is ${HUGE} times as large takes nothing from the others (${range} range)`, {
    skip: await unlessMultiplied(range),
  }, async t => {
    const [module] = (await readCheckpoint(DIRECTORY)).modules
    assert.ok(module.kind === 'transformer')
    const path = join(scratch(t), 'int8.safetensors')
    writeInt8(module, path, range)
    const quantized = await readInt8(module, path)
    const { hidden, intermediate } = module
    const product = async (int8: boolean, data: Float32Array): Promise<Float32Array> => {
      const g = new GraphBuilder()
      const o = new Operations(g, module, '', int8 ? { quantized } : {})
      const x = g.input('x', DataType.FLOAT, ['tokens', intermediate])
      const y = o.linear(x, 'transformer.layer.0.ffn.lin2', hidden, intermediate, { uneven: true })
      g.output(y, 'y', ['tokens', hidden])
      const session = await Session.create(g.finish('product'), ONE_THREAD)
      const found = await session.run({ x: { data, dims: [data.length / intermediate, intermediate] } }, 'y')
      await session.close()
      return found
    }
    // The first token is huge, the last one nothing.
    const sizes = Float32Array.from({ length: TOKENS }, (_, i) => [HUGE, 1, 0.5, 2, 0][i]!)
    const x = Float32Array.from(
      { length: TOKENS * intermediate },
      (_, i) => sizes[Math.floor(i / intermediate)]! * Math.sin(1 + i * i),
    )
    const [exact, rounded] = [await product(false, x), await product(true, x)]
    const row = (of: Float32Array, token: number, width: number): Float32Array =>
      of.slice(token * width, (token + 1) * width)
    for (let token = 0; token < TOKENS; token++) {
      const wanted = row(exact, token, hidden)
      const found = row(rounded, token, hidden)
      const largest = Math.max(...wanted.map(Math.abs))
      wanted.forEach((value, i) => {
        assert.ok(Math.abs(value - found[i]!) <= 0.01 * largest, `token ${token}: ${found[i]} for ${value}`)
      })
      const alone = await product(true, row(x, token, intermediate))
      assert.deepEqual(alone, found)
    }
    assert.notDeepEqual(exact, rounded)
  })

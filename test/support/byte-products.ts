import { bytesOf } from '../../src/basics/bytes.js'
import { Random } from '../../src/basics/random.js'
import { type ByteRange, LEFT_LARGEST, LEFT_ZERO, RIGHT_LARGEST } from '../../src/onnx/byte-range.js'
import { DataType, GraphBuilder } from '../../src/onnx/graph.js'
import { buildProducts, buildScan, buildTileMaxima, TILE } from '../../src/onnx/products.js'
import { ONE_THREAD, Session } from '../../src/onnx/session.js'

/** Rows and dimensions; kernels process 1, 4, 6, 8 or 64 at a time. */
const SHAPES = [
  [1, 64],
  [7, 33],
  [65, 128],
  [16, 192],
] as const
const COLUMNS = 2 * TILE

interface Operands {
  rows: number
  dimension: number
  /** [rows, dimension], unsigned */
  left: Uint8Array
  /** [dimension, COLUMNS] */
  right: Int8Array
  /** [rows, COLUMNS], computed in JavaScript. */
  truth: Int32Array
}

/** Random codes, half of them of the greatest magnitude; the first row and column have only the greatest code. */
function operands(rows: number, dimension: number, zero: number, largest: [number, number]): Operands {
  const random = new Random(rows * dimension)
  const code = (i: number, most: number): number => {
    if (i === 0) return most
    return random.below(2) === 0 ? random.below(2 * most + 1) - most : most * (2 * random.below(2) - 1)
  }
  const left = new Uint8Array(rows * dimension)
  const right = new Int8Array(dimension * COLUMNS)
  for (let i = 0; i < left.length; i++) left[i] = zero + code(Math.floor(i / dimension), largest[0])
  for (let i = 0; i < right.length; i++) right[i] = code(i % COLUMNS, largest[1])
  const truth = new Int32Array(rows * COLUMNS)
  for (let i = 0; i < truth.length; i++)
    for (let d = 0; d < dimension; d++)
      truth[i]! +=
        (left[Math.floor(i / COLUMNS) * dimension + d]! - zero) * right[d * COLUMNS + (i % COLUMNS)]!
  return { rows, dimension, left, right, truth }
}

/** Multiplies the greatest codes of a range in every graph that compares vectors. @returns the wrong products */
export async function wrongProducts(range: ByteRange): Promise<string[]> {
  const wrong: string[] = []
  for (const [rows, dimension] of SHAPES) {
    const { left, right, truth } = operands(rows, dimension, LEFT_ZERO[range], [
      LEFT_LARGEST[range],
      RIGHT_LARGEST,
    ])
    const a = { data: left, dims: [rows, dimension] }
    const b = { data: right, dims: [dimension, COLUMNS] }
    const maxima = Int32Array.from({ length: truth.length / TILE }, (_, tile) =>
      Math.max(...truth.subarray(tile * TILE, (tile + 1) * TILE)),
    )
    for (const [name, model, output, expected] of [
      ['products', buildProducts(range, dimension), 'scores', truth],
      ['maxima', buildTileMaxima(range, dimension), 'maxima', maxima],
      ['scan', buildScan(right, dimension, range), 'scores', truth],
    ] as const) {
      const session = await Session.create(model, { ...ONE_THREAD, prepack: name === 'scan' })
      const found = await session.run<Int32Array>(name === 'scan' ? { a } : { a, b }, output)
      await session.close()
      const count = found.filter((product, i) => product !== expected[i]).length
      if (count > 0) wrong.push(`${name} ${rows} × ${dimension}: ${count} of ${expected.length}`)
    }
  }
  return wrong
}

/** The same for an encoder's product, with weights stored as for this range. */
export async function wrongEncoderProducts(range: ByteRange): Promise<string[]> {
  const wrong: string[] = []
  for (const [rows, dimension] of SHAPES) {
    const { left, right, truth } = operands(rows, dimension, 0, [127, RIGHT_LARGEST])
    // Whole activations from 0 to 255 are quantised without error.
    const x = Float32Array.from(left, byte => (byte > 127 ? 255 : 2 * byte))
    x[0] = 255
    x[1] = 0
    truth.fill(0)
    for (let i = 0; i < truth.length; i++)
      for (let d = 0; d < dimension; d++)
        truth[i]! += x[Math.floor(i / COLUMNS) * dimension + d]! * right[d * COLUMNS + (i % COLUMNS)]!
    const g = new GraphBuilder()
    const zero = range === 'full' ? 0 : 128
    const type = range === 'full' ? DataType.INT8 : DataType.UINT8
    const weight = g.constant(
      type,
      [dimension, COLUMNS],
      Uint8Array.from(right, code => code + zero),
    )
    const scale = g.constant(DataType.FLOAT, [COLUMNS], bytesOf(new Float32Array(COLUMNS).fill(1)))
    const inputs = [g.input('x', DataType.FLOAT, ['m', dimension]), weight, scale]
    if (zero !== 0) inputs.push(g.byte(zero))
    g.output(g.node('DynamicQuantizeMatMul', inputs, { domain: 'com.microsoft' }), 'y', ['m', COLUMNS])
    const session = await Session.create(g.finish('encoder-product'), ONE_THREAD)
    const found = await session.run({ x: { data: x, dims: [rows, dimension] } }, 'y')
    await session.close()
    const count = found.filter((product, i) => product !== truth[i]).length
    if (count > 0) wrong.push(`encoder ${rows} × ${dimension}: ${count} of ${truth.length}`)
  }
  return wrong
}

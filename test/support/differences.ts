import assert from 'node:assert/strict'
import { Random } from '../../src/basics/random.js'
import { DataType, GraphBuilder } from '../../src/onnx/graph.js'
import { type Feeds, ONE_THREAD, Session } from '../../src/onnx/session.js'
import { type Dim, Tape, type Tensor } from '../../src/train/gradient/tape.js'
import { largest, largestDifference } from './gradients.js'

export type Values = Float64Array

export interface Case {
  /** Shapes in the graph; `names` gives the sizes of named axes. */
  shapes: readonly (readonly Dim[])[]
  names?: Record<string, number>
  build: (t: Tape, inputs: Tensor[]) => Tensor
  /** The same in float64. */
  truth: (inputs: Values[]) => Values
  /** Inputs are drawn from a normal distribution, and passed through this. */
  draw?: (x: number) => number
  feeds?: Feeds
}

const STEP = 1e-5
/** Relative to the largest value. */
const TOLERANCE = 1e-5

/** Compares an operator's output, and its gradients with central differences of the float64 truth. */
export async function check({
  shapes,
  names = {},
  build,
  truth,
  draw = x => x,
  feeds = {},
}: Case): Promise<void> {
  const random = new Random(3)
  const sizes = shapes.map(shape => shape.map(dim => (typeof dim === 'number' ? dim : names[dim]!)))
  const values = sizes.map(size =>
    Float64Array.from({ length: product(size) }, () => Math.fround(draw(random.normal()))),
  )
  const g = new GraphBuilder()
  const t = new Tape(g)
  const inputs = shapes.map((shape, i) => t.variable(g.input(`input${i}`, DataType.FLOAT, shape), shape))
  const output = build(t, inputs)
  const seed = g.input('seed', DataType.FLOAT, output.shape)
  const gradients = t.gradients(output, seed, inputs)
  const outputs = [output.value, ...gradients]
  outputs.forEach((value, i) => {
    g.publish(value, i === 0 ? output.shape : shapes[i - 1]!, DataType.FLOAT)
  })
  const wanted = truth(values)
  const weights = Float64Array.from(wanted, () => Math.fround(random.normal()))
  const session = await Session.create(g.finish('operator'), ONE_THREAD)
  const float = (data: Values, dims: number[]): Feeds[string] => ({ data: Float32Array.from(data), dims })
  const dims = output.shape.map(dim => (typeof dim === 'number' ? dim : names[dim]!))
  const result = await session.runAll<string, Float32Array>(
    {
      ...feeds,
      seed: float(weights, dims),
      ...Object.fromEntries(values.map((data, i) => [`input${i}`, float(data, sizes[i]!)])),
    },
    outputs,
  )
  await session.close()
  const off = largestDifference(result[output.value]!, wanted) / largest(wanted)
  assert.ok(off < TOLERANCE, `the output is off by ${off}`)
  const loss = (): number => truth(values).reduce((sum, y, i) => sum + y * weights[i]!, 0)
  values.forEach((data, i) => {
    const slope = data.map((x, at) => {
      data[at] = x + STEP
      const above = loss()
      data[at] = x - STEP
      const below = loss()
      data[at] = x
      return (above - below) / (2 * STEP)
    })
    const off = largestDifference(result[gradients[i]!]!, slope) / Math.max(largest(slope), 1e-3)
    assert.ok(off < TOLERANCE, `gradient of input ${i} is off by ${off}`)
  })
}

const product = (size: readonly number[]): number => size.reduce((a, b) => a * b, 1)

/** Splits values into rows of a width. */
export const rowsOf = (values: Values, width: number): Values[] =>
  Array.from({ length: values.length / width }, (_, i) => values.subarray(i * width, (i + 1) * width))
export const flat = (rows: readonly Iterable<number>[]): Values =>
  Float64Array.from(rows.flatMap(row => [...row]))
export const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0)
export const dot = (a: Values, b: Values): number => sum(a.map((x, i) => x * b[i]!))

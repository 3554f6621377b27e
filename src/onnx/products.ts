import { bytesOf } from '../basics/bytes.js'
import { type ByteRange, CODE_ZERO, LEFT_ZERO } from './byte-range.js'
import { DataType, GraphBuilder, type OnnxModel, type Value } from './graph.js'

/** Columns per tile in `buildTileMaxima` and `buildScan`. */
export const TILE = 64

/** Arithmetic of products: int8 with left codes of this range, or fp32. */
export type ProductType = ByteRange | 'fp32'

/**
 * Builds a graph that multiplies each row of `a` by each row of `b`: output `scores` [rows of a, rows of b].
 *
 * For int8, `a` is uint8 [m, dimension] with zero point `LEFT_ZERO`, `b` is int8 [dimension, n], and products are
 * int32. For fp32, both are float [rows, dimension].
 */
export function buildProducts(type: ProductType, dimension: number): OnnxModel {
  const g = new GraphBuilder()
  g.output(products(g, type, dimension), 'scores', ['m', 'n'], outputType(type))
  return g.finish('products')
}

/**
 * Like `buildProducts`, but outputs only the largest product of each tile of 64 columns: `maxima` [rows of a, rows of
 * b / 64]. Outputs are copied out of onnxruntime, and copying all products would take longer than computing them.
 */
export function buildTileMaxima(type: ProductType, dimension: number): OnnxModel {
  const g = new GraphBuilder()
  g.output(tileMaxima(g, products(g, type, dimension)), 'maxima', ['m', 'tiles'], outputType(type))
  return g.finish('tile-maxima')
}

/**
 * Like int8 `buildProducts`, but with constant columns, and with tile `maxima` as a second output.
 * @param codes [dimension, columns], columns a multiple of 64
 */
export function buildScan(codes: Int8Array, dimension: number, range: ByteRange): OnnxModel {
  const g = new GraphBuilder()
  const columns = codes.length / dimension
  const a = g.input('a', DataType.UINT8, ['m', dimension])
  const b = g.constant(DataType.INT8, [dimension, columns], bytesOf(codes))
  const scores = g.node('MatMulInteger', [a, b, g.byte(LEFT_ZERO[range])], { name: 'scores' })
  const maxima = tileMaxima(g, scores, { name: 'maxima' })
  g.publish(scores, ['m', columns], DataType.INT32)
  g.publish(maxima, ['m', columns / TILE], DataType.INT32)
  return g.finish('scan')
}

/**
 * Builds a graph that multiplies rows of codes on both sides, exactly on every processor: `a` uint8 [m, dimension] and
 * `b` int8 [n, dimension], both the bytes of `encodeLeft` in the `reduced` range. Output `scores` [m, n].
 */
export function buildCodeProducts(dimension: number): OnnxModel {
  const g = new GraphBuilder()
  const a = g.input('a', DataType.UINT8, ['m', dimension])
  const b = g.node('Transpose', [g.input('b', DataType.INT8, ['n', dimension])])
  const zeros = [g.byte(CODE_ZERO), g.constant(DataType.INT8, [], Uint8Array.of(CODE_ZERO))]
  g.output(g.node('MatMulInteger', [a, b, ...zeros]), 'scores', ['m', 'n'], DataType.INT32)
  return g.finish('code-products')
}

/**
 * Builds a graph that projects vectors onto directions: `vectors` float [rows, dimension] → `coordinates` [rows,
 * directions].
 * @param directions [directions, dimension]
 */
export function buildProjection(directions: Float32Array, dimension: number): OnnxModel {
  const g = new GraphBuilder()
  const count = directions.length / dimension
  const vectors = g.input('vectors', DataType.FLOAT, ['rows', dimension])
  const b = g.constant(DataType.FLOAT, [count, dimension], bytesOf(directions))
  g.output(g.node('Gemm', [vectors, b], { attributes: { transB: 1 } }), 'coordinates', ['rows', count])
  return g.finish('projection')
}

function tileMaxima(g: GraphBuilder, scores: Value, options: { name?: Value } = {}): Value {
  const tiles = g.node('Reshape', [scores, g.ints(0, -1, TILE)])
  return g.node('ReduceMax', [tiles], { attributes: { axes: [2], keepdims: 0 }, ...options })
}

function products(g: GraphBuilder, type: ProductType, dimension: number): Value {
  if (type === 'fp32') {
    const a = g.input('a', DataType.FLOAT, ['m', dimension])
    const b = g.input('b', DataType.FLOAT, ['n', dimension])
    return g.node('Gemm', [a, b], { attributes: { transB: 1 } })
  }
  const a = g.input('a', DataType.UINT8, ['m', dimension])
  const b = g.input('b', DataType.INT8, [dimension, 'n'])
  return g.node('MatMulInteger', [a, b, g.byte(LEFT_ZERO[type])])
}

function outputType(type: ProductType): number {
  return type === 'fp32' ? DataType.FLOAT : DataType.INT32
}

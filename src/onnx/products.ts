import { bytesOf } from '../basics/bytes.js'
import { type ByteRange, LEFT_ZERO } from './byte-range.js'
import { DataType, GraphBuilder, type OnnxModel, type Value } from './graph.js'

/** Columns whose products are summed up by their greatest one. */
export const TILE = 64

/** What vectors are multiplied in: int8 with left codes of some range, or fp32. */
export type ProductType = ByteRange | 'fp32'

/**
 * Products of each row of `a` with each of `b`, as `scores` [rows of a, rows of b].
 *
 * For int8, `a` is uint8 [m, dimension] around `LEFT_ZERO` of its range and `b` int8 [dimension, n]; the products are
 * int32. For fp32, both are float [rows, dimension].
 */
export function buildProducts(type: ProductType, dimension: number): OnnxModel {
  const g = new GraphBuilder()
  g.output(products(g, type, dimension), 'scores', ['m', 'n'], outputType(type))
  return g.finish('products')
}

/**
 * The greatest product in each tile of 64 columns, as `maxima` [rows of a, rows of b / 64]; inputs as for
 * `buildProducts`. What leaves onnxruntime is copied, and copying all products would take longer than computing them.
 */
export function buildTileMaxima(type: ProductType, dimension: number): OnnxModel {
  const g = new GraphBuilder()
  g.output(tileMaxima(g, products(g, type, dimension)), 'maxima', ['m', 'tiles'], outputType(type))
  return g.finish('tile-maxima')
}

/**
 * int8 `scores` of `a`, as `buildProducts` has them, with columns that stay the same, and their `maxima` by tile.
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
 * Coordinates of vectors along some directions: `vectors` float [rows, dimension] to `coordinates` [rows, directions].
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

import { DataType, GraphBuilder, type OnnxModel, type Value } from './onnx.js'

/** Columns whose products are summed up by their greatest one. */
export const TILE = 64

/** What vectors are multiplied in. */
export type ProductType = 'int8' | 'fp32'

/** Added to the left side of an int8 product: processors multiply unsigned by signed bytes. */
export const LEFT_ZERO = 128

/**
 * Products of each row of `a` with each of `b`, as `scores` [rows of a, rows of b].
 *
 * For int8, `a` is uint8 [m, dimension] around 128 and `b` int8 [dimension, n]; the products are int32. For fp32, both
 * are float [rows, dimension].
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
  const tiles = g.node('Reshape', [products(g, type, dimension), g.ints(0, -1, TILE)])
  const maxima = g.node('ReduceMax', [tiles], { attributes: { axes: [2], keepdims: 0 } })
  g.output(maxima, 'maxima', ['m', 'tiles'], outputType(type))
  return g.finish('tile-maxima')
}

function products(g: GraphBuilder, type: ProductType, dimension: number): Value {
  if (type === 'fp32') {
    const a = g.input('a', DataType.FLOAT, ['m', dimension])
    const b = g.input('b', DataType.FLOAT, ['n', dimension])
    return g.node('Gemm', [a, b], { attributes: { transB: 1 } })
  }
  const a = g.input('a', DataType.UINT8, ['m', dimension])
  const b = g.input('b', DataType.INT8, [dimension, 'n'])
  return g.node('MatMulInteger', [a, b, g.byte(LEFT_ZERO)])
}

function outputType(type: ProductType): number {
  return type === 'int8' ? DataType.INT32 : DataType.FLOAT
}

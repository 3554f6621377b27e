import type { GraphBuilder, Value } from '../../onnx/graph.js'
import type { Dim, Tape, Tensor } from './tape.js'

export interface ProductOptions {
  /** Transpose the last two axes of the left or the right factor. */
  transA?: boolean
  transB?: boolean
  /** Factor on the product. */
  alpha?: number
}

/** A product of matrices in batches, by onnxruntime's operator that transposes while it reads. */
export function product(
  g: GraphBuilder,
  a: Value,
  b: Value,
  { transA = false, transB = false, alpha = 1 }: ProductOptions = {},
): Value {
  return g.node('FusedMatMul', [a, b], {
    domain: 'com.microsoft',
    attributes: { transA: Number(transA), transB: Number(transB), alpha: { float: alpha } },
  })
}

/**
 * a·b, or a·bᵀ with `transB`, over the last two axes. Axes before them are a batch, the same for both.
 * @param alpha factor on the product
 */
export function matmul(t: Tape, a: Tensor, b: Tensor, { transB = false, alpha = 1 } = {}): Tensor {
  const { graph: g } = t
  const columns = b.shape.at(transB ? -2 : -1) as Dim
  return t.record(
    product(g, a.value, b.value, { transB, alpha }),
    [...a.shape.slice(0, -1), columns],
    [a, b],
    dy => [
      () => product(g, dy, b.value, { transB: !transB, alpha }),
      () =>
        transB
          ? product(g, dy, a.value, { transA: true, alpha })
          : product(g, a.value, dy, { transA: true, alpha }),
    ],
  )
}

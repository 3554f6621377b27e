import type { GraphBuilder, Value } from '../../onnx/graph.js'
import type { Tape, Tensor } from './tape.js'

/**
 * x·Wᵀ + b over rows. Neither direction transposes or copies the weight.
 * @param x [rows, in]
 * @param weight [out, in], as PyTorch stores it
 * @param bias [out]
 * @returns [rows, out]
 */
export function linear(t: Tape, x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const { graph: g } = t
  const y = gemm(g, [x.value, weight.value, ...(bias ? [bias.value] : [])], { transB: 1 })
  const shape = [x.shape[0]!, weight.shape[0]!]
  return t.record(y, shape, [x, weight, ...(bias ? [bias] : [])], dy => [
    () => gemm(g, [dy, weight.value]),
    () => outer(g, dy, x.value, { rows: Number(weight.shape[0]), columns: Number(weight.shape[1]) }),
    () => sumColumns(g, dy),
  ])
}

/**
 * aᵀ·b for tall factors. onnxruntime's CPU kernel is fastest for products that are wider than high, whose left factor
 * is not transposed while it is read: up to 1.5 times as fast, the transpositions here included.
 */
export function outer(
  g: GraphBuilder,
  a: Value,
  b: Value,
  { rows, columns }: { rows: number; columns: number },
): Value {
  const transpose = (x: Value): Value => g.node('Transpose', [x])
  if (rows <= columns) return gemm(g, [transpose(a), b])
  return transpose(gemm(g, [transpose(b), a]))
}

export function gemm(
  g: GraphBuilder,
  inputs: readonly Value[],
  attributes: { transA?: 1; transB?: 1; alpha?: { float: number } } = {},
): Value {
  return g.node('Gemm', inputs, { attributes })
}

/** Sums over rows: [rows, columns] to [columns]. */
export function sumColumns(g: GraphBuilder, x: Value): Value {
  return g.node('ReduceSum', [x, g.ints(0)], { attributes: { keepdims: 0 } })
}

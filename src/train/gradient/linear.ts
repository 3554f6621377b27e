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
    () => gemm(g, [dy, x.value], { transA: 1 }),
    () => sumColumns(g, dy),
  ])
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

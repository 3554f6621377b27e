import type { GraphBuilder, Value } from '../../onnx/graph.js'
import { once, type Tape, type Tensor } from './tape.js'

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
  { rows, columns, alpha = 1 }: { rows: number; columns: number; alpha?: number },
): Value {
  const factor = alpha === 1 ? {} : { alpha: { float: alpha } }
  const transpose = (x: Value): Value => g.node('Transpose', [x])
  if (rows <= columns) return gemm(g, [transpose(a), b], factor)
  return transpose(gemm(g, [transpose(b), a], factor))
}

/** Weights of a linear layer that does not learn. */
export interface FrozenLinear {
  /** [out, in], in float32 once `after` has been computed (see `GraphBuilder.weight`). */
  weight: (after: Value) => Value
  /** [out] */
  bias: Value
}

/** A low-rank change to a matrix: scale·up·down. */
export interface Adapter {
  /** [rank, in] */
  down: Tensor
  /** [out, rank] */
  up: Tensor
  scale: number
}

/**
 * x·Wᵀ + b + scale·(x·downᵀ)·upᵀ, of which only the adapter learns (Hu et al. 2021).
 * @param x [rows, in]
 * @returns [rows, out]
 */
export function adaptedLinear(
  t: Tape,
  x: Tensor,
  frozen: FrozenLinear,
  { down, up, scale }: Adapter,
): Tensor {
  const { graph: g } = t
  const alpha = { float: scale }
  const [rank, inputs] = down.shape.map(Number) as [number, number]
  const outputs = Number(up.shape[0])
  const narrow = gemm(g, [x.value, down.value], { transB: 1 })
  const base = gemm(g, [x.value, frozen.weight(x.value), frozen.bias], { transB: 1 })
  // The third input of Gemm is added to the product.
  const y = gemm(g, [narrow, up.value, base], { transB: 1, alpha })
  return t.record(y, [x.shape[0]!, outputs], [x, down, up], dy => {
    const dNarrow = once(() => gemm(g, [dy, up.value], { alpha }))
    return [
      () => gemm(g, [dNarrow(), down.value, gemm(g, [dy, frozen.weight(dy)])]),
      () => outer(g, dNarrow(), x.value, { rows: rank, columns: inputs }),
      () => outer(g, dy, narrow, { rows: outputs, columns: rank, alpha: scale }),
    ]
  })
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

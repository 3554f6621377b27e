import { DataType, type Value } from '../../onnx/graph.js'
import { div } from './arithmetic.js'
import type { Dim, Tape, Tensor } from './tape.js'

/** Sums over the last axis, which stays with size 1. */
export function sumRows(t: Tape, x: Tensor): Tensor {
  const { graph: g } = t
  const sum = g.node('ReduceSum', [x.value, g.ints(-1)], { attributes: { keepdims: 1 } })
  return t.record(sum, lastAxisOne(x.shape), [x], dy => [() => expand(t, dy, x.value)])
}

/** Means over the last axis, which stays with size 1. */
export function meanRows(t: Tape, x: Tensor): Tensor {
  const { graph: g } = t
  const mean = g.node('ReduceMean', [x.value], { attributes: { axes: [-1], keepdims: 1 } })
  return t.record(mean, lastAxisOne(x.shape), [x], dy => [
    () => {
      const size = g.node('Gather', [g.node('Shape', [x.value]), g.ints(-1)])
      return expand(t, g.node('Div', [dy, g.cast(size, DataType.FLOAT)]), x.value)
    },
  ])
}

/** The sum of all elements, as a tensor of no axes. */
export function sumAll(t: Tape, x: Tensor): Tensor {
  const sum = t.graph.node('ReduceSum', [x.value], { attributes: { keepdims: 0 } })
  return t.record(sum, [], [x], dy => [() => expand(t, dy, x.value)])
}

/** The logarithm of the sum of exponentials over the last axis, which stays with size 1. */
export function logSumExp(t: Tape, x: Tensor): Tensor {
  const { graph: g } = t
  const y = g.node('ReduceLogSumExp', [x.value], { attributes: { axes: [-1], keepdims: 1 } })
  return t.record(y, lastAxisOne(x.shape), [x], dy => [
    () => g.node('Mul', [g.node('Exp', [g.node('Sub', [x.value, y])]), dy]),
  ])
}

/** Euclidean norms over the last axis, which stays with size 1; at least `least`, below which they are constant. */
export function normRows(t: Tape, x: Tensor, least: number): Tensor {
  const { graph: g } = t
  const norm = g.node('ReduceL2', [x.value], { attributes: { axes: [-1], keepdims: 1 } })
  const bound = g.float(least)
  const y = g.node('Max', [norm, bound])
  return t.record(y, lastAxisOne(x.shape), [x], dy => [
    () => {
      const free = g.cast(g.node('Greater', [norm, bound]), DataType.FLOAT)
      return g.node('Mul', [x.value, g.node('Div', [g.node('Mul', [dy, free]), y])])
    },
  ])
}

/** As in torch.nn.functional.normalize: divides by max(norm, 1e-12). */
const NORMALIZE_EPSILON = 1e-12

/** Scales rows (the last axis) to unit length. */
export function unitRows(t: Tape, x: Tensor): Tensor {
  return div(t, x, normRows(t, x, NORMALIZE_EPSILON))
}

function lastAxisOne(shape: readonly Dim[]): Dim[] {
  return [...shape.slice(0, -1), 1]
}

function expand(t: Tape, value: Value, like: Value): Value {
  return t.graph.node('Expand', [value, t.graph.node('Shape', [like])])
}

import type { GraphBuilder, Value } from '../../onnx/graph.js'
import type { Dim, Tape, Tensor } from './tape.js'

/** Elementwise operators. Shapes broadcast as in ONNX; axes of equal names have equal sizes. */

export function add(t: Tape, a: Tensor, b: Tensor): Tensor {
  const shape = broadcast(a.shape, b.shape)
  return t.record(t.graph.node('Add', [a.value, b.value]), shape, [a, b], dy => [
    () => sumTo(t.graph, dy, shape, a.shape),
    () => sumTo(t.graph, dy, shape, b.shape),
  ])
}

export function sub(t: Tape, a: Tensor, b: Tensor): Tensor {
  const { graph: g } = t
  const shape = broadcast(a.shape, b.shape)
  return t.record(g.node('Sub', [a.value, b.value]), shape, [a, b], dy => [
    () => sumTo(g, dy, shape, a.shape),
    () => g.node('Neg', [sumTo(g, dy, shape, b.shape)]),
  ])
}

export function mul(t: Tape, a: Tensor, b: Tensor): Tensor {
  const { graph: g } = t
  const shape = broadcast(a.shape, b.shape)
  return t.record(g.node('Mul', [a.value, b.value]), shape, [a, b], dy => [
    () => sumTo(g, g.node('Mul', [dy, b.value]), shape, a.shape),
    () => sumTo(g, g.node('Mul', [dy, a.value]), shape, b.shape),
  ])
}

export function div(t: Tape, a: Tensor, b: Tensor): Tensor {
  const { graph: g } = t
  const shape = broadcast(a.shape, b.shape)
  const y = g.node('Div', [a.value, b.value])
  return t.record(y, shape, [a, b], dy => [
    () => sumTo(g, g.node('Div', [dy, b.value]), shape, a.shape),
    () => g.node('Neg', [sumTo(g, g.node('Div', [g.node('Mul', [dy, y]), b.value]), shape, b.shape)]),
  ])
}

export function sqrt(t: Tape, x: Tensor): Tensor {
  const { graph: g } = t
  const y = g.node('Sqrt', [x.value])
  return t.record(y, x.shape, [x], dy => [() => g.node('Div', [dy, g.node('Add', [y, y])])])
}

/** The greater of each element and a bound, where it is constant. */
export function atLeast(t: Tape, x: Tensor, bound: number): Tensor {
  const { graph: g } = t
  const least = g.float(bound)
  return t.record(g.node('Max', [x.value, least]), x.shape, [x], dy => [
    () => g.node('Where', [g.node('Greater', [x.value, least]), dy, g.float(0)]),
  ])
}

/** A number as a tensor of no axes. */
export function scalar(t: Tape, value: number): Tensor {
  return t.constant(t.graph.float(value), [])
}

function broadcast(a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a]
  const offset = long.length - short.length
  return long.map((dim, axis) => (axis < offset || short[axis - offset] === 1 ? dim : short[axis - offset]!))
}

/** Sums over the axes along which a value of shape `to` was broadcast to `from`. */
function sumTo(g: GraphBuilder, value: Value, from: readonly Dim[], to: readonly Dim[]): Value {
  const added = from.length - to.length
  const leading = Array.from({ length: added }, (_, axis) => axis)
  const repeated = from.flatMap((dim, axis) =>
    axis >= added && to[axis - added] === 1 && dim !== 1 ? [axis] : [],
  )
  let sum = value
  if (repeated.length > 0)
    sum = g.node('ReduceSum', [sum, g.ints(...repeated)], { attributes: { keepdims: 1 } })
  if (leading.length > 0)
    sum = g.node('ReduceSum', [sum, g.ints(...leading)], { attributes: { keepdims: 0 } })
  return sum
}

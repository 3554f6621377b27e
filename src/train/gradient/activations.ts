import type { GraphBuilder, Value } from '../../onnx/graph.js'
import type { Tape, Tensor } from './tape.js'

/** Exact GELU, x·Φ(x). Its derivative is Φ(x) + x·φ(x). */
export function gelu(t: Tape, x: Tensor): Tensor {
  const { graph: g } = t
  const y = g.node('Gelu', [x.value], { domain: 'com.microsoft' })
  return t.record(y, x.shape, [x], dy => [
    () => {
      // With s = x/√2: Φ = (1 + erf s)/2, and x·φ = s·exp(-s²)/√π, whose constant goes into the exponent.
      const s = g.node('Mul', [x.value, g.float(Math.SQRT1_2)])
      const distribution = halved(g, g.node('Erf', [s]))
      const exponent = g.node('Sub', [g.float(-Math.log(Math.PI) / 2), g.node('Mul', [s, s])])
      const density = g.node('Mul', [s, g.node('Exp', [exponent])])
      return g.node('Mul', [dy, g.node('Add', [distribution, density])])
    },
  ])
}

const CUBIC = 0.044715

/** GELU's approximation by tanh: x·(1 + tanh u)/2 with u = √(2/π)·(x + 0.044715·x³). */
export function geluTanh(t: Tape, x: Tensor): Tensor {
  const { graph: g } = t
  const y = g.node('FastGelu', [x.value], { domain: 'com.microsoft' })
  return t.record(y, x.shape, [x], dy => [
    () => {
      const squared = g.node('Mul', [x.value, x.value])
      const affine = (cubic: number): Value =>
        g.node('Add', [
          g.node('Mul', [squared, g.float(Math.sqrt(2 / Math.PI) * cubic)]),
          g.float(Math.sqrt(2 / Math.PI)),
        ])
      const tanh = g.node('Tanh', [g.node('Mul', [x.value, affine(CUBIC)])])
      const slope = g.node('Mul', [x.value, affine(3 * CUBIC)])
      const inner = g.node('Mul', [g.node('Sub', [g.float(1), tanh]), slope])
      // (1 + tanh u)/2 is a factor of both terms: y' = (1 + tanh u)/2 · (1 + (1 - tanh u)·x·u').
      return g.node('Mul', [dy, g.node('Mul', [halved(g, tanh), g.node('Add', [g.float(1), inner])])])
    },
  ])
}

export function relu(t: Tape, x: Tensor): Tensor {
  const { graph: g } = t
  const y = g.node('Relu', [x.value])
  return t.record(y, x.shape, [x], dy => [
    () => g.node('Where', [g.node('Greater', [x.value, g.float(0)]), dy, g.float(0)]),
  ])
}

export function tanh(t: Tape, x: Tensor): Tensor {
  const { graph: g } = t
  const y = g.node('Tanh', [x.value])
  return t.record(y, x.shape, [x], dy => [
    () => g.node('Mul', [dy, g.node('Sub', [g.float(1), g.node('Mul', [y, y])])]),
  ])
}

export function sigmoid(t: Tape, x: Tensor): Tensor {
  const { graph: g } = t
  const y = g.node('Sigmoid', [x.value])
  return t.record(y, x.shape, [x], dy => [
    () => g.node('Mul', [dy, g.node('Mul', [y, g.node('Sub', [g.float(1), y])])]),
  ])
}

/** log(1 + exp x) */
export function softplus(t: Tape, x: Tensor): Tensor {
  const { graph: g } = t
  return t.record(g.node('Softplus', [x.value]), x.shape, [x], dy => [
    () => g.node('Mul', [dy, g.node('Sigmoid', [x.value])]),
  ])
}

/** (1 + x)/2 for x from -1 to 1, in one pass over memory. */
function halved(g: GraphBuilder, x: Value): Value {
  return g.node('HardSigmoid', [x], { attributes: { alpha: { float: 0.5 }, beta: { float: 0.5 } } })
}

import { DataType, type Value } from '../../onnx/graph.js'
import type { Dim, Tape, Tensor } from './tape.js'

/**
 * Some rows of a matrix.
 * @param x [rows, width]
 * @param indices int32 [size]; no row comes twice
 */
export function takeRows(t: Tape, x: Tensor, indices: Value, size: Dim): Tensor {
  const { graph: g } = t
  return t.record(g.node('Gather', [x.value, indices]), [size, x.shape[1]!], [x], dy => [
    () => {
      const zeros = g.node('ConstantOfShape', [g.node('Shape', [x.value])])
      const places = g.node('Unsqueeze', [g.cast(indices, DataType.INT64), g.ints(1)])
      return g.node('ScatterND', [zeros, places, dy])
    },
  ])
}

/**
 * The negative logarithm of the share that softmax gives to one column of each row, in nats.
 * @param logits [rows, columns]
 * @param targets int32 [rows, 1]: the column of each row
 * @returns [rows, 1]
 */
export function crossEntropy(t: Tape, logits: Tensor, targets: Value): Tensor {
  const { graph: g } = t
  const pick = (from: Value): Value => g.node('GatherElements', [from, targets], { attributes: { axis: 1 } })
  const all = g.node('ReduceLogSumExp', [logits.value], { attributes: { axes: [-1], keepdims: 1 } })
  const y = g.node('Sub', [all, pick(logits.value)])
  return t.record(y, [logits.shape[0]!, 1], [logits], dy => [
    () => {
      const shares = g.node('Exp', [g.node('Sub', [logits.value, all])])
      const own = g.node('Sub', [pick(shares), g.float(1)])
      const slope = g.node('ScatterElements', [shares, targets, own], { attributes: { axis: 1 } })
      return g.node('Mul', [slope, dy])
    },
  ])
}

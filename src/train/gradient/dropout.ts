import type { Value } from '../../onnx/graph.js'
import type { Tape, Tensor } from './tape.js'

/**
 * Multiplies rows by rows of a table of masks. The backward pass reads the masks again instead of keeping the rows it
 * has read.
 * @param x [rows, width]
 * @param masks [masks, width]
 * @param indices int32 [rows]: which mask each row takes
 */
export function maskRows(t: Tape, x: Tensor, masks: Value, indices: Value): Tensor {
  const { graph: g } = t
  const masked = (of: Value): Value => g.node('Mul', [of, g.node('Gather', [masks, indices])])
  return t.record(masked(x.value), x.shape, [x], dy => [() => masked(dy)])
}

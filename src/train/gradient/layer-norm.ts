import { DataType } from '../../onnx/graph.js'
import { sumColumns } from './linear.js'
import { once, type Tape, type Tensor } from './tape.js'

/**
 * Normalises rows to mean 0 and variance 1, then scales and shifts.
 * @param x [rows, width]
 * @param scale [width]
 * @param shift [width]
 * @param epsilon added to the variance
 */
export function layerNorm(
  t: Tape,
  x: Tensor,
  { scale, shift, epsilon }: { scale: Tensor; shift: Tensor; epsilon: number },
): Tensor {
  const { graph: g } = t
  const width = Number(x.shape.at(-1))
  const attributes = { axis: -1, epsilon: { float: epsilon } }
  const [y, , inverse] = g.nodes(
    'LayerNormalization',
    [x.value, scale.value, shift.value],
    ['y', '', 'inverse'],
    {
      attributes,
    },
  ) as [string, string, string]
  return t.record(y, x.shape, [x, scale, shift], dy => {
    const ones = g.constant(DataType.FLOAT, [width], new Uint8Array(new Float32Array(width).fill(1).buffer))
    const normal = once(() => g.node('LayerNormalization', [x.value, ones], { attributes }))
    const along = once(() => g.node('Mul', [dy, normal()]))
    return [
      () => {
        // (g - mean(g) - n·mean(g·n)) / deviation, with g = dy·scale and n the normalised rows. The means of
        // products with scale are products with a column.
        const column = g.node('Reshape', [g.node('Div', [scale.value, g.float(width)]), g.ints(width, 1)])
        const mean = g.node('MatMul', [dy, column])
        const slope = g.node('MatMul', [along(), column])
        const scaled = g.node('Mul', [dy, scale.value])
        const centred = g.node('Sub', [scaled, mean])
        return g.node('Mul', [g.node('Sub', [centred, g.node('Mul', [normal(), slope])]), inverse])
      },
      () => sumColumns(g, along()),
      () => sumColumns(g, dy),
    ]
  })
}

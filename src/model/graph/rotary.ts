import { bytesOf } from '../../basics/bytes.js'
import { DataType, type Value } from '../../onnx/graph.js'
import type { TransformerModule } from '../checkpoint/types.js'
import type { Operations } from './operations.js'

/** Turns the vectors of each head by an angle that grows with the position: float [tokens, heads × head size]. */
export type Rotate = (x: Value) => Value

/** Rotations of layers that see all tokens, and of those that see the ones nearby. */
export interface Rotations {
  everywhere: Rotate
  nearby: Rotate
}

/**
 * Rotary positions, as in transformers: the second half of a head is the partner of the first.
 * @param positions int64 [tokens]
 */
export function buildRotations(
  o: Operations,
  positions: Value,
  { rotary, headSize }: { rotary: TransformerModule['rotary']; headSize: number },
): Rotations {
  const { theta, localTheta } = rotary!
  const everywhere = buildRotation(o, positions, headSize, theta)
  const isSame = localTheta === undefined || localTheta === theta
  return { everywhere, nearby: isSame ? everywhere : buildRotation(o, positions, headSize, localTheta) }
}

/** @param theta base of the frequencies */
function buildRotation({ g, type }: Operations, positions: Value, headSize: number, theta: number): Rotate {
  const half = headSize / 2
  const frequencies = Float32Array.from({ length: half }, (_, i) => theta ** ((-2 * i) / headSize))
  const row = g.constant(DataType.FLOAT, [1, half], bytesOf(frequencies))
  const column = g.node('Unsqueeze', [g.cast(positions, DataType.FLOAT), g.ints(1)])
  const angles = g.node('Mul', [column, row])
  const [cosines, sines] = ['Cos', 'Sin'].map(name => {
    const values = g.node(name, [angles])
    return type === DataType.FLOAT ? values : g.cast(values, type)
  }) as [Value, Value]
  // The operator takes tables by position. These have one row per token, and the tokens are looked up in order.
  const start = g.ints(0)
  return x => {
    const one = g.node('Unsqueeze', [x, g.ints(0)])
    const turned = g.node('RotaryEmbedding', [one, start, cosines, sines], { domain: 'com.microsoft' })
    return g.node('Squeeze', [turned, g.ints(0)])
  }
}

import type { Value } from '../../onnx/graph.js'
import type { TransformerModule } from '../checkpoint/types.js'
import { type Bias, MASKED } from './attention.js'
import type { Operations } from './operations.js'

/** Distance from which on MPNet no longer tells positions apart. */
const FARTHEST = 128

/**
 * Hides tokens farther away than `reach` from each other. In texts that short, nothing is hidden, and the attention runs
 * without it.
 */
export function windowBias(o: Operations, reach: number, slots: Value): Bias {
  const { g } = o
  const length = lengthOf(o, slots)
  const far = g.node('Greater', [g.node('Abs', [distances(o, length)]), g.ints(reach)])
  const values = g.node('Mul', [g.cast(far, o.type), o.scalar(MASKED)])
  return {
    values: g.node('Unsqueeze', [values, g.ints(0, 1)]),
    isNeeded: g.node('Squeeze', [g.node('Greater', [length, g.ints(reach + 1)])]),
  }
}

/** MPNet's learned addends to scores, by how far and in which direction a token lies. */
export function relativeBias(
  o: Operations,
  name: string,
  { buckets = 32, heads }: TransformerModule,
  slots: Value,
): Bias {
  const { g } = o
  const ids = g.ints(...Array.from({ length: 2 * FARTHEST + 1 }, (_, i) => bucketOf(i - FARTHEST, buckets)))
  const clipped = g.node('Min', [
    g.node('Max', [distances(o, lengthOf(o, slots)), g.ints(-FARTHEST)]),
    g.ints(FARTHEST),
  ])
  const which = g.node('Gather', [ids, g.node('Add', [clipped, g.ints(FARTHEST)])])
  const byHead = g.node('Transpose', [o.rows(name, buckets, heads, which)], {
    attributes: { perm: [2, 0, 1] },
  })
  return { values: g.node('Unsqueeze', [byHead, g.ints(0)]) }
}

/** @param distance position of the key less that of the query */
function bucketOf(distance: number, buckets: number): number {
  const half = buckets / 2
  const exact = half / 2
  const far = Math.abs(distance)
  const side = distance > 0 ? half : 0
  if (far < exact) return side + far
  // In float32, as torch computes it: at powers of two, the result is an integer.
  const ratio = Math.fround(Math.fround(Math.log(far / exact)) / Math.log(FARTHEST / exact))
  return side + Math.min(half - 1, exact + Math.floor(Math.fround(ratio * (half - exact))))
}

/** int64 [1]: tokens of the longest text. */
function lengthOf({ g }: Operations, slots: Value): Value {
  return g.node('Gather', [g.node('Shape', [slots]), g.ints(1)])
}

/** int64 [sequence, sequence]: position of the key (column) less that of the query (row). */
function distances({ g }: Operations, length: Value): Value {
  const [zero, one] = [0, 1].map(value => g.node('Squeeze', [g.ints(value)])) as [Value, Value]
  const range = g.node('Range', [zero, g.node('Squeeze', [length]), one])
  return g.node('Sub', [g.node('Unsqueeze', [range, g.ints(0)]), g.node('Unsqueeze', [range, g.ints(1)])])
}

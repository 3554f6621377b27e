import { buildProducts } from '../onnx/products.js'
import { free, ONE_THREAD, Session } from '../onnx/session.js'
import type { VectorBatch } from '../types.js'

/** Most scores held at once; more are computed in blocks. */
const MOST_SCORES = 2 ** 22

/**
 * Multiplies each row of `a` with all rows of `b`: for unit rows the cosines, in float32. On one thread.
 * @param visit called with each row of a, in order, and its products, which are only valid during the call
 */
export async function eachScoreRow(
  a: VectorBatch,
  b: VectorBatch,
  visit: (row: number, scores: Float32Array) => void,
): Promise<void> {
  const { dimension } = a
  const block = Math.max(1, Math.floor(MOST_SCORES / b.rows))
  const right = { data: b.values, dims: [b.rows, dimension] }
  const session = await Session.create(buildProducts('fp32', dimension), ONE_THREAD)
  try {
    for (let start = 0; start < a.rows; start += block) {
      const rows = Math.min(block, a.rows - start)
      const left = {
        data: a.values.subarray(start * dimension, (start + rows) * dimension),
        dims: [rows, dimension],
      }
      const scores = await session.run({ a: left, b: right }, 'scores')
      for (let i = 0; i < rows; i++) visit(start + i, scores.subarray(i * b.rows, (i + 1) * b.rows))
      free(scores)
    }
  } finally {
    await session.close()
  }
}

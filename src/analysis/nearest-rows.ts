import { TopK } from '../basics/top-k.js'
import { buildProducts } from '../onnx/products.js'
import { ONE_THREAD, Session } from '../onnx/session.js'

/** Rows multiplied with all others at a time. */
const BLOCK = 256

/** Rows, and their Euclidean distances. */
export interface NearRows {
  rows: number[]
  distances: number[]
}

/**
 * The rows nearest to each of some unit vectors, exactly, by the products of all with all.
 * @param count rows wanted, the row itself included, which comes first
 */
export async function nearestRows(vectors: readonly Float32Array[], count: number): Promise<NearRows[]> {
  const dimension = vectors[0]?.length ?? 0
  const rows = vectors.length
  const data = new Float32Array(rows * dimension)
  for (const [row, vector] of vectors.entries()) data.set(vector, row * dimension)
  const session = await Session.create(buildProducts('fp32', dimension), ONE_THREAD)
  const found: NearRows[] = []
  try {
    const b = { data, dims: [rows, dimension] }
    for (let first = 0; first < rows; first += BLOCK) {
      const end = Math.min(rows, first + BLOCK)
      const a = { data: data.subarray(first * dimension, end * dimension), dims: [end - first, dimension] }
      const scores = await session.run({ a, b }, 'scores')
      for (let row = first; row < end; row++)
        found.push(nearestTo(row, scores.subarray((row - first) * rows, (row - first + 1) * rows), count))
    }
  } finally {
    await session.close()
  }
  for (const [row, { rows: near, distances }] of found.entries())
    for (const other of near) distances.push(distance(vectors[row]!, vectors[other]!))
  return found
}

function nearestTo(row: number, scores: Float32Array, count: number): NearRows {
  const top = new TopK(count - 1)
  let least = Number.NEGATIVE_INFINITY
  for (let other = 0; other < scores.length; other++) {
    if (other === row || scores[other]! < least) continue
    top.offer(other, scores[other]!)
    if (top.best.length === count - 1) least = top.best.at(-1)!.score
  }
  return { rows: [row, ...top.best.map(near => near.row)], distances: [] }
}

/** Not from the product, which rounding leaves little of where two vectors are nearly the same. */
function distance(a: Float32Array, b: Float32Array): number {
  let squared = 0
  for (let d = 0; d < a.length; d++) squared += (a[d]! - b[d]!) ** 2
  return Math.sqrt(squared)
}

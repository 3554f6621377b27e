import { Random } from '../basics/random.js'
import { layOut } from './layout.js'
import { nearestRows } from './nearest-rows.js'

/** Of each point, itself included. */
const NEIGHBOURS = 15
const SEED = 1
/** Fewer points are laid out in a row. */
const MIN_POINTS = 4

/** Lays out unit vectors in two dimensions, so that near ones stay near, from their exact nearest neighbours. Deterministic. */
export async function project(vectors: readonly Float32Array[]): Promise<[number, number][]> {
  if (vectors.length < MIN_POINTS) return vectors.map((_, i) => [i, 0])
  const near = await nearestRows(vectors, Math.min(NEIGHBOURS, vectors.length - 1))
  const places = layOut(near, new Random(SEED))
  return vectors.map((_, i) => [places[2 * i]!, places[2 * i + 1]!])
}

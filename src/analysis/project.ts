import { UMAP } from 'umap-js'
import { Random } from '../basics/random.js'
import { nearestRows } from './nearest-rows.js'

/** Of each point, itself included. */
const NEIGHBOURS = 15
const EPOCHS = 200
const SEED = 1
/** Minimum number of points that UMAP can lay out. */
const MIN_POINTS = 4

/**
 * Lays out unit vectors in two dimensions, so that near ones stay near (UMAP: McInnes, Healy and Melville 2018), from their
 * exact nearest neighbours. Deterministic.
 */
export async function project(vectors: readonly Float32Array[]): Promise<[number, number][]> {
  if (vectors.length < MIN_POINTS) return vectors.map((_, i) => [i, 0])
  const nNeighbors = Math.min(NEIGHBOURS, vectors.length - 1)
  const random = new Random(SEED)
  const umap = new UMAP({ nNeighbors, nEpochs: EPOCHS, random: () => random.next() })
  const near = await nearestRows(vectors, nNeighbors)
  umap.setPrecomputedKNN(
    near.map(({ rows }) => rows),
    near.map(({ distances }) => distances),
  )
  // With neighbours given, it asks only how many points there are.
  return umap.fit(vectors.map(() => [])) as [number, number][]
}

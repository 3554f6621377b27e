import { UMAP } from 'umap-js'
import { Random } from '../basics/random.js'

const NEIGHBOURS = 15
const EPOCHS = 200
const SEED = 1
/** Minimum number of points that UMAP can lay out. */
const MIN_POINTS = 4

/**
 * Lays out vectors in two dimensions, so that near ones stay near (UMAP: McInnes, Healy and Melville 2018).
 * Deterministic.
 */
export function project(vectors: readonly Float32Array[]): [number, number][] {
  if (vectors.length < MIN_POINTS) return vectors.map((_, i) => [i, 0])
  const random = new Random(SEED)
  const umap = new UMAP({
    nNeighbors: Math.min(NEIGHBOURS, vectors.length - 1),
    nEpochs: EPOCHS,
    random: () => random.next(),
  })
  return umap.fit(vectors.map(vector => [...vector])) as [number, number][]
}

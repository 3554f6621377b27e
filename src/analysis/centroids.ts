import { kmeans } from 'ml-kmeans'

const ITERATIONS = 50
const SEED = 1

/**
 * Unit-length centroids of clusters of unit vectors, by k-means with k-means++ initialisation (Arthur and
 * Vassilvitskii 2007). Deterministic.
 */
export function centroids(vectors: readonly Float32Array[], count: number): Float32Array[] {
  const { centroids: middles } = kmeans(
    vectors.map(vector => [...vector]),
    count,
    { seed: SEED, initialization: 'kmeans++', maxIterations: ITERATIONS },
  )
  return middles.map(middle => {
    const length = Math.hypot(...middle)
    return Float32Array.from(middle, x => (length === 0 ? 0 : x / length))
  })
}

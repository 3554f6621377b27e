import { kmeans } from 'ml-kmeans'

const ITERATIONS = 50
const SEED = 1

/**
 * Middles of clusters of unit vectors, of unit length (k-means with k-means++ starts: Arthur and Vassilvitskii 2007). The
 * same vectors give the same middles.
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

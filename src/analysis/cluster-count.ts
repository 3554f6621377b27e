import { evenlySpaced } from '../basics/evenly-spaced.js'
import { addTo, dot } from '../basics/vectors.js'

/** Vectors that counts are tried on. */
const SAMPLE = 800
/** Counts from a third of the rule of thumb to one and a half of it: few are always best separated, and name nothing. */
const [LEAST, MOST] = [1 / 3, 1.5]
const STEP = 1.35

/** How many clusters texts fall into. */
export interface SuggestedCount {
  count: number
  /** Silhouette of each count that was tried. */
  tried: { count: number; silhouette: number }[]
  /** Why, as a sentence. */
  reason: string
}

/**
 * Suggests a number of clusters: around the rule of thumb, the square root of half the vectors of a sample (Mardia et al. 1979),
 * the one whose clusters are best separated. Costs about eight clusterings of the sample.
 * @param vectors unit vectors
 */
export async function suggestCount(
  vectors: readonly Float32Array[],
  findCentroids: (vectors: readonly Float32Array[], count: number) => Promise<Float32Array[]>,
): Promise<SuggestedCount> {
  const sample = evenlySpaced(vectors.length, SAMPLE).map(i => vectors[i]!)
  const tried: SuggestedCount['tried'] = []
  const attempt = async (count: number): Promise<void> => {
    if (count < 2 || count >= sample.length || tried.some(each => each.count === count)) return
    tried.push({ count, silhouette: silhouette(sample, await findCentroids(sample, count)) })
    tried.sort((a, b) => a.count - b.count)
  }
  const rule = Math.sqrt(sample.length / 2)
  for (let count = Math.max(2, rule * LEAST); count <= rule * MOST; count *= STEP)
    await attempt(Math.round(count))
  if (tried.length === 0)
    return { count: 1, tried, reason: `1 cluster: ${vectors.length} passages are too few for more` }
  const coarse = bestOf(tried)
  const [below, above] = [tried[coarse - 1], tried[coarse + 1]]
  const { count } = tried[coarse]!
  for (const other of [below, above]) if (other) await attempt(Math.round((count + other.count) / 2))
  const at = bestOf(tried)
  const best = tried[at]!
  const beside = [tried[at - 1], tried[at + 1]].flatMap(each =>
    each ? [`${each.count}: ${each.silhouette.toFixed(3)}`] : [],
  )
  return {
    count: best.count,
    tried,
    reason:
      `${best.count} clusters: of ${tried.length} counts from ${tried[0]!.count} to ${tried.at(-1)!.count} they are the ` +
      `best separated (silhouette ${[best.silhouette.toFixed(3), ...beside].join('; ')})`,
  }
}

function bestOf(tried: SuggestedCount['tried']): number {
  return tried.reduce((best, { silhouette }, i) => (silhouette > tried[best]!.silhouette ? i : best), 0)
}

/**
 * Mean silhouette (Rousseeuw 1987) by distances 1 - cosine to means of clusters instead of all their members; the own mean
 * is without the vector itself, or each vector alone would be a perfect cluster. One alone counts 0. -1 to 1.
 */
export function silhouette(vectors: readonly Float32Array[], centroids: readonly Float32Array[]): number {
  const own = vectors.map(vector => {
    const scores = centroids.map(centroid => dot(centroid, vector))
    return scores.indexOf(Math.max(...scores))
  })
  const sums = centroids.map(centroid => new Float32Array(centroid.length))
  const sizes = new Array<number>(centroids.length).fill(0)
  for (const [i, vector] of vectors.entries()) {
    addTo(sums[own[i]!]!, vector, 1)
    sizes[own[i]!]!++
  }
  const values = vectors.map((vector, i) => {
    const cluster = own[i]!
    if (sizes[cluster] === 1) return 0
    const near = distance(vector, addTo(sums[cluster]!.slice(), vector, -1))
    let far = Number.POSITIVE_INFINITY
    for (const [other, sum] of sums.entries())
      if (other !== cluster && sizes[other]! > 0) far = Math.min(far, distance(vector, sum))
    return Number.isFinite(far) ? (far - near) / Math.max(far, near, 1e-9) : 0
  })
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

function distance(vector: Float32Array, sum: Float32Array): number {
  return 1 - dot(vector, sum) / (Math.sqrt(dot(sum, sum)) || 1)
}

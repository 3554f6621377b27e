import { dot, rowOf } from '../basics/vectors.js'
import { AnlamError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'
import type { Metadata } from '../types.js'
import { TermCounter } from './terms.js'
import { findCentroids, projectVectors } from './threaded-analysis.js'

/** Maximum points of a map. The layout of more takes long. */
const MAP_POINTS = 2000
/** Regions of a full map. Smaller maps have fewer, so that each has some points. */
const MAX_REGIONS = 16
const MIN_REGION_POINTS = 20
const TERMS = 2

export interface MapPoint {
  id: string
  text: string
  metadata: Metadata
  x: number
  y: number
  /** Index of its region, from 0. */
  region: number
}

export interface MapRegion {
  /** Its most distinctive words. */
  label: string
  /** Median position of its points. */
  x: number
  y: number
  points: number
}

export interface PassageMap {
  points: MapPoint[]
  regions: MapRegion[]
}

/**
 * A two-dimensional map of an index, with similar passages close together. Takes seconds.
 * @throws AnlamError `invalid-input` if the index is empty
 */
export async function drawPassageMap(index: SearchIndex): Promise<PassageMap> {
  const { passages, vectors: batch } = await index.sample(MAP_POINTS)
  if (passages.length === 0) throw new AnlamError('invalid-input', `index ${index.name} is empty`)
  const vectors = passages.map((_, row) => rowOf(batch, row))
  const count = Math.max(1, Math.min(MAX_REGIONS, Math.floor(passages.length / MIN_REGION_POINTS)))
  const [places, centroids] = await Promise.all([projectVectors(vectors), findCentroids(vectors, count)])
  const points = passages.map(({ id, text, metadata }, i): MapPoint => {
    const scores = centroids.map(centroid => dot(centroid, vectors[i]!))
    const [x, y] = places[i]!
    return { id, text, metadata, x, y, region: scores.indexOf(Math.max(...scores)) }
  })
  return { points, regions: regionsOf(points, centroids.length) }
}

function regionsOf(points: readonly MapPoint[], count: number): MapRegion[] {
  const counter = new TermCounter()
  for (const { region, text } of points) counter.add(region, text)
  const terms = counter.terms(TERMS)
  return Array.from({ length: count }, (_, region) => {
    const own = points.filter(point => point.region === region)
    return {
      label: (terms.get(region) ?? []).join(', '),
      x: median(own.map(({ x }) => x)),
      y: median(own.map(({ y }) => y)),
      points: own.length,
    }
  })
}

/** The median; 0 if there are no values. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

import { dot, rowOf } from '../basics/vectors.js'
import { AnlamError } from '../errors.js'
import type { SearchIndex } from '../index/types.js'
import { type SuggestedCount, suggestCount } from './cluster-count.js'
import { stableSample } from './stable-sample.js'
import { TermCounter } from './terms.js'

/** Passages sampled to find the centroids; then every passage goes to the nearest one. */
const SAMPLE = 4000
const TERMS = 8
const LABEL_TERMS = 3

/** Passages that are about the same. */
export interface Cluster {
  /** From 1; larger clusters first. */
  cluster: number
  size: number
  /** Its three most distinctive words or terms. */
  label: string
  terms: string[]
  /** The passage nearest to the centroid. */
  representative: { id: string; text: string }
  /** Mean cosine of its passages to the centroid. */
  cohesion: number
  members: string[]
}

export interface Clustering {
  clusters: Cluster[]
  suggested?: SuggestedCount
}

export interface ClusterRequest {
  /** Default: as `suggestCount` suggests. */
  count?: number
  findCentroids: (vectors: readonly Float32Array[], count: number) => Promise<Float32Array[]>
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

interface Building {
  members: string[]
  sum: number
  best: { id: string; text: string; score: number } | undefined
}

/**
 * Clusters the passages of an index by meaning, and labels each cluster with its most distinctive words. The same
 * passages give the same clusters and labels, whichever was added first.
 * @returns with the suggested number, if none was given
 * @throws AnlamError `invalid-input` if the index is empty, or for more clusters than passages
 */
export async function clusterIndex(index: SearchIndex, request: ClusterRequest): Promise<Clustering> {
  const { signal, onProgress } = request
  const scan = signal ? { signal } : {}
  const sample = await stableSample(index, SAMPLE, signal)
  if (sample.length === 0) throw new AnlamError('invalid-input', `index ${index.name} is empty`)
  const { passages } = await index.stats()
  const suggested =
    request.count === undefined ? await suggestCount(sample, request.findCentroids) : undefined
  const count = request.count ?? suggested!.count
  if (count > sample.length) {
    throw new AnlamError(
      'invalid-input',
      `${count} clusters cannot be made of ${sample.length} passages${sample.length === SAMPLE ? ' (more are not looked at)' : ''}`,
    )
  }
  const centroids = await request.findCentroids(sample, count)
  const building = centroids.map((): Building => ({ members: [], sum: 0, best: undefined }))
  const terms = new TermCounter()
  let done = 0
  for await (const { passages: page, vectors } of index.scan(scan)) {
    for (const [i, { id, text }] of page.entries()) {
      const scores = centroids.map(centroid => dot(centroid, rowOf(vectors, i)))
      const cluster = scores.indexOf(Math.max(...scores))
      const score = scores[cluster]!
      const target = building[cluster]!
      target.members.push(id)
      target.sum += score
      if (!target.best || precedes({ id, score }, target.best)) target.best = { id, text, score }
      terms.add(cluster, text)
    }
    done += page.length
    // Others may have written since they were counted.
    onProgress?.(done, Math.max(done, passages))
  }
  const distinctive = terms.terms(TERMS)
  const clusters = building
    .map(({ members, sum, best }, i) => ({ members, sum, best, terms: distinctive.get(i) ?? [] }))
    .filter(({ members }) => members.length > 0)
    .sort((a, b) => b.members.length - a.members.length || (a.best!.id < b.best!.id ? -1 : 1))
    .map(({ members, sum, best, terms: words }, i) => ({
      cluster: i + 1,
      size: members.length,
      label: words.slice(0, LABEL_TERMS).join(', '),
      terms: words,
      representative: { id: best!.id, text: best!.text },
      cohesion: sum / members.length,
      members,
    }))
  return { clusters, ...(suggested ? { suggested } : {}) }
}

/** By score, and then by id, so that the order of passages does not matter. */
function precedes(a: { id: string; score: number }, b: { id: string; score: number }): boolean {
  return a.score > b.score || (a.score === b.score && a.id < b.id)
}

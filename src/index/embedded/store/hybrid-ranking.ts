import { unitCosine } from '../../../basics/vectors.js'
import { type BothScores, type Fusion, SAMPLED, scoresOf, scoring } from '../../fusion.js'
import type { Neighbour } from '../graph/hnsw.js'
import { byScore } from '../graph/neighbours.js'

/** What both searches found, unordered. */
export interface FoundByBoth {
  vector: Float32Array
  nearest: readonly Neighbour[]
  worded: readonly Neighbour[]
  /** BM25 of a passage that holds all words of the query. */
  full: number
  fusion: Fusion
}

/** What ranking reads of passages. */
export interface PassageReads {
  texts(labels: readonly number[]): string[]
  /** Of those that still exist. */
  vectorsAt(labels: readonly number[]): Map<number, Float32Array>
  /** The k best, by score and id. */
  firstById(scored: readonly Neighbour[], k: number): readonly Neighbour[]
}

/** The best passages by meaning and wording together, unordered, as `fuse` finds them. */
export function rankByBoth(
  { vector, full, fusion, ...found }: FoundByBoth,
  reads: PassageReads,
): Map<number, BothScores & { score: number }> {
  const cosines = new Map([...found.nearest].sort(byScore).map(({ label, score }) => [label, score]))
  const bm25 = new Map([...found.worded].sort(byScore).map(({ label, score }) => [label, score]))
  const labels = [...new Set([...cosines.keys(), ...bm25.keys()])]
  const vectors = reads.vectorsAt(labels)
  // A graph may be behind what another process has removed.
  const candidates = labels.flatMap(label => {
    const own = vectors.get(label)
    if (!own) return []
    const cosine = cosines.get(label) ?? unitCosine(own, vector)
    return [{ label, cosine, bm25: bm25.get(label) ?? 0, vector: own }]
  })
  const score = scoring(full, fusion, reads.texts(labels.slice(0, SAMPLED)))
  const scores = scoresOf(candidates, vector, score, fusion)
  const scored = candidates.map(({ label }, i) => ({ label, score: scores[i]! }))
  const both = new Map(candidates.map(({ label, cosine, bm25 }) => [label, { cosine, bm25 }]))
  return new Map(
    reads.firstById(scored, fusion.k).map(({ label, score }) => [label, { ...both.get(label)!, score }]),
  )
}

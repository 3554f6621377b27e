import { unitCosine } from '../../../basics/vectors.js'
import { type Fusion, SAMPLED, scoring } from '../../fusion.js'
import type { Neighbour } from '../graph/hnsw.js'
import { byScore } from '../graph/neighbours.js'

/** What both searches found, unordered, and how many each was to find. */
export interface FoundByBoth {
  vector: Float32Array
  nearest: readonly Neighbour[]
  worded: readonly Neighbour[]
  depth: number
  /** BM25 of a passage that holds all words of the query. */
  full: number
  fusion: Fusion
}

/** What ranking reads of passages. */
export interface PassageReads {
  /** Labels of passages that still exist. */
  existing(labels: readonly number[]): Set<number>
  texts(labels: readonly number[]): string[]
  vectorsAt(labels: readonly number[]): Map<number, Float32Array>
  /** The k best, by score and id. */
  firstById(scored: readonly Neighbour[], k: number): readonly Neighbour[]
}

/** By label. */
export type BothScores = Map<number, { cosine: number; bm25: number; score: number }>

/**
 * The best passages by meaning and wording together, unordered, as `fuse` finds them. What meaning did not find is no nearer
 * than the last that it found, so most passages that only wording found need no vector.
 */
export function rankByBoth(
  { vector, depth, full, fusion, ...found }: FoundByBoth,
  reads: PassageReads,
): BothScores {
  const near = [...found.nearest].sort(byScore)
  const farthest = near[depth - 1]?.score ?? 1
  // A graph may be behind what another process has removed.
  const there = reads.existing(near.map(({ label }) => label))
  const nearest = near.filter(({ label }) => there.has(label))
  const worded = [...found.worded].sort(byScore)
  const cosines = new Map(nearest.map(({ label, score }) => [label, score]))
  const bm25 = new Map(worded.map(({ label, score }) => [label, score]))
  const others = worded.filter(({ label }) => !cosines.has(label))
  const first = [...nearest, ...others].slice(0, SAMPLED)
  const score = scoring(full, fusion, reads.texts(first.map(({ label }) => label)))
  const scored = nearest.map(({ label, score: cosine }) => ({
    label,
    score: score(cosine, bm25.get(label) ?? 0),
  }))
  const least = [...scored].sort(byScore)[fusion.k - 1]?.score ?? -Infinity
  const hopeful = others.filter(other => score(farthest, other.score) >= least)
  for (const [label, own] of reads.vectorsAt(hopeful.map(({ label }) => label))) {
    cosines.set(label, unitCosine(own, vector))
    scored.push({ label, score: score(cosines.get(label)!, bm25.get(label)!) })
  }
  return new Map(
    reads
      .firstById(scored, fusion.k)
      .map(({ label, score }) => [label, { cosine: cosines.get(label)!, bm25: bm25.get(label) ?? 0, score }]),
  )
}

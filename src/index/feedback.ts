import { addTo, dot, unitCosine } from '../basics/vectors.js'

/** Passages that a query learns from. */
const TEACHERS = 3
/** By how much less a score is whose passage counts 1 / e as much. */
const SOFTNESS = 0.05
/** Weight of what is learnt from passages with a score of 1; the query has 1. */
const WEIGHT = 1.5
/** From this cosine on, two texts say the same: one teaches nothing that the other does not. */
const SAME = 0.98

/** A passage with what is known of it so far. */
export interface Rated {
  /** At most 1. */
  score: number
  /** With the query. */
  cosine: number
  /** Of unit length. */
  vector: Float32Array
}

/**
 * Cosines of passages with a query that has learnt from the best of them (pseudo-relevance feedback; Rocchio 1971). A mean over
 * words knows what the words of the query are near to; the passages that it is surest of hold the words in which others
 * say the same. So the query's vector is moved towards three of them, by their scores.
 *
 * @param query of unit length
 * @param passages in any order
 * @returns by passage; none is less than its cosine with the query itself, so that copies of a query keep their 1
 */
export function cosinesByFeedback(query: Float32Array, passages: readonly Rated[]): number[] {
  const teachers = teachersOf(passages)
  const learnt = Float32Array.from(query)
  const best = teachers[0]?.score ?? 0
  const shares = teachers.map(({ score }) => Math.exp((score - best) / SOFTNESS))
  const sum = shares.reduce((total, share) => total + share, 0)
  for (const [i, { score, vector }] of teachers.entries())
    addTo(learnt, vector, (WEIGHT * Math.max(0, score) * shares[i]!) / sum)
  const length = Math.sqrt(dot(learnt, learnt))
  if (length === 0) return passages.map(({ cosine }) => cosine)
  const unit = learnt.map(value => value / length)
  return passages.map(({ cosine, vector }) => Math.max(cosine, unitCosine(unit, vector)))
}

/** The best passages that say neither what the query says nor what a better one says, best first. */
function teachersOf(passages: readonly Rated[]): Rated[] {
  const teachers: Rated[] = []
  for (const passage of [...passages].sort((a, b) => b.score - a.score)) {
    if (teachers.length === TEACHERS) break
    if (passage.cosine >= SAME) continue
    if (teachers.every(({ vector }) => dot(vector, passage.vector) < SAME)) teachers.push(passage)
  }
  return teachers
}

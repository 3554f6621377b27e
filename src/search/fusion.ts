import { compareHits } from '../index/identity.js'
import type { Hit } from '../types.js'

/** Passages that each way of searching brings in, at least. */
export const CANDIDATES = 100

/** How much meaning counts; the rest is wording. Chosen on labelled Turkish pairs (`npm run bench -- quality`). */
const MEANING = 0.8

/** A passage with what both ways of searching say of it. */
export interface FusedHit extends Hit {
  cosine: number
  /** 0 where no word is shared. */
  bm25: number
}

/**
 * One ranking of two: cosines and BM25 are each brought to 0 to 1 among the candidates of a query, since neither has a
 * scale that holds between queries or models, and added with fixed weights (Bruch et al. 2023: more robust than ranks).
 *
 * @param cosineOf the cosine of every candidate, found by meaning or not
 * @returns at most k hits, best first, scores 0 to 1; ties by id
 */
export function fuse(
  semantic: readonly Hit[],
  lexical: readonly Hit[],
  cosineOf: (id: string) => number,
  k: number,
): FusedHit[] {
  const bm25 = new Map(lexical.map(({ id, score }) => [id, score]))
  const candidates = new Map([...semantic, ...lexical].map(hit => [hit.id, hit]))
  const cosines = new Map([...candidates.keys()].map(id => [id, cosineOf(id)]))
  const [lowest, highest] = [Math.min(...cosines.values()), Math.max(...cosines.values())]
  const most = Math.max(0, ...bm25.values())
  return [...candidates.values()]
    .map(hit => {
      const cosine = cosines.get(hit.id)!
      const shared = bm25.get(hit.id) ?? 0
      const meaning = highest > lowest ? (cosine - lowest) / (highest - lowest) : 1
      const wording = most > 0 ? shared / most : 0
      return { ...hit, score: MEANING * meaning + (1 - MEANING) * wording, cosine, bm25: shared }
    })
    .sort(compareHits)
    .slice(0, k)
}

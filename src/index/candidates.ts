import { unitCosine } from '../basics/vectors.js'
import type { CandidateQuery, Candidates, SearchIndex, SearchOptions } from './types.js'

/**
 * `SearchIndex.candidates` by the other operations, for an engine that has nothing better. Each of them sees a state of its
 * own; what was removed in between is left out.
 */
export async function candidatesBySearches(
  index: Pick<SearchIndex, 'search' | 'lexical' | 'fullScore' | 'vectors'>,
  { vector, wording, words, demands }: CandidateQuery,
  options: SearchOptions,
): Promise<Candidates> {
  const [near, worded, full] = await Promise.all([
    demands ? [] : index.search(vector, options),
    index.lexical(wording, options),
    index.fullScore(words),
  ])
  const bm25 = new Map(worded.map(({ id, score }) => [id, score]))
  const found = new Set(near.map(({ id }) => id))
  const others = worded.filter(({ id }) => !found.has(id))
  const vectors = await index.vectors(others.map(({ id }) => id))
  const hits = [
    ...near.map(({ score, ...hit }) => ({ ...hit, cosine: score, bm25: bm25.get(hit.id) ?? 0, near: true })),
    ...others.flatMap(({ score, ...hit }, i) => {
      const own = vectors[i]
      return own ? [{ ...hit, cosine: unitCosine(own, vector), bm25: score, near: false }] : []
    }),
  ]
  return { hits, full }
}

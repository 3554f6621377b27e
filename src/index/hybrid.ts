import { unitCosine } from '../basics/vectors.js'
import { fuse } from './fusion.js'
import type { HybridHits, HybridQuery, SearchIndex, SearchOptions } from './types.js'

/**
 * `SearchIndex.hybrid` by the other operations, for an engine that has nothing better. Each of them sees a state of its
 * own; what was removed in between is left out.
 */
export async function hybridBySearches(
  index: Pick<SearchIndex, 'search' | 'lexical' | 'fullScore' | 'vectors'>,
  { vector, wording, words, demands, fusion }: HybridQuery,
  options: SearchOptions,
): Promise<HybridHits> {
  const [near, worded, full] = await Promise.all([
    demands ? [] : index.search(vector, options),
    index.lexical(wording, options),
    index.fullScore(words),
  ])
  const bm25 = new Map(worded.map(({ id, score }) => [id, score]))
  const found = new Set(near.map(({ id }) => id))
  const others = worded.filter(({ id }) => !found.has(id))
  const vectors = await index.vectors(others.map(({ id }) => id))
  const candidates = [
    ...near.map(hit => ({ ...hit, cosine: hit.score, bm25: bm25.get(hit.id) ?? 0 })),
    ...others.flatMap((hit, i) => {
      const own = vectors[i]
      return own ? [{ ...hit, cosine: unitCosine(own, vector), bm25: hit.score }] : []
    }),
  ]
  return { hits: fuse(candidates, full, fusion), near: near.map(({ score }) => ({ score })) }
}

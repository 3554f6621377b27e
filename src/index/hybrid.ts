import { unitCosine } from '../basics/vectors.js'
import { fuse, SAMPLED, scoring } from './fusion.js'
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
  const hits = [...near, ...worded.filter(({ id }) => !found.has(id))]
  const known = fusion.bagOfWords ? 0 : near.length
  const vectors = await index.vectors(hits.slice(known).map(({ id }) => id))
  const candidates = hits.flatMap((hit, i) => {
    const both = { ...hit, bm25: bm25.get(hit.id) ?? 0 }
    if (i < known) return [{ ...both, cosine: hit.score }]
    const own = vectors[i - known]
    if (!own) return []
    return [{ ...both, cosine: near[i]?.score ?? unitCosine(own, vector), vector: own }]
  })
  const first = hits.slice(0, SAMPLED).map(({ text }) => text)
  return {
    hits: fuse(candidates, vector, scoring(full, fusion, first), fusion),
    near: near.map(({ score }) => ({ score })),
  }
}

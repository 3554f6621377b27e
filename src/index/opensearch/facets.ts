import { checkFacets, type Facet, type FacetOptions, MAX_DISTINCT, toFacet } from '../facets.js'
import { filterQueries, hasField, valueOfToken, valuePattern } from './metadata.js'
import type { Moments } from './moments.js'
import { PASSAGES } from './reads.js'

interface Answer {
  aggregations: {
    values: { doc_count: number; counted: { buckets: { key: string; doc_count: number }[] } }
  }
}

/** As `SearchIndex.facets`: one request for each field, because a cluster bounds the values of one answer. */
export async function facets(
  moments: Moments,
  fields: readonly string[],
  options: FacetOptions,
): Promise<Facet[]> {
  checkFacets(fields, options)
  const { filter = {}, limit, signal } = options
  const conditions = filterQueries(filter)
  return moments.read(async ({ visible }) => {
    const found: Facet[] = []
    for (const field of fields) {
      const { aggregations } = await moments.cluster.send<Answer>('POST', `/${moments.alias}/_search`, {
        body: {
          size: 0,
          track_total_hits: false,
          query: { bool: { filter: [PASSAGES, ...visible, ...conditions] } },
          aggs: {
            values: {
              filter: hasField(field),
              aggs: {
                counted: {
                  terms: {
                    field: 'meta',
                    include: valuePattern(field),
                    // By ordinals, some versions answer an expression that ends in `.*` with an internal error.
                    execution_hint: 'map',
                    size: MAX_DISTINCT + 1,
                    shard_size: MAX_DISTINCT + 1,
                  },
                },
              },
            },
          },
        },
        query: { allow_partial_search_results: false },
        signal,
      })
      const { doc_count: passages, counted } = aggregations.values
      const counts = new Map(counted.buckets.map(({ key, doc_count }) => [valueOfToken(key), doc_count]))
      found.push(toFacet(field, counts, { passages, limit }))
    }
    return found
  }, signal)
}

import { LRUCache } from 'lru-cache'
import type { Facet } from '../index/facets.js'
import type { Filter, SearchIndex } from '../index/types.js'

/** Values listed for a field, and counts remembered. */
export const LISTED = 50
const REMEMBERED = 200

/** Facets of indexes, counted once for each state and filter: a page asks for them with every letter that is typed. */
export class FacetCounts {
  private readonly counted = new LRUCache<string, Promise<Facet[]>>({ max: REMEMBERED })

  /** @throws AnlamError as `SearchIndex.facets` */
  async of(index: SearchIndex, fields: readonly string[], filter: Filter = {}): Promise<Facet[]> {
    const key = JSON.stringify([await index.revision(), fields, filter])
    const known = this.counted.get(key)
    if (known) return known
    const counting = index.facets(fields, { filter, limit: LISTED })
    this.counted.set(key, counting)
    // The next one tries again.
    counting.catch(() => this.counted.delete(key))
    return counting
  }
}

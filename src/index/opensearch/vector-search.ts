import { unitCosine } from '../../basics/vectors.js'
import { throwIfAborted } from '../../errors.js'
import type { Hit } from '../../types.js'
import { compareHits } from '../order.js'
import type { SearchOptions } from '../types.js'
import { filterQueries, type Query } from './metadata.js'
import type { FoundRow, Moments } from './moments.js'
import { PASSAGES } from './reads.js'
import { type PassageRow, toHit, vectorOf } from './rows.js'
import type { Moment } from './state.js'

/** Most candidates of a graph. */
const MOST_CANDIDATES = 10_000
/** More are read than asked for, because the cluster's cosines have 24 bits: the order of the last ones is decided here. */
const MORE = 16
/** Fewer passages are compared one by one, which takes no longer than the graph. */
export const FEW = 5000

export interface VectorSearchOptions {
  /** Length of the candidate list. */
  effort: number
  /** Number of passages up to which all are compared. */
  few: number
}

type Found = FoundRow<PassageRow>

/** Searches by vector, in the graph of the cluster or by comparing everything there. */
export class VectorSearch {
  constructor(
    private readonly moments: Moments,
    private readonly options: VectorSearchOptions,
  ) {}

  /** @param vector of unit length */
  async search(moment: Moment, vector: Float32Array, options: SearchOptions): Promise<Hit[]> {
    const { k, filter = {}, exact = false, signal } = options
    throwIfAborted(signal)
    const conditions = filterQueries(filter)
    const request: Request = { vector, values: Array.from(vector), k, conditions, signal }
    const { passages } = moment.state
    if (passages === 0) return []
    const isFew = passages <= this.options.few || 4 * k > passages
    const near = exact || isFew ? undefined : await this.near(moment, request, options.effort)
    return near ?? this.exact(moment, request)
  }

  /** @returns undefined if the graph has fewer hits than are wanted: only a comparison tells whether there are more */
  private async near(
    moment: Moment,
    request: Request,
    effort = this.options.effort,
  ): Promise<Hit[] | undefined> {
    const wanted = Math.min(request.k + MORE, MOST_CANDIDATES)
    // Most indexes have no dead rows, and a filter takes longer than to look at the hits.
    let found = await this.graph(request, wanted, effort, request.conditions)
    if (!found.every(({ row }) => moment.sees(row)))
      found = await this.graph(request, wanted, effort, [...request.conditions, ...moment.visible])
    if (found.length < request.k) return undefined
    return this.ranked([...found, ...(await this.copies(moment, request, found))], request)
  }

  private graph(
    { values, signal }: Request,
    size: number,
    effort: number,
    filter: readonly Query[],
  ): Promise<Found[]> {
    const list = Math.min(MOST_CANDIDATES, Math.max(effort, size))
    const knn = {
      vector: values,
      k: size,
      method_parameters: { ef_search: list },
      ...(filter.length > 0 ? { filter: { bool: { filter } } } : {}),
    }
    return this.moments.search<PassageRow>({ query: { knn: { vector: knn } }, size, signal })
  }

  /** Equal vectors crowd each other out of a graph, and are ordered by id: the rest of those that were found. */
  private async copies({ visible }: Moment, request: Request, found: readonly Found[]): Promise<Found[]> {
    const counts = new Map<string, number>()
    for (const { row } of found) counts.set(row.vh, (counts.get(row.vh) ?? 0) + 1)
    const repeated = [...counts].filter(([, count]) => count > 1).map(([hash]) => hash)
    const groups = repeated.map(hash => {
      const filter = [{ term: { vh: hash } }, PASSAGES, ...visible, ...request.conditions]
      const sort = [{ pid: 'asc' }]
      return this.moments.search<PassageRow>({
        query: { bool: { filter } },
        size: request.k,
        sort,
        signal: request.signal,
      })
    })
    return (await Promise.all(groups)).flat()
  }

  private async exact(moment: Moment, request: Request): Promise<Hit[]> {
    const { values, k, conditions, signal } = request
    const params = { field: 'vector', query_value: values, space_type: 'cosinesimil' }
    const query = {
      script_score: {
        query: { bool: { filter: [PASSAGES, ...moment.visible, ...conditions] } },
        script: { lang: 'knn', source: 'knn_score', params },
      },
    }
    const sort = [{ _score: 'desc' }, { pid: 'asc' }]
    return this.ranked(
      await this.moments.search<PassageRow>({ query, size: k + MORE, sort, signal }),
      request,
    )
  }

  private ranked(found: readonly Found[], { vector, k }: Request): Hit[] {
    const rows = new Map(found.map(({ row }) => [row.pid, row]))
    return [...rows.values()]
      .map(row => ({ row, id: row.pid, score: unitCosine(vectorOf(row.payload), vector) }))
      .sort(compareHits)
      .slice(0, k)
      .map(({ row, score }) => toHit(row, score))
  }
}

interface Request {
  vector: Float32Array
  /** The same as plain numbers. */
  values: number[]
  k: number
  conditions: readonly Query[]
  signal: AbortSignal | undefined
}

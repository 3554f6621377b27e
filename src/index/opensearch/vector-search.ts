import { unitCosine } from '../../basics/vectors.js'
import { throwIfAborted } from '../../errors.js'
import type { Hit } from '../../types.js'
import { compareHits } from '../order.js'
import type { SearchOptions } from '../types.js'
import { blurOf, numbersOf, type VectorKind } from './codes.js'
import { Crowds, repeatedVectors } from './crowds.js'
import { WINDOW } from './mapping.js'
import { filterQueries, type Query } from './metadata.js'
import type { FoundRow, Moments } from './moments.js'
import { PASSAGES } from './reads.js'
import { isPassage, type PassageRow, toHit, vectorsOf } from './rows.js'
import type { Moment } from './state.js'

/** Most candidates of a graph. */
const MOST_CANDIDATES = 10_000
/**
 * Candidates for each one of the effort: Lucene's graphs find less than hnswlib's with as many. Many small graphs need hardly fewer than a
 * large one, because Lucene leaves those that seem to have no more hits.
 */
export const CANDIDATES_OF_EFFORT = 1.5
/** More candidates than hits, of each graph. */
const MORE = 16
/** Fewer rows than those are read, as long as it is clear where the hits end: reading and sending rows takes time. */
const SPARE = 1
/** The cluster's cosines have 24 bits: the order of those that are as near to each other is decided here. */
const TIE = 1e-6
/** How many times more are read in each further round of an exact search. */
const ROUND = 4
/** Fewer passages are compared one by one, which takes no longer than the graph. */
export const FEW = 5000

export interface VectorSearchOptions {
  /** As `SearchOptions.effort`. */
  effort: number
  /** Number of passages up to which all are compared. */
  few: number
}

type Found = FoundRow<PassageRow>

/** Searches by vector, in the graph of the cluster or by comparing everything there. */
export class VectorSearch {
  private readonly crowds: Crowds

  constructor(
    private readonly moments: Moments,
    private readonly options: VectorSearchOptions,
    private readonly kind: VectorKind,
  ) {
    this.crowds = new Crowds(moments)
  }

  /** @param vector of unit length */
  async search(moment: Moment, vector: Float32Array, options: SearchOptions): Promise<Hit[]> {
    const { k, filter = {}, exact = false, signal } = options
    throwIfAborted(signal)
    const conditions = filterQueries(filter)
    const request: Request = { vector, values: numbersOf(vector, this.kind), k, conditions, signal }
    const { passages } = moment.state
    if (passages === 0) return []
    const isFew = passages <= this.options.few || 4 * k > passages
    const near = exact || isFew ? undefined : await this.near(moment, request, options.effort)
    return near ?? this.all(moment, request, exact)
  }

  /** @returns undefined if the graph has fewer hits than are wanted: only a comparison tells whether there are more */
  private async near(
    moment: Moment,
    request: Request,
    effort = this.options.effort,
  ): Promise<Hit[] | undefined> {
    // Most indexes have no dead rows, and a filter takes longer than to look at the hits.
    let found = await this.graph(request, effort, request.conditions)
    if (!found.every(({ row }) => isPassage(row) && moment.sees(row)))
      found = await this.graph(request, effort, [...request.conditions, PASSAGES, ...moment.visible])
    if (found.length < request.k) return undefined
    const [copies, others] = await Promise.all([
      this.copies(moment, request, [...repeatedVectors(found).keys()]),
      this.behind(moment, request, effort, await this.crowds.hiding(moment, found)),
    ])
    return this.ranked([...found, ...copies, ...others], request)
  }

  /** What crowds of equal vectors hide: links between copies leave few to other passages. */
  private async behind(
    { visible }: Moment,
    request: Request,
    effort: number,
    crowds: readonly string[],
  ): Promise<Found[]> {
    if (crowds.length === 0) return []
    const others: Query = { bool: { must_not: [{ terms: { vh: crowds } }] } }
    return this.graph(request, effort, [...request.conditions, PASSAGES, ...visible, others])
  }

  /** What the graph finds: the hits, and what is as near as the last one. */
  private async graph(
    { values, k, signal }: Request,
    effort: number,
    filter: readonly Query[],
  ): Promise<Found[]> {
    const most = Math.min(k + MORE, MOST_CANDIDATES)
    const candidates = Math.round(CANDIDATES_OF_EFFORT * effort)
    const knn = {
      vector: values,
      method_parameters: { ef_search: Math.min(MOST_CANDIDATES, Math.max(candidates, most)) },
      ...(filter.length > 0 ? { filter: { bool: { filter } } } : {}),
    }
    const first = (size: number): Promise<Found[]> =>
      this.moments.search<PassageRow>({ query: { knn: { vector: { ...knn, k: size } } }, size, signal })
    // Cosines of bytes are too rough to tell which the hits are.
    if (this.kind === 'byte') return first(most)
    const found = await first(Math.min(k + SPARE, most))
    const isClear = found.length < k + SPARE || found[k - 1]!.score - found.at(-1)!.score > TIE
    return isClear || k + SPARE >= most ? found : first(most)
  }

  /** Equal vectors crowd each other out of a graph, and are ordered by id: the rest of those that were found. */
  private async copies({ visible }: Moment, request: Request, repeated: readonly string[]): Promise<Found[]> {
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

  /**
   * Compares all vectors. Where they are bytes, an exact search reads more until none of the rest can be among the best; others
   * choose among the first ones.
   */
  private async all(moment: Moment, request: Request, exact: boolean): Promise<Hit[]> {
    const { values, k, conditions, signal } = request
    const params = { field: 'vector', query_value: values, space_type: 'cosinesimil' }
    const query = {
      script_score: {
        query: { bool: { filter: [PASSAGES, ...moment.visible, ...conditions] } },
        script: { lang: 'knn', source: 'knn_score', params },
      },
    }
    const sort = [{ _score: 'desc' }, { pid: 'asc' }]
    for (let wanted = k + MORE; ; wanted *= ROUND) {
      const size = Math.min(wanted, WINDOW)
      const found = await this.moments.search<PassageRow>({ query, size, sort, signal })
      const hits = this.ranked(found, request)
      if (this.kind === 'float' || !exact || found.length < size || size === WINDOW) return hits
      const next = cosineOf(found.at(-1)!) + (moment.state.blur ?? 0) + blurOf(request.vector)
      if (hits.length === k && next <= hits.at(-1)!.score) return hits
    }
  }

  private ranked(found: readonly Found[], { vector, k }: Request): Hit[] {
    const rows = [...new Map(found.map(({ row }) => [row.pid, row])).values()]
    const { values } = vectorsOf(rows, vector.length)
    return rows
      .map((row, i) => ({ row, id: row.pid, score: unitCosine(vector, values, i * vector.length) }))
      .sort(compareHits)
      .slice(0, k)
      .map(({ row, score }) => toHit(row, score))
  }
}

/** The cosine by which a script found a row: its score is no less than 0. */
function cosineOf({ score }: Found): number {
  return score - 1
}

interface Request {
  vector: Float32Array
  /** The same as the cluster has its own. */
  values: number[]
  k: number
  conditions: readonly Query[]
  signal: AbortSignal | undefined
}

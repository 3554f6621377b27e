import { type Explanation, explainAll } from '../analysis/explain.js'
import { toPlain } from '../basics/document.js'
import { AnlamError } from '../errors.js'
import { checkK } from '../index/checks.js'
import { checkFilter } from '../index/filter.js'
import type { FusedHit } from '../index/fusion.js'
import { assertSameModel } from '../index/identity.js'
import { type Filter, type LexicalQuery, MAX_K, type SearchIndex } from '../index/types.js'
import type { Encoder } from '../model/types.js'
import { bundledGlossary, type Glossary } from '../turkish/glossary.js'
import type { Hit } from '../types.js'
import { type Copies, withoutCopies } from './copies.js'
import { depthFor, depthOfPages } from './depth.js'
import { type Highlight, highlighter } from './highlight.js'
import type { Mode } from './modes.js'
import { type ParsedQuery, parseQuery } from './query-language.js'
import { encodeQuery } from './query-vector.js'
import type { RecallGauge } from './recall-gauge.js'
import {
  type Confidence,
  confidenceOf,
  POSSIBLE,
  QueryCoverage,
  type RelevanceModel,
  relevanceOf,
  withHeadings,
} from './relevance.js'
import {
  lookAgain,
  RERANK_TOP,
  type Reranked,
  type SecondLook,
  type SecondLookReport,
} from './second-look.js'

/** Most characters of a query; longer ones are documents, and can be searched for by their passages. */
export const MAX_QUERY_CHARACTERS = 100_000

/** Hits beyond those wanted among which copies are looked for. */
const MORE = 10

export interface SearchRequest {
  query: string
  /** Default `hybrid`, but `semantic` where wording cannot be looked for: see `Searcher.search`. */
  mode?: Mode
  /** Default 10. */
  k?: number
  /** Hits below this score are left out; `auto` leaves out those that probably do not answer (see `Confidence`). */
  minScore?: number | 'auto'
  filter?: Filter
  /** Hits that each side of a search by both looks at, at least; see `depthOfPages`. */
  depth?: number
  /** Leave out hits that say nothing that a better one does not (see `withoutCopies`); further ones take their places. */
  collapse?: boolean
  /** Look at the best hits again, with a model that reads each with the query. */
  rerank?: SecondLook
  signal?: AbortSignal
}

/** A hit with its rank. Its score is the cosine, BM25, or, in hybrid mode, the cosine raised by BM25 and the best hits, -1 to 1. */
export interface RankedHit extends Hit, Copies, Reranked {
  /** From 1. */
  rank: number
  /** In hybrid mode: the cosine with the query itself. */
  cosine?: number
  bm25?: number
  /** In lexical and hybrid mode: the matching words. */
  highlights?: Highlight[]
  /** Probability that it is a paraphrase of the query; only for calibrated indexes. */
  probability?: number
  /** Probability that it answers the query, 0 to 1; only for models whose scores have been measured. */
  relevance?: number
}

/** What a search found. */
export interface SearchResult {
  query: string
  mode: Mode
  hits: RankedHit[]
  /** What the most relevant hit says: whether the index probably, possibly or hardly answers. Only with `relevance`. */
  confidence?: Confidence
  /** What looking again did. Only with `rerank` in the request. */
  rerank?: SecondLookReport
  /** Milliseconds; encoding is 0 in lexical mode. */
  timings: { encode: number; search: number; total: number }
  /** Whether the query was cut to the most tokens the model takes. */
  truncated: boolean
}

interface FindOptions {
  k: number
  depth?: number
  filter?: Filter
  signal?: AbortSignal
}

interface Found {
  hits: (Hit | FusedHit)[]
  /** The lexical query. */
  wording?: LexicalQuery
  encode: number
  truncated: boolean
}

export interface SearcherOptions {
  /** Measures the recall of searches, and raises their effort if it is too low. */
  gauge?: RecallGauge | undefined
  /** Maps a cosine to the probability of a paraphrase. */
  probability?: ((score: number) => number) | undefined
  /** Tells the probability of an answer. */
  relevance?: RelevanceModel | undefined
  /** Terms with several names. Default: the bundled ones. */
  glossary?: Glossary | undefined
}

/** Searches an index with the encoder that built it. */
export class Searcher {
  readonly gauge: RecallGauge | undefined
  probability: ((score: number) => number) | undefined // Another one once the index is calibrated anew.
  readonly relevance: RelevanceModel | undefined
  private readonly ownGlossary: Glossary | undefined

  /** @throws AnlamError `incompatible-index` if another model built the index */
  constructor(
    readonly encoder: Encoder,
    readonly index: SearchIndex,
    { gauge, probability, relevance, glossary }: SearcherOptions = {},
  ) {
    assertSameModel(index.name, index.identity, encoder.spec)
    this.gauge = gauge
    this.probability = probability
    this.relevance = relevance
    this.ownGlossary = glossary
  }

  private get glossary(): Glossary {
    return this.ownGlossary ?? bundledGlossary()
  }

  /** Explains each hit, in order: which words of the query and of the hit contribute to their similarity. */
  explain(
    { query, hits }: Pick<SearchResult, 'query' | 'hits'>,
    signal?: AbortSignal,
  ): Promise<Explanation[]> {
    return explainAll(
      this.encoder,
      hits.map(({ text }) => [query, text]),
      signal,
    )
  }

  /**
   * Without a mode, the search is `hybrid`. If the query has too many words to look for, or the index keeps no words, it is
   * `semantic`, and the result says so; with a mode, that is an error.
   * @throws AnlamError `invalid-input` for a query that is empty, too long or not well-formed, such a filter, or a k outside
   * 1 to 10,000
   */
  async search(request: SearchRequest): Promise<SearchResult> {
    const { k = 10, minScore, collapse = false, depth, rerank, signal } = request
    const query = toPlain(request.query, 'the query')
    const filter = request.filter && checkFilter(request.filter)
    if (query.trim() === '') throw new AnlamError('invalid-input', 'the query is empty')
    if (query.length > MAX_QUERY_CHARACTERS) {
      throw new AnlamError(
        'invalid-input',
        `the query has ${query.length} characters; ${MAX_QUERY_CHARACTERS} are allowed`,
      )
    }
    checkK(k)
    if (minScore === 'auto' && !this.relevance) {
      throw new AnlamError(
        'invalid-input',
        `what the scores of ${this.encoder.spec.model} mean has not been measured: give a number, or measure it with \`anlam model measure\``,
      )
    }
    const started = performance.now()
    const find = collapse ? this.findDistinct : this.find
    const { mode, ...found } = await find.call(this, query, request.mode, {
      k: rerank ? Math.max(k, rerank.top ?? RERANK_TOP) : k,
      ...(depth === undefined ? {} : { depth }),
      // An empty one leaves nothing out: such a search counts when recall is measured.
      ...(filter && Object.keys(filter).length > 0 ? { filter } : {}),
      ...(signal ? { signal } : {}),
    })
    const ended = performance.now()
    const ranked = this.ranked(found, query, mode, minScore)
    const { hits, ...look } = rerank ? await lookAgain(query, ranked, rerank, signal) : { hits: ranked }
    const best = hits.reduce((most, { relevance = 0 }) => Math.max(most, relevance), 0)
    const total = performance.now() - started
    const timings = { encode: found.encode, search: ended - started - found.encode, total }
    return {
      ...{ query: request.query, mode, hits: hits.slice(0, k), ...look },
      ...(this.relevance ? { confidence: confidenceOf(best) } : {}),
      ...{ timings, truncated: found.truncated },
    }
  }

  /** Hits with what is known of them, without those below the least score. */
  private ranked(
    found: Found,
    query: string,
    mode: Mode,
    minScore: number | 'auto' | undefined,
  ): RankedHit[] {
    const { probability, relevance } = this
    const marks = found.wording && highlighter(found.wording)
    const coverage = relevance && new QueryCoverage(query, this.glossary)
    return found.hits
      .map(hit => {
        const cosine = mode === 'semantic' ? hit.score : (hit as Partial<FusedHit>).cosine
        return {
          ...hit,
          ...(probability && cosine !== undefined ? { probability: probability(cosine) } : {}),
          ...(relevance
            ? { relevance: relevanceOf(relevance, cosine, coverage!.of(withHeadings(hit))) }
            : {}),
          ...(marks ? { highlights: marks(hit.text) } : {}),
        }
      })
      .filter(({ score, relevance = 0 }) =>
        minScore === 'auto' ? relevance >= POSSIBLE : score >= (minScore ?? -Infinity),
      )
      .map((hit, i) => ({ rank: i + 1, ...hit }))
  }

  /** As `find`, but hits that a better one makes superfluous give way to further ones. */
  private async findDistinct(
    query: string,
    mode: Mode | undefined,
    options: FindOptions,
  ): Promise<Found & { mode: Mode }> {
    for (let k = options.k + MORE; ; k *= 2) {
      const wanted = Math.min(MAX_K, k)
      const depth = options.depth && Math.max(options.depth, depthOfPages(wanted))
      const found = await this.find(query, mode, { ...options, k: wanted, ...(depth ? { depth } : {}) })
      const hits = withoutCopies(found.hits)
      if (hits.length >= options.k || found.hits.length < wanted || wanted === MAX_K)
        return { ...found, hits: hits.slice(0, options.k) }
    }
  }

  private async find(
    query: string,
    mode: Mode | undefined,
    options: FindOptions,
  ): Promise<Found & { mode: Mode }> {
    if (mode === 'semantic') return { mode, ...(await this.byMeaning(query, options)) }
    const parsed = parseQuery(query, this.glossary)
    if (mode === 'lexical') {
      const hits = await this.index.lexical(parsed.wording, options)
      return { mode, hits, wording: parsed.wording, encode: 0, truncated: false }
    }
    try {
      return { mode: 'hybrid', ...(await this.byBoth(parsed, options)) }
    } catch (error) {
      // What a query requires or excludes, meaning alone cannot see to.
      if (mode === 'hybrid' || parsed.demands || !isUnsearchable(error)) throw error
      return this.find(query, 'semantic', options)
    }
  }

  private async byMeaning(query: string, options: FindOptions): Promise<Found> {
    const { vector, encode, truncated } = await this.encode(query, options)
    const hits = await this.index.search(vector, this.withEffort(options))
    if (!options.filter) this.gauge?.offer(vector, hits)
    return { hits, encode, truncated }
  }

  private async encode(
    query: string,
    { signal }: FindOptions,
  ): Promise<{ vector: Float32Array; truncated: boolean; encode: number }> {
    const started = performance.now()
    const encoded = await encodeQuery(this.encoder, query, this.glossary, signal)
    return { ...encoded, encode: performance.now() - started }
  }

  private withEffort(options: FindOptions): FindOptions & { effort?: number } {
    return this.gauge ? { effort: this.gauge.effort, ...options } : options
  }

  /** If the query requires or excludes words, only passages that match it are ranked. */
  private async byBoth({ text, words, wording, demands }: ParsedQuery, options: FindOptions): Promise<Found> {
    const depth = Math.min(MAX_K, depthFor(options.k, options.depth))
    const encoding = this.encode(text, options)
    if (!options.filter) this.index.anticipate?.(wording, depth).catch(() => undefined)
    const { vector, encode, truncated } = await encoding
    const fusion = {
      k: options.k,
      length: text.length,
      bagOfWords: this.encoder.spec.architecture === 'StaticEmbedding',
    }
    const deep = this.withEffort({ ...options, k: depth })
    const { hits, near } = await this.index.hybrid({ vector, wording, words, demands, fusion }, deep)
    if (!options.filter) this.gauge?.offer(vector, near)
    return { hits, wording, encode, truncated }
  }
}

/** Whether wording cannot be looked for: the query has too many words, or the index keeps none. */
function isUnsearchable(error: unknown): boolean {
  return (
    error instanceof AnlamError && (error.code === 'invalid-input' || error.code === 'incompatible-index')
  )
}

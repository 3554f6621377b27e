import { inGroups } from '../basics/in-groups.js'
import { rowOf } from '../basics/vectors.js'
import { AnlamError } from '../errors.js'
import type { NextPair } from '../evaluation/next-pairs.js'
import type { LabelledPair } from '../evaluation/pairs.js'
import type { Facet } from '../index/facets.js'
import { matches } from '../index/filter.js'
import { allDocuments } from '../index/read-all.js'
import type { IndexStats, SearchIndex, StoredDocument, StoredPassage } from '../index/types.js'
import type { IndexReport } from '../ingest/index-files.js'
import { ingest } from '../ingest/ingest.js'
import type { SearchResult } from '../search/searcher.js'
import { formatOf, TABLE_FORMATS } from '../tables/table.js'
import type { Hit } from '../types.js'
import type { Runtime } from './runtime.js'
import type {
  AddFilesOptions,
  AddOptions,
  AddReport,
  CalibrationReport,
  Cancellable,
  ClusterOptions,
  ClusterReport,
  ExportOptions,
  MineOptions,
  MineReport,
  PassageWithVector,
  ReadPassagesOptions,
  SearchOptions,
  SimilarOptions,
  TextIndex,
} from './text-index.js'
import { sourcesOf, type Texts } from './texts.js'

/** Queries answered at a time: one with a cross-encoder, whose budget counts while others wait. */
const QUERIES = 32
const PAIRS_TO_LABEL = 50
const FACET_VALUES = 20

/** An index of an `Anlam`; see `TextIndex`. What only some calls need is loaded by them. */
export class OpenTextIndex implements TextIndex {
  constructor(
    private readonly runtime: Runtime,
    readonly name: string,
  ) {}

  async add(texts: Texts, { signal, onProgress }: AddOptions = {}): Promise<AddReport> {
    const { index, encoder } = await this.runtime.searcher(this.name)
    let copies = 0
    const sources = sourcesOf(texts, index.identity.unit, () => copies++)
    const first = await sources.next()
    if (first.done)
      return { documents: 0, passages: 0, unchanged: 0, repaired: 0, truncated: 0, empty: 0, copies }
    const all = async function* () {
      yield first.value
      yield* sources
    }
    const report = await this.runtime.writers.use(index, async writer =>
      ingest({
        sources: all(),
        encoder,
        openIndex: async () => writer,
        publish: false,
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onCommitted: onProgress } : {}),
      }),
    )
    return { ...report, copies }
  }

  async addFiles(
    paths: string | readonly string[],
    {
      textField = 'text',
      idField = 'id',
      onError = 'fail',
      prune = false,
      onSkip,
      signal,
      onProgress,
    }: AddFilesOptions = {},
  ): Promise<IndexReport> {
    const { index, encoder } = await this.runtime.searcher(this.name)
    const { indexFiles } = await import('../ingest/index-files.js')
    // It opens the index itself, and one at a time may write.
    await this.runtime.writers.release(index.id)
    return indexFiles(this.runtime.config, {
      paths: [paths].flat(),
      index: this.name,
      encoder,
      prune,
      read: { textField, idField, onError, ...(onSkip ? { onSkip } : {}) },
      reporter: this.runtime.reporter,
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onCommitted: onProgress } : {}),
    })
  }

  async remove(ids: string | readonly string[]): Promise<number> {
    return this.runtime.writers.use(await this.index(), writer => writer.remove([ids].flat()))
  }

  async search(query: string, { rerank = false, ...options }: SearchOptions = {}): Promise<SearchResult> {
    const searcher = await this.runtime.searcher(this.name)
    if (!rerank) return searcher.search({ query, ...options })
    const { rerankTop, rerankBudget } = this.runtime.config
    const { top = rerankTop, budget = rerankBudget } = rerank === true ? {} : rerank
    const reranker = await this.runtime.reranker()
    return searcher.search({ query, ...options, rerank: { reranker, top, budget } })
  }

  async *searchAll(
    queries: Iterable<string> | AsyncIterable<string>,
    options: SearchOptions = {},
  ): AsyncGenerator<SearchResult, void, undefined> {
    for await (const group of inGroups(queries, options.rerank ? 1 : QUERIES))
      yield* await Promise.all(group.map(query => this.search(query, options)))
  }

  async similar(id: string, { k = 10, minScore = -1, filter, signal }: SimilarOptions = {}): Promise<Hit[]> {
    const index = await this.index()
    const [vector] = await index.vectors([id])
    if (!vector) throw new AnlamError('not-found', `index ${this.name} has no passage ${JSON.stringify(id)}`)
    const hits = await index.search(vector, {
      k: k + 1,
      ...(filter ? { filter } : {}),
      ...(signal ? { signal } : {}),
    })
    return hits.filter(hit => hit.id !== id && hit.score >= minScore).slice(0, k)
  }

  async get(ids: readonly string[]): Promise<(StoredPassage | undefined)[]> {
    return (await this.index()).get(ids)
  }

  async *documents({ signal }: Cancellable = {}): AsyncGenerator<StoredDocument, void, undefined> {
    yield* allDocuments(await this.index(), signal)
  }

  async *passages({
    filter,
    signal,
  }: ReadPassagesOptions = {}): AsyncGenerator<PassageWithVector, void, undefined> {
    const index = await this.index()
    for await (const { passages, vectors } of index.scan(signal ? { signal } : {}))
      for (const [i, passage] of passages.entries())
        if (filter === undefined || matches(passage.metadata, filter))
          yield { ...passage, vector: rowOf(vectors, i) }
  }

  async facets(
    fields: readonly string[],
    { limit = FACET_VALUES, ...options }: ReadPassagesOptions & { limit?: number } = {},
  ): Promise<Facet[]> {
    return (await this.index()).facets(fields, { limit, ...options })
  }

  async mine(options: MineOptions = {}): Promise<MineReport> {
    await this.index()
    const { mineTexts } = await import('./mine-texts.js')
    return mineTexts(this.runtime, this.name, options)
  }

  async calibrate(
    pairs: Iterable<LabelledPair> | AsyncIterable<LabelledPair>,
    { signal }: Cancellable = {},
  ): Promise<CalibrationReport> {
    const { calibrateByPairs } = await import('./calibrate.js')
    return calibrateByPairs(this.runtime, this.name, pairs, signal)
  }

  async nextPairs(count = PAIRS_TO_LABEL, { signal }: Cancellable = {}): Promise<NextPair[]> {
    const { nextPairsOf } = await import('../evaluation/calibrate-index.js')
    return nextPairsOf(this.runtime.config, await this.index(), { count, ...(signal ? { signal } : {}) })
  }

  async cluster({ count, signal, onProgress }: ClusterOptions = {}): Promise<ClusterReport> {
    const { clusterIndex } = await import('../analysis/cluster.js')
    const { findCentroids } = await import('../analysis/threaded-analysis.js')
    return clusterIndex(await this.index(), {
      findCentroids: (vectors, wanted) => findCentroids(vectors, wanted, signal),
      ...(count === undefined ? {} : { count }),
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    })
  }

  async export(
    path: string,
    { format = formatOf(path), excel, filter, signal }: ExportOptions = {},
  ): Promise<number> {
    if (!format)
      throw new AnlamError('invalid-input', `${path}: its name ends in none of .${TABLE_FORMATS.join(', .')}`)
    const { passageTable } = await import('../curation/passage-table.js')
    const { writeTable } = await import('../tables/write.js')
    return writeTable(path, await passageTable(await this.index(), { filter, signal }), { format, excel })
  }

  async stats(): Promise<IndexStats> {
    return (await this.index()).stats()
  }

  private async index(): Promise<SearchIndex> {
    return (await this.runtime.searcher(this.name)).index
  }
}

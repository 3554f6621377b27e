import type { Cluster } from '../analysis/cluster.js'
import type { SuggestedCount } from '../analysis/cluster-count.js'
import type { NextPair } from '../evaluation/next-pairs.js'
import type { LabelledPair } from '../evaluation/pairs.js'
import type { Facet } from '../index/facets.js'
import type { Filter, IndexStats, StoredDocument, StoredPassage } from '../index/types.js'
import type { IndexReport } from '../ingest/index-files.js'
import type { IngestReport } from '../ingest/ingest.js'
import type { MineSummary } from '../mining/mine.js'
import type { Group, MineSettings, Pair, Scope } from '../mining/types.js'
import type { Mode } from '../search/modes.js'
import type { SearchResult } from '../search/searcher.js'
import type { TableFormat } from '../tables/table.js'
import type { Hit } from '../types.js'
import type { Texts } from './texts.js'

/** Ends a call early: it then rejects with AnlamError `cancelled`. */
export interface Cancellable {
  signal?: AbortSignal
}

/** How texts are added. */
export interface AddOptions extends Cancellable {
  /** Called after each batch of at most 4,096 texts, when it is on disk. */
  onProgress?: (soFar: IngestReport) => void
}

/** What became of texts that were added. */
export interface AddReport extends IngestReport {
  /** Texts without an id that had been given before in the same call. */
  copies: number
}

/** How files are read and added. */
export interface AddFilesOptions extends AddOptions {
  /** Field of a row that holds its text; several as `a,b`, or a template `{a}. {b}`. Default: `text`. */
  textField?: string
  /** Field of a row that holds its id. Default: `id`. */
  idField?: string
  /** What becomes of a row that cannot be read. Default: `fail`; then nothing is written. */
  onError?: 'fail' | 'skip'
  /** Remove documents that these files held and do not hold any more. Default: false. */
  prune?: boolean
  /** Called with a description of each row or part that is left out. */
  onSkip?: (what: string) => void
}

/** What is searched, and which hits are wanted. */
export interface SearchOptions extends Cancellable {
  /** By meaning, by wording, or by both. Default: `hybrid`. */
  mode?: Mode
  /** Most hits, 1 to 10,000. Default: 10. */
  k?: number
  /** Leave out hits below this score; `auto`: those that probably do not answer. Default: none is left out. */
  minScore?: number | 'auto'
  /** Only passages whose metadata are like this. */
  filter?: Filter
  /** Leave out hits that say nothing that a better one does not. Default: false. */
  collapse?: boolean
  /** Look at the best hits again with the cross-encoder of the settings: how many (default 50), within how many milliseconds. */
  rerank?: boolean | { top?: number; budget?: number }
}

/** Which similar passages are wanted. */
export interface SimilarOptions extends Cancellable {
  /** Most hits, 1 to 9,999. Default: 10. */
  k?: number
  /** Least cosine of a hit. Default: -1. */
  minScore?: number
  filter?: Filter
}

/** Which pairs are wanted. */
export interface MineOptions extends Scope, Cancellable {
  /** Least cosine of a pair, -1 to 1. Default: as the index is calibrated, otherwise as measured for its model. */
  threshold?: number
  /** Most neighbours considered per passage. Default: 100. */
  topK?: number
  /** Only pairs of passages that are among each other's neighbours. Default: false. */
  mutual?: boolean
  /** Most pairs; the best are kept. Default: 1,000,000. */
  maxPairs?: number
  /** Compare all passages, or search the index for each. Default: `auto`, by their number. */
  method?: MineSettings['method']
  /** Bytes of memory, about, for what grows with the index. Default: 2 GiB. */
  memory?: number
  /** Wanted share of right pairs, above 0 to 1: takes the threshold from the calibration of the index. */
  precision?: number
  /** Another index of the same model: only pairs with one passage of each. */
  between?: string
  /** Folder for a report: `report.html`, `pairs.jsonl`, `pairs.csv`, `groups.jsonl`, `summary.json`. Default: none. */
  report?: string
  /** Called with what is done, and how much of how much. */
  onProgress?: (stage: 'reading' | 'comparing', done: number, total: number) => void
}

/** What mining found. */
export interface MineReport {
  /** Best first. */
  pairs: Pair[]
  /** Largest first. */
  groups: Group[]
  summary: MineSummary
}

/** What labelled pairs say of a model's cosines. */
export interface CalibrationReport {
  model: string
  /** How cosines are mapped to probabilities: the one of lower loss on pairs that were held out. */
  method: 'isotonic' | 'platt'
  /** Points of the mapping, by cosine; between them it is linear. */
  curve: { score: number; probability: number }[]
  /** Labelled pairs, and how many of them have the same meaning. */
  pairs: number
  positives: number
  /** Of the probabilities, on pairs that were held out; lower is better. */
  brier: number
  /** In nats. */
  logLoss: number
  /** Cosines that give a share of right pairs, with 95 % intervals. */
  thresholds: CalibratedThreshold[]
}

/** What a threshold is worth on the labelled pairs. */
export interface CalibratedThreshold {
  /** The share of right pairs that was wanted, or the best balance with those that are found. */
  wanted: number | 'f1'
  threshold: number
  /** Pairs from the threshold on. */
  accepted: number
  precision: number
  recall: number
  precisionInterval: [number, number]
  recallInterval: [number, number]
}

/** How many clusters are wanted. */
export interface ClusterOptions extends Cancellable {
  /** Number of clusters, 1 to the number of passages. Default: suggested by the texts. */
  count?: number
  /** Called with the number of passages that have their cluster. */
  onProgress?: (done: number, total: number) => void
}

/** Groups of passages by what they are about. */
export interface ClusterReport {
  /** Largest first. */
  clusters: Cluster[]
  /** Why there are so many. Absent if `count` was given. */
  suggested?: SuggestedCount
}

/** Which passages are wanted. */
export interface ReadPassagesOptions extends Cancellable {
  /** Only passages whose metadata are like this. */
  filter?: Filter
}

/** A passage with its vector. */
export interface PassageWithVector extends StoredPassage {
  /** [dimension], of unit length. */
  vector: Float32Array
}

/** Which passages are written, and how. */
export interface ExportOptions extends ReadPassagesOptions {
  /** Default: by the ending of the file's name, `.csv`, `.jsonl` or `.parquet`. */
  format?: TableFormat
  /** CSV as Excel opens it where a comma is the decimal point: semicolons, and a byte order mark. Default: false. */
  excel?: boolean
}

/**
 * An index: texts, their vectors, and what can be asked of them. It has no state of its own, so that as many as one likes, in
 * one process or several, may be used at once; one process at a time writes, and others get `unavailable` meanwhile (up to
 * five seconds after the last write).
 *
 * Every method throws AnlamError: `not-found` if the index is gone, `corrupt-index`, `incompatible-index` if another
 * model built it than the settings name, `invalid-input` once its `Anlam` is closed, and `cancelled` when the signal
 * fires. More errors are named where they can occur. Scores are cosines, -1 to 1, unless something else is said.
 */
export interface TextIndex {
  readonly name: string

  /**
   * Adds texts, replacing those with the same id; texts that the index has already are not embedded again. When it
   * resolves, all are on disk; when it rejects, those that `onProgress` has told of are.
   * @param texts in any number: they are read as they are embedded
   * @throws AnlamError `invalid-input` for a text that is none, is not well-formed, or is too long; `unavailable` while
   *   another process writes; `storage-full`
   */
  add(texts: Texts, options?: AddOptions): Promise<AddReport>

  /**
   * Adds files and folders, in any format that `anlam index` reads.
   * @param paths or patterns; folders with everything below them
   * @throws AnlamError as `add`; `not-found` for a path; `invalid-input` naming file and line of a row that cannot be read
   */
  addFiles(paths: string | readonly string[], options?: AddFilesOptions): Promise<IndexReport>

  /**
   * Removes documents.
   * @returns how many of them there were
   * @throws AnlamError `unavailable` while another process writes
   */
  remove(ids: string | readonly string[]): Promise<number>

  /**
   * Searches. Hits are best first; those with the same score in the order of their ids.
   * @throws AnlamError `invalid-input` for a query that is empty, longer than 100,000 characters or not well-formed, and
   *   for options outside their ranges
   */
  search(query: string, options?: SearchOptions): Promise<SearchResult>

  /**
   * Searches for many queries, 32 at a time, and yields their results in order.
   * @throws AnlamError as `search`
   */
  searchAll(
    queries: Iterable<string> | AsyncIterable<string>,
    options?: SearchOptions,
  ): AsyncGenerator<SearchResult, void, undefined>

  /**
   * The passages nearest to one of the index, without itself.
   * @param id of the passage, as hits have it
   * @throws AnlamError `not-found` for an unknown id
   */
  similar(id: string, options?: SimilarOptions): Promise<Hit[]>

  /** Passages by id, in order; undefined for an unknown one. */
  get(ids: readonly string[]): Promise<(StoredPassage | undefined)[]>

  /** All documents, in the order of their ids, without their texts. */
  documents(options?: Cancellable): AsyncGenerator<StoredDocument, void, undefined>

  /** All passages with their vectors, in the order in which they were added, as of one point in time. */
  passages(options?: ReadPassagesOptions): AsyncGenerator<PassageWithVector, void, undefined>

  /**
   * Counts the values of fields of metadata.
   * @param fields at most 20
   */
  facets(fields: readonly string[], options?: ReadPassagesOptions & { limit?: number }): Promise<Facet[]>

  /**
   * Finds all pairs of passages with the same meaning, and groups of them.
   * @throws AnlamError `invalid-input` for an empty index, or a precision that the calibration does not reach;
   *   `incompatible-index` for `between` of another model; `storage-full`
   */
  mine(options?: MineOptions): Promise<MineReport>

  /**
   * Learns from labelled pairs what a cosine means: from then on, pairs and hits have a `probability`, and mining takes
   * its threshold from it. Replaces an earlier calibration.
   * @throws AnlamError `invalid-input` if the labels do not suffice, saying how many are missing; an earlier calibration
   *   then stays
   */
  calibrate(
    pairs: Iterable<LabelledPair> | AsyncIterable<LabelledPair>,
    options?: Cancellable,
  ): Promise<CalibrationReport>

  /**
   * Pairs for a person to label, most telling first.
   * @param count default: 50
   */
  nextPairs(count?: number, options?: Cancellable): Promise<NextPair[]>

  /**
   * Groups passages by what they are about, and names each group by its most distinctive words. The same passages give
   * the same clusters.
   * @throws AnlamError `invalid-input` for an empty index, or more clusters than passages
   */
  cluster(options?: ClusterOptions): Promise<ClusterReport>

  /**
   * Writes passages as a table: id, text, title and a column for each field of metadata. The file is whole, or as it was.
   * @returns the number of rows
   * @throws AnlamError `invalid-input` for a name that does not say its format; `storage-full`
   */
  export(path: string, options?: ExportOptions): Promise<number>

  /** Model, dimension, and numbers of documents, passages and bytes. */
  stats(): Promise<IndexStats>
}

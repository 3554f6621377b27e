import type { AnlamError } from '../errors.js'
import type { DocumentFields, Hit, Metadata, Passage, RolePrompts, Unit, VectorBatch } from '../types.js'
import type { Facet, FacetOptions } from './facets.js'
import type { FusedHit, Fusion } from './fusion.js'
import type { IndexRecord, RecordKind, RecordPage } from './records.js'

/** Identity of an index, fixed when it is created. */
export interface IndexIdentity {
  /** Model as the user named it. */
  model: string
  /** Hex SHA-256 of the model; an index answers only for the model that built it. */
  fingerprint: string
  dimension: number
  /** Prefixes that its passages were, and its queries are encoded with; absent in an index made before they were kept. */
  prompts?: RolePrompts | undefined
  /** How documents are segmented; absent if each format has its own default. */
  unit?: Unit | undefined
}

/** A document and its passages, as written to an index. */
export interface IndexedDocument {
  document: Omit<DocumentFields, 'text'>
  /** Hash of everything the passages depend on; if it is equal, nothing has to be embedded again. */
  hash: string
  passages: Passage[]
}

/** Bounds of a value, compared as numbers if both are numbers, otherwise as text, which orders ISO 8601 dates. */
export interface Range {
  gt?: string
  gte?: string
  lt?: string
  lte?: string
}

/** Conditions on metadata; all must hold: `{ source: 'd2l-tr', date: { gte: '2024-01' } }`. Equality compares text. */
export type Filter = Record<string, string | Range>

/**
 * A lexical query. Words are as typed; the engine analyses them: a word also matches its other forms, and one typed
 * without Turkish letters matches one with them, at a lower score.
 */
export type LexicalQuery =
  | { word: string }
  /** Words with this prefix. */
  | { prefix: string }
  /** Adjacent words in this order, in any form. */
  | { phrase: readonly string[] }
  /** Another name of what is asked for: a phrase whose form as written counts nothing, so that it scores less. */
  | { name: string }
  | { any: readonly LexicalQuery[] }
  | { all: readonly LexicalQuery[] }
  | { match: LexicalQuery; not: LexicalQuery }

export interface SearchOptions {
  /** At most this many hits; 1 to `MAX_K`. */
  k: number
  filter?: Filter
  /**
   * Length of the candidate list of an approximate search, 1 or more. More finds more, and takes longer. Default: the
   * engine's.
   */
  effort?: number
  /**
   * Exact search: compares with every passage, in time linear in the index. Other searches are not blocked meanwhile;
   * `effort` is ignored.
   */
  exact?: boolean
  signal?: AbortSignal
}

/** A query by meaning and by wording at once. */
export interface HybridQuery {
  /** Of unit length. */
  vector: Float32Array
  wording: LexicalQuery
  /** Words of which a passage that held all would answer in full. */
  words: LexicalQuery
  /** Only passages that `wording` matches are wanted. */
  demands: boolean
  fusion: Fusion
}

export interface HybridHits {
  /** Best first. */
  hits: FusedHit[]
  /** The k nearest passages, best first, with their cosines, whether they are among the hits or not. */
  near: { score: number }[]
}

export type LexicalOptions = Pick<SearchOptions, 'k' | 'filter' | 'signal'>

/** Outcome of a write for one document. A refused document leaves the index unchanged. */
export type WriteOutcome =
  | { id: string; status: 'written' }
  /** `invalid-input` naming the passage whose id another document has. */
  | { id: string; status: 'refused'; error: AnlamError }

/** A passage of an index, with what is known of its document. */
export interface StoredPassage extends Passage {
  source: string
  title?: string
  metadata: Metadata
}

/** A document of an index, without its text. */
export interface StoredDocument extends Omit<DocumentFields, 'text'> {
  /** Number of its passages. */
  passages: number
}

/** Passages with their unit vectors; row i belongs to passage i. */
export interface Page {
  passages: StoredPassage[]
  vectors: VectorBatch
}

/** What an index holds, and how it was made. */
export interface IndexStats extends IndexIdentity {
  name: string
  id: string
  /** Number of the last write, for display; to detect writes, compare `revision()`. */
  revision: number
  documents: number
  passages: number
  /** Passages removed whose space is not free yet; 0 for an engine that frees it at once. */
  removed: number
  /** Bytes on disk; 0 for an engine that keeps nothing there. */
  bytes: number
  /** Number of the last published snapshot; 0 before the first one, and for an engine without snapshots. */
  generation: number
  /** Absent if the graph was built vector by vector, and for an engine without a graph of its own. */
  graph?: GraphReport
  /**
   * Bytes that building the graph at once would have taken, and might have, when vectors were added one by one instead. Stays until
   * the graph is built anew.
   */
  shortage?: { needed: number; allowed: number }
}

/** How a graph was built at once. */
export interface GraphReport {
  /** Distinct vectors that were built at once; later ones were added one by one. */
  builtAtOnce: number
  /** Cells that each vector was compared in; 1 if all pairs were. */
  cells: number
  /** Share of the nearest vectors that were among the candidates for links, measured on a sample. */
  candidateRecall: number
  /** It went on from where a process had been killed that was building it. */
  resumed?: true
  /** What compared all pairs, if not the processor: `cuda`. */
  device?: string
  /** Why no GPU did, though one was asked for or seemed to be there. */
  withoutDevice?: string
}

/**
 * An open index of a replaceable engine. Callers know nothing of files, labels or SQL.
 *
 * Each read sees one state: a document replaced meanwhile is read in its old or its new state, never mixed. Vectors are
 * unit rows. Scores of `search` are cosines in [-1, 1], those of `lexical` are BM25; higher is better, ties are ordered by
 * passage id in code point order.
 *
 * Every method throws AnlamError `not-found` once the index is closed, and `unavailable` if what serves it was lost.
 */
export interface SearchIndex {
  readonly name: string
  /** UUID created with the index; another index of the same name has another one. */
  readonly id: string
  readonly identity: IndexIdentity

  /**
   * Adds documents, replacing those with the same id. When it resolves, the documents reported as written are durable
   * and can be found; when it rejects, none is written.
   * @param vectors one row per passage, in order
   * @returns the outcome of each document, in order; a document is refused on its own if another one has the id of one
   *   of its passages
   * @throws AnlamError for an invalid call: `invalid-input` for rows that are not finite unit vectors, documents not
   *   made by `createDocument`, a document given twice, or an index opened for reading; `storage-full`
   */
  write(documents: readonly IndexedDocument[], vectors: VectorBatch): Promise<WriteOutcome[]>

  /** @returns how many of these documents existed */
  remove(documentIds: readonly string[]): Promise<number>

  /** Publishes a snapshot, so that the next opening does not have to replay the writes since the last one. */
  commit(): Promise<void>

  /**
   * @param vector of unit length
   * @returns at most k hits, best first
   * @throws AnlamError `invalid-input` for a vector that is not a finite unit vector of this dimension, or such a k;
   *   `cancelled`
   */
  search(vector: Float32Array, options: SearchOptions): Promise<Hit[]>

  /**
   * Searches by wording. The score is the BM25 (Robertson and Zaragoza 2009) of all terms t of the query, 0 or more:
   * the sum of idf(t) × f × (k1 + 1) / (f + k1 × (1 - b + b × length / mean length)), where k1 is 1.2 and b is 0.75.
   * All engines use this scale, because fusion adds it to cosines:
   * - A passage has the entries of the four fields that `analyze` makes of its text, its title and the `heading` of its
   *   metadata, and is as long as there are entries in all of them. A query has the terms that `toTerms` makes of it, so that
   *   a word has up to four. A term
   *   that comes again counts again; in `any`, four times at most.
   * - f is how often t stands in its field of the passage, times the field's weight (`FIELD_WEIGHTS`).
   * - idf(t) = max(1e-6, ln((N - n + 0.5) / (n + 0.5))), where n of the N passages hold t in that field.
   * - N, n and the mean length are of all passages that there are, whatever the filter.
   * @returns at most k hits, best first; none for a query without a word
   * @throws AnlamError `invalid-input` for a query with too many words or levels; `incompatible-index` if the index was
   *   made before it kept wording
   */
  lexical(query: LexicalQuery, options: LexicalOptions): Promise<Hit[]>

  /**
   * The BM25, on the scale of `lexical`, of a passage of mean length whose text holds each term of the query once: a measure of
   * how much of a query another passage's score is. 0 for a query without a word, and for an index without passages.
   * @throws AnlamError as `lexical`
   */
  fullScore(query: LexicalQuery): Promise<number>

  /**
   * Ranks the k best passages of `lexical`, so that a `hybrid` with this wording and k that comes next need not: while its query is
   * encoded, an index may have nothing else to do. What speaks against it, that search says.
   * @throws AnlamError as `lexical`
   */
  anticipate?(wording: LexicalQuery, k: number): Promise<void>

  /**
   * Ranks the k best passages of `search` and the k best of `lexical` together, by `fuse`, from one state of the index. With a
   * bag of words, scores depend on what both found, and so on k.
   * @throws AnlamError as both
   */
  hybrid(query: HybridQuery, options: SearchOptions): Promise<HybridHits>

  /** @returns passages in the order of the ids; undefined for an unknown id */
  get(passageIds: readonly string[]): Promise<(StoredPassage | undefined)[]>

  /** @returns hash and passage count of each of these documents that is in the index */
  hashes(documentIds: readonly string[]): Promise<Map<string, { hash: string; passages: number }>>

  /**
   * A page of documents, sorted by id.
   * @param after id of the last document of the previous page; absent for the first page
   */
  documents(options: { after?: string; limit: number }): Promise<StoredDocument[]>

  /** A document with its passages in order; undefined if there is none. */
  document(id: string): Promise<{ document: StoredDocument; passages: StoredPassage[] } | undefined>

  /** Vectors of passages in the order of the ids; undefined for an unknown id. */
  vectors(passageIds: readonly string[]): Promise<(Float32Array | undefined)[]>

  /**
   * All passages and vectors, in pages, in the order they were added. All pages see one point in time, that of the
   * first. An engine on disk keeps later writes in its log until the scan ends or is abandoned, so a slow scan beside
   * many writes costs disk space.
   */
  scan(options?: { pageSize?: number; signal?: AbortSignal }): AsyncIterable<Page>

  /**
   * At most n passages with their vectors, evenly spaced in the order they were added: those at positions floor(i ×
   * passages / n), or all if there are no more. The same state gives the same sample. Only the returned texts and
   * vectors are read.
   * @param n 1 to 10,000
   */
  sample(n: number): Promise<Page>

  /** At most n passages, 1 to 10,000: those that were added last, the latest first. */
  latest(n: number): Promise<StoredPassage[]>

  /**
   * Counts the values of fields of metadata, in time linear in the documents that match.
   * @throws AnlamError `invalid-input` for more than `MAX_FACETS` fields, or such a limit or filter; `cancelled`
   */
  facets(fields: readonly string[], options: FacetOptions): Promise<Facet[]>

  /**
   * Keeps records beside the passages, replacing those with the same keys. No search sees them, and the revision stays.
   * Each is durable when it resolves; when it rejects, some may have been kept.
   * @throws AnlamError `invalid-input` for keys that `checkRecordKeys` refuses, or an index opened for reading;
   *   `storage-full`
   */
  putRecords(kind: RecordKind, records: readonly IndexRecord[]): Promise<void>

  /** Removes records by their keys; those that do not exist are no error. */
  removeRecords(kind: RecordKind, keys: readonly string[]): Promise<void>

  /** A page of records, sorted by key in code point order. */
  records(kind: RecordKind, page: RecordPage): Promise<IndexRecord[]>

  /**
   * Opaque token of the index's state. It changes with every write, and is the same in every process until then. Tokens
   * have no order.
   */
  revision(): Promise<string>

  stats(): Promise<IndexStats>

  close(): Promise<void>
}

/** Most hits of a search, and most passages of a sample. */
export const MAX_K = 10_000

import type { AnlamError } from '../errors.js'
import type { DocumentFields, Hit, Metadata, Passage, Unit, VectorBatch } from '../types.js'

/** What an index is for. It is fixed when the index is made. */
export interface IndexIdentity {
  /** Model as the user named it. */
  model: string
  /** Hex SHA-256 of the model; an index answers only for the model that built it. */
  fingerprint: string
  dimension: number
  /** How documents were cut; absent where each format has its own default. */
  unit?: Unit | undefined
}

/** A document and its passages, as an index takes them. */
export interface IndexedDocument {
  document: Omit<DocumentFields, 'text'>
  /** Of everything the document's passages depend on; equal hashes mean that nothing need be embedded again. */
  hash: string
  passages: Passage[]
}

/** Bounds of a value: as numbers where value and bound are, else as text, which puts ISO 8601 dates in order. */
export interface Range {
  gt?: string
  gte?: string
  lt?: string
  lte?: string
}

/** Conditions on metadata, all of which must hold: `{ source: 'd2l-tr', date: { gte: '2024-01' } }`. Equality is that of text. */
export type Filter = Record<string, string | Range>

/**
 * What to look for in wording. Words are as people write them; their forms are the engine's business: a word also
 * matches other forms of itself, and one typed without Turkish letters matches one typed with them, at a lower score.
 */
export type LexicalQuery =
  | { word: string }
  /** Words that start so. */
  | { prefix: string }
  /** Words next to each other in this order, in any form. */
  | { phrase: readonly string[] }
  | { any: readonly LexicalQuery[] }
  | { all: readonly LexicalQuery[] }
  | { match: LexicalQuery; not: LexicalQuery }

export interface SearchOptions {
  /** At most this many hits; 1 or more. */
  k: number
  filter?: Filter
  /** Candidates an approximate search looks at, 1 or more; default: the engine's own. More find more and take longer. */
  effort?: number
  /**
   * Compare with every passage: the true k nearest, by their true cosines. Takes time in proportion to the index, for which
   * an engine lets other searches through; `effort` is ignored.
   */
  exact?: boolean
  signal?: AbortSignal
}

export type LexicalOptions = Pick<SearchOptions, 'k' | 'filter' | 'signal'>

/** What became of one document of a write. A refused one is in the index as it was before, or not at all. */
export type WriteOutcome =
  | { id: string; status: 'written' }
  /** `invalid-input` naming the passage whose id another document holds. */
  | { id: string; status: 'refused'; error: AnlamError }

export interface StoredPassage extends Passage {
  source: string
  title?: string
  metadata: Metadata
}

/** A document of an index, without its text. */
export interface StoredDocument extends Omit<DocumentFields, 'text'> {
  /** How many there are of it. */
  passages: number
}

/** Passages with their unit vectors, row i belonging to passage i. */
export interface Page {
  passages: StoredPassage[]
  vectors: VectorBatch
}

export interface IndexStats extends IndexIdentity {
  name: string
  id: string
  /** Number of the last write, for people; to notice writes, compare what `revision()` gives. */
  revision: number
  documents: number
  passages: number
  /** Passages removed but still in the graph, until compaction. */
  removed: number
  /** Bytes on disk; 0 for an engine without one. */
  bytes: number
  /** Last published snapshot, 0 before the first. */
  generation: number
}

/**
 * The replaceable engine, as a whole. Nothing above it knows of files, labels or SQL.
 *
 * Each read sees one state: a document that is replaced meanwhile is read as it was, or as it is, never in part. Vectors are
 * unit rows. Scores are cosine in [-1, 1], higher is better, ties broken by passage id in code point
 * order.
 */
export interface SearchIndex {
  readonly name: string
  /** UUID that was made with the index: another index of the same name has another. */
  readonly id: string
  readonly identity: IndexIdentity

  /**
   * Adds documents, replacing those of the same id. When it resolves, all that it says are written are durable and can be
   * found; when it rejects, none is.
   * @param vectors one row for each passage, in order
   * @returns what became of each document, in order: one is refused alone where the fault is its own and only the index can
   *   know it, that is if another document holds the id of one of its passages
   * @throws AnlamError for what is wrong with the call: `invalid-input` for rows that are not finite unit vectors, documents
   *   unlike those of `createDocument`, one that comes twice, or a reader; `storage-full`
   */
  write(documents: readonly IndexedDocument[], vectors: VectorBatch): Promise<WriteOutcome[]>

  /** @returns how many of these documents there were */
  remove(documentIds: readonly string[]): Promise<number>

  /** Publishes a snapshot, so that the next opening need not replay what was written since the last one. */
  commit(): Promise<void>

  /** @returns at most k hits, best first */
  search(vector: Float32Array, options: SearchOptions): Promise<Hit[]>

  /**
   * Searches wording instead of meaning. A score is the BM25 (Robertson and Zaragoza 2009) of all terms t of the query, 0 or
   * more: the sum of idf(t) × f × (k1 + 1) / (f + k1 × (1 - b + b × length / mean length)), where k1 is 1.2 and b is 0.75.
   * All engines have this scale, as fusion adds it to cosines:
   * - A passage has the entries of the three fields that `analyze` makes of its text, and is as long as there are entries in
   *   all of them. A query has the terms that `toTerms` makes of it, so that a word has up to three. A term that comes again
   *   counts again; in `any`, four times at most.
   * - f is how often t stands in its field of the passage, times the field's weight (`FIELD_WEIGHTS`).
   * - idf(t) = max(1e-6, ln((N - n + 0.5) / (n + 0.5))), where n of the N passages hold t in that field.
   * - N, n and the mean length are of all passages that there are, whatever the filter.
   * @returns at most k hits, best first; none for a query without a word
   * @throws AnlamError `invalid-input` for a query with too many words or levels; `incompatible-index` if the index was made
   *   before it kept wording
   */
  lexical(query: LexicalQuery, options: LexicalOptions): Promise<Hit[]>

  /** @returns passages in the order of their ids, undefined where there is none */
  get(passageIds: readonly string[]): Promise<(StoredPassage | undefined)[]>

  /** @returns hash and passage count of each of these documents that the index holds */
  hashes(documentIds: readonly string[]): Promise<Map<string, { hash: string; passages: number }>>

  /**
   * Documents in the order of their ids.
   * @param after id of the last one that is known; absent for the first
   */
  documents(options: { after?: string; limit: number }): Promise<StoredDocument[]>

  /** A document with its passages in order; undefined if there is none. */
  document(id: string): Promise<{ document: StoredDocument; passages: StoredPassage[] } | undefined>

  /** Vectors of passages in the order of their ids, undefined where there is none. */
  vectors(passageIds: readonly string[]): Promise<(Float32Array | undefined)[]>

  /**
   * All passages and vectors, in pages, in the order they were added: as they were when the first page was asked for,
   * whatever is written until the last. An engine on disk keeps what is written meanwhile in its log, which is emptied when
   * the scan has ended or been given up; so a slow scan beside many writes costs disk space.
   */
  scan(options?: { pageSize?: number; signal?: AbortSignal }): AsyncIterable<Page>

  /**
   * At most n passages with their vectors, spread evenly over the order in which they were added, and in that order: the one
   * at place floor(i × passages / n) for each i; all of them where there are no more. The same state gives the same sample.
   * An engine reads what it returns, and no other text or vector.
   * @param n 1 to 10,000
   */
  sample(n: number): Promise<Page>

  /**
   * Names the state of the index: another one after every write, and the same one, in every process that has the index open,
   * as long as nothing is written. Opaque; it orders nothing.
   */
  revision(): Promise<string>

  stats(): Promise<IndexStats>

  close(): Promise<void>
}

/** Most hits one search may ask for, and passages one sample. */
export const MAX_K = 10_000

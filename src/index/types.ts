import type { Document, Hit, Passage, Unit, VectorBatch } from '../types.js'

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
  document: Omit<Document, 'text'>
  /** Of everything the document's passages depend on; equal hashes mean that nothing need be embedded again. */
  hash: string
  passages: Passage[]
}

/** Equal metadata, all of them: `{ source: 'd2l-tr' }`. Values are compared as text. */
export type Filter = Record<string, string>

export interface SearchOptions {
  /** At most this many hits; 1 or more. */
  k: number
  filter?: Filter
  /** Candidates to look at, for engines that approximate; default: the engine's own. */
  ef?: number
  signal?: AbortSignal
}

export interface StoredPassage extends Passage {
  source: string
}

/** Passages with their unit vectors, row i belonging to passage i. */
export interface Page {
  passages: StoredPassage[]
  vectors: VectorBatch
}

export interface IndexStats extends IndexIdentity {
  name: string
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
 * Vectors are unit rows. Scores are cosine in [-1, 1], higher is better, ties broken by passage id in code point
 * order.
 */
export interface SearchIndex {
  readonly name: string
  readonly identity: IndexIdentity

  /**
   * Adds documents, replacing those of the same id. When it resolves all of them are durable and can be found;
   * when it rejects none is.
   * @param vectors one row for each passage, in order
   * @throws AnlamError `invalid-input` for rows that are not finite unit vectors, passage ids that another
   *   document holds, or a reader; `storage-full`
   */
  write(documents: readonly IndexedDocument[], vectors: VectorBatch): Promise<void>

  /** @returns how many of these documents there were */
  remove(documentIds: readonly string[]): Promise<number>

  /** Publishes a snapshot, so that the next opening need not replay what was written since the last one. */
  commit(): Promise<void>

  /** @returns at most k hits, best first */
  search(vector: Float32Array, options: SearchOptions): Promise<Hit[]>

  /** @returns passages in the order of their ids, undefined where there is none */
  get(passageIds: readonly string[]): Promise<(StoredPassage | undefined)[]>

  /** @returns hash and passage count of each of these documents that the index holds */
  hashes(documentIds: readonly string[]): Promise<Map<string, { hash: string; passages: number }>>

  /** All passages and vectors, in pages, in the order they were added. */
  scan(options?: { pageSize?: number; signal?: AbortSignal }): AsyncIterable<Page>

  stats(): Promise<IndexStats>

  close(): Promise<void>
}

/** Most hits one search may ask for. */
export const MAX_K = 10_000

/** Candidates an HNSW search looks at unless told otherwise. */
export const DEFAULT_EF = 200

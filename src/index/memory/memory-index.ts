import { randomUUID } from 'node:crypto'
import { evenlySpaced } from '../../basics/evenly-spaced.js'
import { unitCosine } from '../../basics/vectors.js'
import { AnlamError, throwIfAborted } from '../../errors.js'
import type { Hit, Passage, VectorBatch } from '../../types.js'
import { checkDocuments, checkK, checkSampleSize, checkSearch, checkVectors } from '../checks.js'
import { checkFacets, type Facet, FacetCounter, type FacetOptions } from '../facets.js'
import { matches } from '../filter.js'
import { hybridBySearches } from '../hybrid.js'
import { toTerms } from '../lexical.js'
import { compareHits, compareIds } from '../order.js'
import { outcomesOf } from '../outcomes.js'
import {
  checkRecordKeys,
  checkRecordPage,
  type IndexRecord,
  type RecordKind,
  type RecordPage,
} from '../records.js'
import type {
  Filter,
  HybridHits,
  HybridQuery,
  IndexedDocument,
  IndexIdentity,
  IndexStats,
  LexicalOptions,
  LexicalQuery,
  Page,
  SearchIndex,
  SearchOptions,
  StoredDocument,
  StoredPassage,
  WriteOutcome,
} from '../types.js'
import { type Analyzed, analyzed, fullScore, scoreAll } from './lexical.js'

export interface Entry {
  passage: Passage
  document: IndexedDocument
  vector: Float32Array
  /** Created by the first lexical search. */
  words?: Analyzed
}

/** The content of an index, shared by all who have it open. */
export interface Contents {
  readonly id: string
  writes: number
  readonly byId: Map<string, IndexedDocument>
  readonly entries: Map<string, Entry>
  /** JSON of records, by kind and key. */
  readonly records: Record<RecordKind, Map<string, string>>
}

export function noContents(): Contents {
  const records = { decision: new Map(), removal: new Map(), removed: new Map() }
  return { id: randomUUID(), writes: 0, byId: new Map(), entries: new Map(), records }
}

/** As `SearchIndex.revision`. */
export function revisionOf({ id, writes }: Contents): string {
  return `${id}.${writes}`
}

/** An index in memory that compares a query with every vector: the oracle that other engines are tested against. */
export class MemoryIndex implements SearchIndex {
  readonly id: string
  private opened: Contents | undefined

  constructor(
    readonly name: string,
    readonly identity: IndexIdentity,
    contents: Contents = noContents(),
  ) {
    this.id = contents.id
    this.opened = contents
  }

  /** @throws AnlamError `not-found` once it is closed */
  protected assertOpen(): Contents {
    if (this.opened) return this.opened
    throw new AnlamError('not-found', `index ${this.name} is not open any more`)
  }

  private get contents(): Contents {
    return this.assertOpen()
  }

  private get byId(): Map<string, IndexedDocument> {
    return this.contents.byId
  }

  private get entries(): Map<string, Entry> {
    return this.contents.entries
  }

  async write(documents: readonly IndexedDocument[], vectors: VectorBatch): Promise<WriteOutcome[]> {
    checkDocuments(documents)
    checkVectors(documents, vectors, this.identity.dimension)
    const outcomes = outcomesOf(documents, id => this.entries.get(id)?.passage.documentId)
    const written = outcomes.flatMap(({ id, status }) => (status === 'written' ? [id] : []))
    if (written.length > 0) this.drop(written)
    let row = 0
    const { dimension } = this.identity
    for (const [at, document] of documents.entries()) {
      const isWritten = outcomes[at]!.status === 'written'
      if (isWritten) this.byId.set(document.document.id, document)
      for (const passage of document.passages) {
        const vector = vectors.values.slice(row * dimension, ++row * dimension)
        if (isWritten) this.entries.set(passage.id, { passage, document, vector })
      }
    }
    return outcomes
  }

  async remove(documentIds: readonly string[]): Promise<number> {
    return this.drop(documentIds)
  }

  private drop(documentIds: readonly string[]): number {
    this.contents.writes++
    let removed = 0
    for (const id of documentIds) {
      for (const passage of this.byId.get(id)?.passages ?? []) this.entries.delete(passage.id)
      if (this.byId.delete(id)) removed++
    }
    return removed
  }

  async commit(): Promise<void> {
    this.assertOpen()
  }

  async search(vector: Float32Array, options: SearchOptions): Promise<Hit[]> {
    checkSearch(vector, options, this.identity.dimension)
    throwIfAborted(options.signal)
    return this.entriesMatching(options.filter)
      .map(entry => toHit(entry, unitCosine(entry.vector, vector)))
      .sort(compareHits)
      .slice(0, options.k)
  }

  async fullScore(query: LexicalQuery): Promise<number> {
    const terms = toTerms(query)
    return terms ? fullScore([...this.entries.values()].map(wordsOf), terms) : 0
  }

  async lexical(query: LexicalQuery, { k, filter, signal }: LexicalOptions): Promise<Hit[]> {
    checkK(k)
    throwIfAborted(signal)
    const terms = toTerms(query)
    if (!terms) return []
    const entries = [...this.entries.values()]
    const allowed = new Set(this.entriesMatching(filter))
    const scores = scoreAll(entries.map(wordsOf), terms)
    return entries
      .flatMap((entry, row) =>
        scores.has(row) && allowed.has(entry) ? [toHit(entry, scores.get(row)!)] : [],
      )
      .sort(compareHits)
      .slice(0, k)
  }

  hybrid(query: HybridQuery, options: SearchOptions): Promise<HybridHits> {
    return hybridBySearches(this, query, options)
  }

  private entriesMatching(filter: Filter = {}): Entry[] {
    return [...this.entries.values()].filter(({ document }) => matches(document.document.metadata, filter))
  }

  async get(passageIds: readonly string[]): Promise<(StoredPassage | undefined)[]> {
    return passageIds.map(id => {
      const entry = this.entries.get(id)
      return entry && stored(entry)
    })
  }

  async hashes(documentIds: readonly string[]): Promise<Map<string, { hash: string; passages: number }>> {
    const known = documentIds.flatMap(id => this.byId.get(id) ?? [])
    return new Map(known.map(d => [d.document.id, { hash: d.hash, passages: d.passages.length }]))
  }

  async documents({ after, limit }: { after?: string; limit: number }): Promise<StoredDocument[]> {
    const ids = [...this.byId.keys()].sort(compareIds)
    const from = after === undefined ? 0 : ids.filter(id => compareIds(id, after) <= 0).length
    return ids.slice(from, from + limit).map(id => toDocument(this.byId.get(id)!))
  }

  async document(id: string): Promise<{ document: StoredDocument; passages: StoredPassage[] } | undefined> {
    const found = this.byId.get(id)
    if (!found) return undefined
    const passages = found.passages.map(passage => stored(this.entries.get(passage.id)!))
    return { document: toDocument(found), passages }
  }

  async vectors(passageIds: readonly string[]): Promise<(Float32Array | undefined)[]> {
    return passageIds.map(id => this.entries.get(id)?.vector)
  }

  async *scan(options: { pageSize?: number; signal?: AbortSignal } = {}): AsyncGenerator<Page> {
    const entries = [...this.entries.values()]
    const size = options.pageSize ?? 1024
    for (let start = 0; start < entries.length; start += size) {
      throwIfAborted(options.signal)
      yield this.toPage(entries.slice(start, start + size))
    }
  }

  async sample(n: number): Promise<Page> {
    checkSampleSize(n)
    const entries = [...this.entries.values()]
    return this.toPage(evenlySpaced(entries.length, n).map(place => entries[place]!))
  }

  async latest(n: number): Promise<StoredPassage[]> {
    checkSampleSize(n)
    return [...this.entries.values()].slice(-n).reverse().map(stored)
  }

  private toPage(entries: readonly Entry[]): Page {
    const { dimension } = this.identity
    const values = new Float32Array(entries.length * dimension)
    entries.forEach((entry, i) => {
      values.set(entry.vector, i * dimension)
    })
    return { passages: entries.map(stored), vectors: { values, rows: entries.length, dimension } }
  }

  async facets(fields: readonly string[], options: FacetOptions): Promise<Facet[]> {
    checkFacets(fields, options)
    throwIfAborted(options.signal)
    const counter = new FacetCounter(fields)
    for (const { document } of this.entriesMatching(options.filter))
      counter.add(document.document.metadata, 1)
    return counter.facets(options.limit)
  }

  async putRecords(kind: RecordKind, records: readonly IndexRecord[]): Promise<void> {
    checkRecordKeys(records.map(({ key }) => key))
    for (const { key, value } of records) this.contents.records[kind].set(key, JSON.stringify(value))
  }

  async removeRecords(kind: RecordKind, keys: readonly string[]): Promise<void> {
    for (const key of keys) this.contents.records[kind].delete(key)
  }

  async records(kind: RecordKind, page: RecordPage): Promise<IndexRecord[]> {
    checkRecordPage(page)
    const { prefix = '', after = '', limit } = page
    return [...this.contents.records[kind]]
      .filter(([key]) => key.startsWith(prefix) && compareIds(key, after) > 0)
      .sort(([a], [b]) => compareIds(a, b))
      .slice(0, limit)
      .map(([key, json]) => ({ key, value: JSON.parse(json) as unknown }))
  }

  async revision(): Promise<string> {
    return revisionOf(this.contents)
  }

  async stats(): Promise<IndexStats> {
    const { byId, entries, name, id } = this
    return {
      name,
      id,
      revision: this.contents.writes,
      ...this.identity,
      documents: byId.size,
      passages: entries.size,
      removed: 0,
      bytes: 0,
      generation: 0,
    }
  }

  async close(): Promise<void> {
    this.opened = undefined
  }
}

function wordsOf(entry: Entry): Analyzed {
  const { title, metadata } = entry.document.document
  entry.words ??= analyzed({ text: entry.passage.text, title, heading: metadata.heading })
  return entry.words
}

function toHit({ passage, document }: Entry, score: number): Hit {
  const { id, documentId, text } = passage
  const { source, title, metadata } = document.document
  return { id, documentId, score, text, source, metadata, ...(title === undefined ? {} : { title }) }
}

function stored({ passage, document }: Entry): StoredPassage {
  const { source, title, metadata } = document.document
  return { ...passage, source, metadata, ...(title === undefined ? {} : { title }) }
}

function toDocument({ document, passages }: IndexedDocument): StoredDocument {
  return { ...document, passages: passages.length }
}

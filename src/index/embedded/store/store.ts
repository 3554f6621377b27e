import { dirname } from 'node:path'
import { rowOf } from '../../../basics/vectors.js'
import { AnlamError } from '../../../errors.js'
import type { VectorBatch } from '../../../types.js'
import type { Fusion } from '../../fusion.js'
import type { TermQuery } from '../../lexical.js'
import { compareHits } from '../../order.js'
import { outcomesOf } from '../../outcomes.js'
import type { Filter, HybridHits, IndexedDocument, SearchOptions, WriteOutcome } from '../../types.js'
import { MAX_LABEL } from '../graph/graph-file.js'
import type { Neighbour } from '../graph/hnsw.js'
import { byScore } from '../graph/neighbours.js'
import { NodeTable } from '../graph/node-table.js'
import { FORMAT_VERSION, identityJson, type Manifest } from '../manifest.js'
import type { LabelledVector } from '../scan/types.js'
import { configureWriter, createDatabase, type Database, openDatabase, sqliteError } from '../sqlite.js'
import { BoundedLog } from './bounded-log.js'
import { documentChecksum, passageChecksum, vectorChecksum } from './checksums.js'
import { derive, digestAt, linesAt, wordedOf } from './derived.js'
import { rankByBoth } from './hybrid-ranking.js'
import { LexicalTable, withoutWording } from './lexical-table.js'
import { PointInTime } from './point-in-time.js'
import { RecordTable } from './record-table.js'
import { toBlob } from './rows.js'
import { readMeta, SCHEMA } from './statements.js'
import { StoreReader } from './store-reader.js'
import { VectorCache } from './vector-cache.js'
import { WordIndex } from './word-index.js'

export const STORE_FILE = 'store.sqlite'

/** A new passage: row of its vector in the batch, label, and node in the graph. */
interface Added {
  row: number
  label: number
  node: number
}

/** A query by both, with its terms; undefined where it has no word. */
interface HybridTerms {
  vector: Float32Array
  /** The k nearest and those that tie with them. */
  near: readonly Neighbour[]
  wording: TermQuery | undefined
  words: TermQuery | undefined
  fusion: Fusion
}

/** The vector of a passage, and its node in the graph. */
export type StoredVector = LabelledVector & { node: number }

/** The database of documents, passages and vectors: the source of truth, from which the graph can be rebuilt. */
export class Store extends StoreReader {
  readonly records: RecordTable
  /** A writer's. */
  private readonly words: LexicalTable | undefined
  private wordIndex: WordIndex | undefined
  private nodes: NodeTable | undefined
  private readonly scans = new Set<PointInTime>()
  private readonly log: BoundedLog
  private readonly recent: VectorCache

  private constructor(database: Database, path: string, dimension: number) {
    super(database, path, dimension)
    this.records = new RecordTable(database, path)
    this.log = new BoundedLog(database, path)
    this.recent = new VectorCache(dimension)
    this.words = database.readonly
      ? undefined
      : (LexicalTable.open(database) ?? LexicalTable.create(database))
    this.nodes = NodeTable.open(database) ?? (database.readonly ? undefined : NodeTable.create(database))
  }

  /** Creates a database with the index's id and identity, which suffice to rebuild a lost manifest. */
  static create(path: string, manifest: Manifest): Store {
    const database = createDatabase(path, 4 * manifest.dimension)
    database.pragma(`user_version = ${FORMAT_VERSION}`)
    database.transaction(() => {
      database.exec(SCHEMA)
      const put = database.prepare('INSERT INTO meta VALUES (?, ?)')
      put.run('id', manifest.id)
      put.run('identity', identityJson(manifest))
      put.run('sequence', '0')
    })()
    return new Store(database, path, manifest.dimension)
  }

  /** @throws AnlamError `corrupt-index` if it is the database of another index */
  static open(path: string, id: string, dimension: number, readonly: boolean): Store {
    const database = openDatabase(path, { readonly })
    try {
      if (!readonly) configureWriter(database)
      if (readMeta(database, 'id') !== id)
        throw new AnlamError('corrupt-index', `${path} belongs to another index`)
      return new Store(database, path, dimension)
    } catch (error) {
      database.close()
      throw sqliteError(error, path)
    }
  }

  /**
   * Writes documents in one transaction, durable when it returns; replaces those of the same id.
   * @param vectors one row per passage, in order, from which `derived` is
   * @returns outcome per document; row, label and node of each new passage, in order; labels of the passages replaced
   */
  write(
    documents: readonly IndexedDocument[],
    vectors: VectorBatch,
    derived = derive(wordedOf(documents), vectors),
  ): { outcomes: WriteOutcome[]; added: Added[]; removed: number[] } {
    const s = this.statements
    return this.transaction(() => {
      const holders = this.holdersOf(documents.flatMap(({ passages }) => passages.map(({ id }) => id)))
      const outcomes = outcomesOf(documents, id => holders.get(id))
      const isWritten = (_: IndexedDocument, at: number): boolean => outcomes[at]!.status === 'written'
      const replaced = this.known(documents.filter(isWritten).map(({ document }) => document.id))
      const removed = replaced.flatMap(id => this.removeOne(id) ?? [])
      const added: Added[] = []
      let label = s.lastLabel.get()?.seq ?? 0
      let row = 0
      for (const [at, { document, hash, passages }] of documents.entries()) {
        if (outcomes[at]!.status === 'refused') {
          row += passages.length
          continue
        }
        this.addDocument(document, hash, passages.length)
        for (const passage of passages) {
          if (label >= MAX_LABEL) throw usedUp(this.path)
          const { id, documentId, start, end, text } = passage
          s.addPassage.run(++label, id, documentId, start, end, text, passageChecksum({ ...passage, label }))
          const blob = toBlob(rowOf(vectors, row))
          s.addVector.run(label, blob, vectorChecksum(label, blob))
          this.words?.add(label, linesAt(derived, row))
          added.push({ label, node: this.nodes?.add(label, digestAt(derived, row)) ?? label, row: row++ })
        }
      }
      if (documents.some(isWritten)) s.nextSequence.run()
      return { outcomes, added, removed }
    })
  }

  private addDocument(document: IndexedDocument['document'], hash: string, passages: number): void {
    const { id, source, title = null } = document
    const metadata = JSON.stringify(document.metadata)
    const checksum = documentChecksum({ id, hash, source, title, metadata, passages })
    this.statements.addDocument.run(id, hash, source, title, metadata, passages, checksum)
  }

  /** @returns labels of the removed passages, and how many of the documents existed */
  remove(documentIds: readonly string[]): { documents: number; labels: number[] } {
    return this.transaction(() => {
      this.statements.nextSequence.run()
      const removed = documentIds.map(id => this.removeOne(id))
      return { documents: removed.filter(Boolean).length, labels: removed.flatMap(labels => labels ?? []) }
    })
  }

  private removeOne(documentId: string): number[] | undefined {
    const s = this.statements
    const passages = s.textsOfDocument.all(documentId)
    for (const passage of passages) {
      const { label } = passage
      s.removeVector.run(label)
      s.removePassage.run(label)
      s.addRemoval.run(label)
      this.words?.remove(label, passage)
      this.nodes?.remove(label)
    }
    return s.removeDocument.run(documentId).changes > 0 ? passages.map(({ label }) => label) : undefined
  }

  private transaction<T>(work: () => T): T {
    try {
      const result = this.database.transaction(work).immediate()
      this.log.bound()
      return result
    } catch (error) {
      throw sqliteError(error, this.path)
    }
  }

  /** Sequence number of the last write that was not wholly refused. */
  get sequence(): number {
    const value = Number(this.statements.sequence.get()?.value)
    if (Number.isSafeInteger(value)) return value
    throw new AnlamError('corrupt-index', `${this.path}: the number of the last write is damaged`)
  }

  removalsAfter(number: number): { number: number; label: number }[] {
    return this.statements.removalsAfter.all(number)
  }

  /** At most `limit` vectors with labels above `label`, in label order. */
  vectorsAfter(label: number, limit: number): StoredVector[] {
    return this.reading(() => {
      const labels = this.statements.labelsAfter.all(label, limit)
      const nodes = this.openNodes()?.copies(label, labels.at(-1)?.label)
      const vectors = new Map(this.labelledVectors(label, limit).map(each => [each.label, each.vector]))
      return labels.map(({ label }) => {
        return { label, node: nodes?.get(label) ?? label, vector: vectors.get(label) ?? this.vector(label) }
      })
    })
  }

  labelsUpTo(label: number): Set<number> {
    return new Set(this.statements.labelsUpTo.all(label).map(row => row.label))
  }

  /** Node by label, for passages at another passage's node. */
  copies(): Map<number, number> {
    return this.openNodes()?.copies() ?? new Map()
  }

  /** Deletes unused nodes. Call it once the graph no longer contains them. */
  pruneNodes(): void {
    this.nodes?.prune()
  }

  private openNodes(): NodeTable | undefined {
    // A writer in another process may have created the table meanwhile.
    this.nodes ??= NodeTable.open(this.database)
    return this.nodes
  }

  /**
   * Lexical search: the k best passages with their BM25 scores and ties, unordered.
   * @throws AnlamError `incompatible-index` if there is no current lexical table
   */
  lexical(query: TermQuery, k: number, filter: Filter | undefined): readonly Neighbour[] {
    return this.reading(() => this.openWords().search(query, k, filter && this.matching(filter)))
  }

  /**
   * BM25 of a passage of mean length that holds each term once.
   * @throws AnlamError as `lexical`
   */
  fullScore(query: TermQuery): number {
    return this.reading(() => this.openWords().fullScore(query))
  }

  /** As `SearchIndex.anticipate`. @throws AnlamError as `lexical` */
  anticipate(wording: TermQuery, k: number): void {
    this.reading(() => {
      const ranked = this.firstById(this.openWords().search(wording, k), k)
      this.vectorsAt(ranked.map(({ label }) => label))
    })
  }

  override vectorsAt(labels: readonly number[]): Map<number, Float32Array> {
    return this.recent.get(labels, this.sequence, missing => super.vectorsAt(missing))
  }

  /** As `SearchIndex.hybrid`. @throws AnlamError as `lexical` */
  hybrid({ vector, near, wording, words, fusion }: HybridTerms, options: SearchOptions): HybridHits {
    const { k, filter } = options
    return this.reading(() => {
      const nearest = this.firstById(near, k)
      const index = wording || words ? this.openWords() : undefined
      const worded = wording ? index!.search(wording, k, filter && this.matching(filter)) : []
      const full = words ? index!.fullScore(words) : 0
      const found = { vector, nearest, worded: this.firstById(worded, k), full, fusion }
      const scores = rankByBoth(found, this)
      const hits = this.rows([...scores.keys()]).map(row => {
        const { label, ...hit } = this.toHit(row)
        return { ...hit, ...scores.get(label)! }
      })
      return {
        hits: hits.sort(compareHits),
        near: [...nearest].sort(byScore).map(({ score }) => ({ score })),
      }
    })
  }

  /** The words as this transaction sees them. */
  private openWords(): WordIndex {
    // A writer in another process may have created or replaced the table meanwhile.
    if (!LexicalTable.isCurrent(this.database)) throw withoutWording(dirname(this.path))
    this.wordIndex ??= new WordIndex(this.database, number => this.removalsAfter(number))
    this.wordIndex.follow(this.sequence)
    return this.wordIndex
  }

  /** Opens a point-in-time view of all passages; the caller closes it. */
  openScan(): PointInTime {
    const scan = PointInTime.open(this.path, this.dimension, () => this.scans.delete(scan))
    this.scans.add(scan)
    return scan
  }

  close(): void {
    for (const scan of this.scans) scan.close()
    this.database.close()
  }
}

/** Labels are never reused, and hnswlib allows 2³² of them. */
function usedUp(path: string): AnlamError {
  return new AnlamError(
    'storage-full',
    `${path}: all ${MAX_LABEL} labels are used up; index into another name`,
  )
}

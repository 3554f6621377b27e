import { statSync } from 'node:fs'
import { AnlamError } from '../../errors.js'
import type { Metadata } from '../../types.js'
import type { Filter, IndexedDocument, Page, StoredPassage } from '../types.js'
import { documentChecksum, passageChecksum, vectorChecksum } from './checksums.js'
import { MAX_LABEL } from './hnsw.js'
import { FORMAT_VERSION, identityJson, type Manifest } from './manifest.js'
import { type Database, openDatabase, prepare, sqliteError } from './sqlite.js'
import { type PassageRow, prepareStatements, SCHEMA, type VectorRow } from './statements.js'

/** Bytes of the write-ahead log above which it is emptied. */
export const LOG_LIMIT = 64 << 20

export const STORE_FILE = 'store.sqlite'

export interface StoredHit {
  id: string
  documentId: string
  text: string
  source: string
  title?: string
  metadata: Metadata
}

export interface LabelledVector {
  label: number
  vector: Float32Array
}

/** The database: documents, passages and vectors. It is the source of truth; the graph can be rebuilt from it. */
export class Store {
  private readonly statements

  private constructor(
    private readonly database: Database,
    private readonly path: string,
    private readonly dimension: number,
  ) {
    this.statements = prepareStatements(database)
  }

  /** Makes a new database, with the index's id and what a lost manifest can be made from again. */
  static create(path: string, manifest: Manifest): Store {
    const database = openDatabase(path, { create: true })
    configureWriter(database)
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

  /** @throws AnlamError `corrupt-index` if it is not the database of this index */
  static open(path: string, id: string, dimension: number, readonly: boolean): Store {
    const database = openDatabase(path, { readonly })
    try {
      if (!readonly) configureWriter(database)
      const row = prepare<[string], { value: string }>(database, 'SELECT value FROM meta WHERE key = ?').get(
        'id',
      )
      if (row?.value !== id) throw new AnlamError('corrupt-index', `${path} belongs to another index`)
      return new Store(database, path, dimension)
    } catch (error) {
      database.close()
      throw sqliteError(error, path)
    }
  }

  /**
   * One transaction, on disk when it returns: replaces documents of the same id.
   * @param vectors one row for each passage, in order
   * @returns labels of the new passages, in order, and of those they replace
   */
  write(
    documents: readonly IndexedDocument[],
    vectors: Float32Array,
  ): { added: number[]; removed: number[] } {
    const s = this.statements
    return this.transaction(() => {
      const removed = documents.flatMap(({ document }) => this.removeOne(document.id) ?? [])
      const added: number[] = []
      let label = s.lastLabel.get()?.seq ?? 0
      for (const { document, hash, passages } of documents) {
        const { id, source, title, metadata } = document
        const fields = {
          id,
          hash,
          source,
          title: title ?? null,
          metadata: JSON.stringify(metadata),
          passages: passages.length,
        }
        s.addDocument.run({ ...fields, crc32: documentChecksum(fields) })
        for (const passage of passages) {
          if (s.passageExists.get(passage.id)) {
            throw new AnlamError('invalid-input', `passage ${passage.id} belongs to another document`)
          }
          if (label >= MAX_LABEL) throw usedUp(this.path)
          const fields = { ...passage, label: ++label, documentId: id }
          s.addPassage.run({ ...fields, crc32: passageChecksum(fields) })
          const row = added.length * this.dimension
          const blob = toBlob(vectors.subarray(row, row + this.dimension))
          s.addVector.run(label, blob, vectorChecksum(label, blob))
          added.push(label)
        }
      }
      return { added, removed }
    })
  }

  /** @returns labels of the removed passages, and how many of the documents there were */
  remove(documentIds: readonly string[]): { documents: number; labels: number[] } {
    return this.transaction(() => {
      const removed = documentIds.map(id => this.removeOne(id))
      return { documents: removed.filter(Boolean).length, labels: removed.flatMap(labels => labels ?? []) }
    })
  }

  private removeOne(documentId: string): number[] | undefined {
    const s = this.statements
    const labels = s.labelsOfDocument.all(documentId).map(({ label }) => label)
    for (const label of labels) {
      s.removeVector.run(label)
      s.removePassage.run(label)
      s.addRemoval.run(label)
    }
    return s.removeDocument.run(documentId).changes > 0 ? labels : undefined
  }

  private transaction<T>(work: () => T): T {
    try {
      const result = this.database
        .transaction(() => {
          this.statements.nextSequence.run()
          return work()
        })
        .immediate()
      this.boundLog()
      return result
    } catch (error) {
      throw sqliteError(error, this.path)
    }
  }

  /**
   * SQLite starts its write-ahead log anew only at a moment without readers. Where there is none for long, readers are
   * waited for: those that come meanwhile no longer need the log.
   */
  private boundLog(): void {
    const log = statSync(`${this.path}-wal`, { throwIfNoEntry: false })
    if (log && log.size > LOG_LIMIT) this.database.pragma('wal_checkpoint(TRUNCATE)')
  }

  hits(labels: readonly number[]): Map<number, StoredHit> {
    const found = new Map<number, StoredHit>()
    for (const label of labels) {
      const row = this.statements.hit.get(label)
      if (!row) continue
      this.checkRow(row)
      const { id, documentId, text, source, title } = row
      const metadata = JSON.parse(row.metadata) as Metadata
      found.set(label, { id, documentId, text, source, metadata, ...(title === null ? {} : { title }) })
    }
    return found
  }

  get(passageIds: readonly string[]): (StoredPassage | undefined)[] {
    return passageIds.map(id => {
      const row = this.statements.passage.get(id)
      return row && toPassage(this.checkRow(row))
    })
  }

  hashes(documentIds: readonly string[]): Map<string, { hash: string; passages: number }> {
    const found = new Map<string, { hash: string; passages: number }>()
    for (const id of documentIds) {
      const row = this.statements.hash.get(id)
      if (row) found.set(id, row)
    }
    return found
  }

  /** Passages after a label, in order, with their vectors. */
  page(after: number, size: number): Page & { last: number } {
    const rows = this.statements.page.all(after, size)
    const values = new Float32Array(rows.length * this.dimension)
    rows.forEach((row, i) => {
      values.set(this.vector(row.label), i * this.dimension)
    })
    const vectors = { values, rows: rows.length, dimension: this.dimension }
    return {
      passages: rows.map(row => toPassage(this.checkRow(row))),
      vectors,
      last: rows.at(-1)?.label ?? after,
    }
  }

  /** Vectors after a label, in order. */
  *vectorsAfter(label: number): Generator<LabelledVector> {
    for (let after = label; ; ) {
      const labels = this.statements.labelsAfter.all(after).map(row => row.label)
      if (labels.length === 0) return
      for (const next of labels) yield { label: next, vector: this.vector(next) }
      after = labels.at(-1)!
    }
  }

  /** @throws AnlamError `corrupt-index` if the vector is missing or its checksum differs */
  vector(label: number): Float32Array {
    const row = this.statements.vector.get(label)
    if (!row) throw new AnlamError('corrupt-index', `${this.path}: passage ${label} has no vector`)
    if (!isWholeVector(label, row, this.dimension)) {
      throw new AnlamError('corrupt-index', `${this.path}: the vector of passage ${label} is damaged`)
    }
    return fromBlob(row.vector)
  }

  /** @throws AnlamError `corrupt-index` if the passage or its document is not what was written */
  private checkRow(row: PassageRow): PassageRow {
    if (isWholePassage(row)) return row
    throw new AnlamError(
      'corrupt-index',
      `${this.path}: passage ${row.label} is damaged; \`anlam verify\` tells what else is, \`anlam repair\` saves the rest`,
    )
  }

  /** Number of the last write; each transaction has the next one. */
  get sequence(): number {
    const value = Number(this.statements.sequence.get()?.value)
    if (Number.isSafeInteger(value)) return value
    throw new AnlamError('corrupt-index', `${this.path}: the number of the last write is damaged`)
  }

  removalsAfter(number: number): { number: number; label: number }[] {
    return this.statements.removalsAfter.all(number)
  }

  /** Labels of passages whose document has all of this metadata. */
  matching(filter: Filter): number[] {
    const entries = Object.entries(filter)
    const condition = `EXISTS (SELECT 1 FROM json_each(d.metadata) AS m WHERE m.key = ? AND
      CASE m.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(m.value AS TEXT) END = ?)`
    const where = entries.map(() => condition).join(' AND ')
    const sql = `SELECT p.label FROM passages AS p JOIN documents AS d ON d.id = p.document_id WHERE ${where || '1'}`
    return prepare<string[], { label: number }>(this.database, sql)
      .all(...entries.flat())
      .map(({ label }) => label)
  }

  counts(): { documents: number; passages: number; lastLabel: number; lastRemoval: number } {
    return this.statements.counts.get()!
  }

  /** Changes whenever another connection has committed. */
  version(): number {
    return this.database.pragma('data_version', { simple: true }) as number
  }

  close(): void {
    this.database.close()
  }
}

/** Labels are never used twice, and hnswlib has 2³² of them. */
function usedUp(path: string): AnlamError {
  return new AnlamError(
    'storage-full',
    `${path}: all ${MAX_LABEL} labels are used up; index into another name`,
  )
}

function configureWriter(database: Database): void {
  database.pragma('journal_mode = WAL')
  // FULL: in WAL mode NORMAL may lose the last acknowledged transactions when power fails.
  database.pragma('synchronous = FULL')
}

export function isWholePassage(row: PassageRow): boolean {
  const { documentId: id, passageCrc32, documentCrc32 } = row
  return passageChecksum(row) === passageCrc32 && documentChecksum({ ...row, id }) === documentCrc32
}

export function isWholeVector(label: number, { vector, crc32 }: VectorRow, dimension: number): boolean {
  return vector.length === dimension * 4 && vectorChecksum(label, vector) === crc32
}

function toPassage({ id, documentId, start, end, text, source }: PassageRow): StoredPassage {
  return { id, documentId, start, end, text, source }
}

/** Little-endian float32, whatever the machine. */
function toBlob(vector: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((x, i) => {
    bytes.writeFloatLE(x, i * 4)
  })
  return bytes
}

/** What `toBlob` gave. */
export function fromBlob(blob: Buffer): Float32Array {
  return Float32Array.from({ length: blob.length / 4 }, (_, i) => blob.readFloatLE(i * 4))
}

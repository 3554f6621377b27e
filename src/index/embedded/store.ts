import { crc32 } from 'node:zlib'
import { AnlamError } from '../../errors.js'
import type { Metadata } from '../../types.js'
import type { Filter, IndexedDocument, Page, StoredPassage } from '../types.js'
import { type Database, openDatabase, sqliteError } from './sqlite.js'

const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  source TEXT NOT NULL,
  title TEXT,
  metadata TEXT NOT NULL,
  passages INTEGER NOT NULL
) WITHOUT ROWID;
-- AUTOINCREMENT: a label that was removed must never come back with another vector.
CREATE TABLE passages (
  label INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  document_id TEXT NOT NULL REFERENCES documents (id),
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX passages_of_document ON passages (document_id);
-- Apart from the text, so that reading one does not read the other.
CREATE TABLE vectors (label INTEGER PRIMARY KEY, vector BLOB NOT NULL, crc32 INTEGER NOT NULL);
CREATE TABLE removals (number INTEGER PRIMARY KEY AUTOINCREMENT, label INTEGER NOT NULL);
`

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

interface PassageRow {
  label: number
  id: string
  documentId: string
  start: number
  end: number
  text: string
  source: string
}

/** The database: documents, passages and vectors. It is the source of truth; the graph can be rebuilt from it. */
export class Store {
  private readonly statements

  private constructor(
    private readonly database: Database,
    private readonly path: string,
    private readonly dimension: number,
  ) {
    this.statements = prepare(database)
  }

  /** Makes a new database, marked with the index's id. */
  static create(path: string, id: string, dimension: number): Store {
    const database = openDatabase(path)
    configureWriter(database)
    database.transaction(() => {
      database.exec(SCHEMA)
      database.prepare('INSERT INTO meta VALUES (?, ?)').run('id', id)
    })()
    return new Store(database, path, dimension)
  }

  /** @throws AnlamError `corrupt-index` if it is not the database of this index */
  static open(path: string, id: string, dimension: number, readonly: boolean): Store {
    const database = openDatabase(path, { readonly })
    try {
      if (!readonly) configureWriter(database)
      const row = database
        .prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?')
        .get('id')
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
      for (const { document, hash, passages } of documents) {
        const { id, source, title, metadata } = document
        s.addDocument.run(id, hash, source, title ?? null, JSON.stringify(metadata), passages.length)
        for (const passage of passages) {
          if (s.passageExists.get(passage.id)) {
            throw new AnlamError('invalid-input', `passage ${passage.id} belongs to another document`)
          }
          const { lastInsertRowid } = s.addPassage.run(
            passage.id,
            id,
            passage.start,
            passage.end,
            passage.text,
          )
          const label = Number(lastInsertRowid)
          const row = added.length * this.dimension
          const blob = toBlob(vectors.subarray(row, row + this.dimension))
          s.addVector.run(label, blob, crc32(blob))
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
      return this.database.transaction(work).immediate()
    } catch (error) {
      throw sqliteError(error, this.path)
    }
  }

  hits(labels: readonly number[]): Map<number, StoredHit> {
    const found = new Map<number, StoredHit>()
    for (const label of labels) {
      const row = this.statements.hit.get(label)
      if (!row) continue
      const { id, documentId, text, source, title } = row
      const metadata = JSON.parse(row.metadata) as Metadata
      found.set(label, { id, documentId, text, source, metadata, ...(title === null ? {} : { title }) })
    }
    return found
  }

  get(passageIds: readonly string[]): (StoredPassage | undefined)[] {
    return passageIds.map(id => {
      const row = this.statements.passage.get(id)
      return row && toPassage(row)
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
    return { passages: rows.map(toPassage), vectors, last: rows.at(-1)?.label ?? after }
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
    const { vector, crc32: expected } = row
    if (vector.length !== this.dimension * 4 || crc32(vector) !== expected) {
      throw new AnlamError('corrupt-index', `${this.path}: the vector of passage ${label} is damaged`)
    }
    return fromBlob(vector)
  }

  labels(): number[] {
    return this.statements.labels.all().map(({ label }) => label)
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
    return this.database
      .prepare<string[], { label: number }>(sql)
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

function configureWriter(database: Database): void {
  database.pragma('journal_mode = WAL')
  // FULL: in WAL mode NORMAL may lose the last acknowledged transactions when power fails.
  database.pragma('synchronous = FULL')
}

function prepare(db: Database) {
  const passageColumns = `p.label, p.id, p.document_id AS documentId, p.start, p.end, p.text, d.source
    FROM passages AS p JOIN documents AS d ON d.id = p.document_id`
  type Label = { label: number }
  return {
    addDocument: db.prepare<[string, string, string, string | null, string, number]>(
      'INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)',
    ),
    addPassage: db.prepare<[string, string, number, number, string]>(
      'INSERT INTO passages (id, document_id, start, end, text) VALUES (?, ?, ?, ?, ?)',
    ),
    addVector: db.prepare<[number, Uint8Array, number]>('INSERT INTO vectors VALUES (?, ?, ?)'),
    addRemoval: db.prepare<[number]>('INSERT INTO removals (label) VALUES (?)'),
    passageExists: db.prepare<[string], { found: 1 }>('SELECT 1 AS found FROM passages WHERE id = ?'),
    removeDocument: db.prepare<[string]>('DELETE FROM documents WHERE id = ?'),
    removePassage: db.prepare<[number]>('DELETE FROM passages WHERE label = ?'),
    removeVector: db.prepare<[number]>('DELETE FROM vectors WHERE label = ?'),
    labelsOfDocument: db.prepare<[string], Label>(
      'SELECT label FROM passages WHERE document_id = ? ORDER BY label',
    ),
    labels: db.prepare<[], Label>('SELECT label FROM passages'),
    labelsAfter: db.prepare<[number], Label>(
      'SELECT label FROM passages WHERE label > ? ORDER BY label LIMIT 1024',
    ),
    removalsAfter: db.prepare<[number], { number: number; label: number }>(
      'SELECT number, label FROM removals WHERE number > ? ORDER BY number',
    ),
    hash: db.prepare<[string], { hash: string; passages: number }>(
      'SELECT hash, passages FROM documents WHERE id = ?',
    ),
    hit: db.prepare<[number], PassageRow & { title: string | null; metadata: string }>(
      `SELECT d.title, d.metadata, ${passageColumns} WHERE p.label = ?`,
    ),
    passage: db.prepare<[string], PassageRow>(`SELECT ${passageColumns} WHERE p.id = ?`),
    page: db.prepare<[number, number], PassageRow>(
      `SELECT ${passageColumns} WHERE p.label > ? ORDER BY p.label LIMIT ?`,
    ),
    vector: db.prepare<[number], { vector: Buffer; crc32: number }>(
      'SELECT vector, crc32 FROM vectors WHERE label = ?',
    ),
    counts: db.prepare<[], { documents: number; passages: number; lastLabel: number; lastRemoval: number }>(
      `SELECT (SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM passages) AS passages,
        (SELECT coalesce(max(label), 0) FROM passages) AS lastLabel,
        (SELECT coalesce(max(number), 0) FROM removals) AS lastRemoval`,
    ),
  }
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

function fromBlob(blob: Buffer): Float32Array {
  return Float32Array.from({ length: blob.length / 4 }, (_, i) => blob.readFloatLE(i * 4))
}

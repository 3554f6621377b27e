import { type Database, prepare, type Statement } from '../sqlite.js'
import type { DocumentFields, PassageFields } from './checksums.js'
import { MATCHING_LABELS } from './metadata-filter.js'

export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  source TEXT NOT NULL,
  title TEXT,
  metadata TEXT NOT NULL,
  passages INTEGER NOT NULL,
  crc32 INTEGER NOT NULL
) WITHOUT ROWID;
-- AUTOINCREMENT: a label that was removed must never come back with another vector.
CREATE TABLE passages (
  label INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  document_id TEXT NOT NULL REFERENCES documents (id),
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  text TEXT NOT NULL,
  crc32 INTEGER NOT NULL
);
CREATE INDEX passages_of_document ON passages (document_id);
-- Apart from the text, so that reading one does not read the other.
CREATE TABLE vectors (label INTEGER PRIMARY KEY, vector BLOB NOT NULL, crc32 INTEGER NOT NULL);
CREATE TABLE removals (number INTEGER PRIMARY KEY AUTOINCREMENT, label INTEGER NOT NULL);
`

/** A passage with its document, and the checksums of both. */
export interface PassageRow extends PassageFields {
  passageCrc32: number
  hash: string
  source: string
  title: string | null
  metadata: string
  passages: number
  documentCrc32: number
}

/** A document with its checksum. */
export type DocumentRow = DocumentFields & { crc32: number }

/** Columns of a `PassageRow`, from `passages AS p` and `documents AS d`. */
export const PASSAGE_COLUMNS = `p.label, p.id, p.document_id AS documentId, p.start, p.end, p.text,
  p.crc32 AS passageCrc32, d.hash, d.source, d.title, d.metadata, d.passages, d.crc32 AS documentCrc32`

/** What the words of a passage are taken from. */
export interface WordedRow {
  label: number
  text: string
  title: string | null
  heading: unknown
}

/** Selects `WordedRow`s from `passages AS p`. A passage without a document has its text alone. */
export const WORDED_ROWS = `SELECT p.label, p.text, d.title,
  iif(json_valid(d.metadata), json_extract(d.metadata, '$.heading'), NULL) AS heading
  FROM passages AS p LEFT JOIN documents AS d ON d.id = p.document_id`

export interface VectorRow {
  vector: Buffer
  crc32: number
}

type Label = { label: number }

/** Labels and numbers are 0 if there is none. */
export interface Counts {
  documents: number
  passages: number
  firstLabel: number
  lastLabel: number
  lastRemoval: number
}

/** The statements of the store. */
export interface Statements {
  /** Takes the columns in their order, like all others. */
  addDocument: Statement<[string, string, string, string | null, string, number, number], unknown>
  document: Statement<[string], DocumentRow>
  documents: Statement<[string, number], DocumentRow>
  passagesOfDocument: Statement<[string], PassageRow>
  addPassage: Statement<[number, string, string, number, number, string, number], unknown>
  addVector: Statement<[number, Uint8Array, number], unknown>
  addRemoval: Statement<[number], unknown>
  /** The documents that contain passages: takes their ids as a JSON array. */
  holders: Statement<[string], { id: string; documentId: string }>
  /** Takes the ids of documents as a JSON array. */
  known: Statement<[string], { id: string }>
  removeDocument: Statement<[string], unknown>
  removePassage: Statement<[number], unknown>
  removeVector: Statement<[number], unknown>
  textsOfDocument: Statement<[string], WordedRow>
  labelsAfter: Statement<[number, number], Label>
  labelsUpTo: Statement<[number], Label>
  /** Labels of all passages, unordered. */
  labels: Statement<[], Label>
  removalsAfter: Statement<[number], { number: number; label: number }>
  hash: Statement<[string], { hash: string; passages: number }>
  /** Takes the labels as a JSON array. */
  hits: Statement<[string], PassageRow>
  /** As `hits`. */
  texts: Statement<[string], { text: string }>
  /** Takes the labels as a JSON array, and how many of them to return. */
  firstById: Statement<[string, number], Label>
  passage: Statement<[string], PassageRow>
  page: Statement<[number, number], PassageRow>
  latest: Statement<[number], PassageRow>
  vector: Statement<[number], VectorRow>
  /** Takes the ids of passages as a JSON array. */
  vectorsOf: Statement<[string], Label & VectorRow & { id: string }>
  /** Takes labels as a JSON array. */
  vectorsAt: Statement<[string], Label & VectorRow>
  vectorsAfter: Statement<[number, number], Label & VectorRow>
  lastLabel: Statement<[], { seq: number }>
  sequence: Statement<[], { value: string }>
  nextSequence: Statement<[], unknown>
  /** Takes a filter as JSON. */
  matching: Statement<[string], Label>
  /** Changes when another connection commits. */
  version: Statement<[], { data_version: number }>
  counts: Statement<[], Counts>
}

/** Reads a value of the `meta` table: the index's id, its identity, the version of its lexical table. */
export function readMeta(database: Database, key: string): string | undefined {
  const statement =
    readings.get(database) ??
    prepare<[string], { value: string }>(database, 'SELECT value FROM meta WHERE key = ?')
  readings.set(database, statement)
  return statement.get(key)?.value
}

/** Prepared once, because every search by wording asks for the version of the words. */
const readings = new WeakMap<Database, Statement<[string], { value: string }>>()

/** @throws AnlamError `corrupt-index` if the tables are missing */
export function prepareStatements(db: Database): Statements {
  const passages = `SELECT ${PASSAGE_COLUMNS} FROM passages AS p JOIN documents AS d ON d.id = p.document_id`
  return {
    addDocument: prepare(db, 'INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)'),
    document: prepare(db, 'SELECT * FROM documents WHERE id = ?'),
    documents: prepare(db, 'SELECT * FROM documents WHERE id > ? ORDER BY id LIMIT ?'),
    passagesOfDocument: prepare(db, `${passages} WHERE p.document_id = ? ORDER BY p.label`),
    addPassage: prepare(db, 'INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)'),
    addVector: prepare(db, 'INSERT INTO vectors VALUES (?, ?, ?)'),
    addRemoval: prepare(db, 'INSERT INTO removals (label) VALUES (?)'),
    // One call for all: most documents are new.
    holders: prepare(
      db,
      'SELECT id, document_id AS documentId FROM passages WHERE id IN (SELECT value FROM json_each(?))',
    ),
    known: prepare(db, 'SELECT id FROM documents WHERE id IN (SELECT value FROM json_each(?))'),
    removeDocument: prepare(db, 'DELETE FROM documents WHERE id = ?'),
    removePassage: prepare(db, 'DELETE FROM passages WHERE label = ?'),
    removeVector: prepare(db, 'DELETE FROM vectors WHERE label = ?'),
    textsOfDocument: prepare(db, `${WORDED_ROWS} WHERE p.document_id = ? ORDER BY p.label`),
    labelsAfter: prepare(db, 'SELECT label FROM passages WHERE label > ? ORDER BY label LIMIT ?'),
    // Read from an index of the table, which is much smaller.
    labels: prepare(db, 'SELECT label FROM passages'),
    labelsUpTo: prepare(db, 'SELECT label FROM passages WHERE label <= ?'),
    removalsAfter: prepare(db, 'SELECT number, label FROM removals WHERE number > ? ORDER BY number'),
    hash: prepare(db, 'SELECT hash, passages FROM documents WHERE id = ?'),
    // One call for all: a call into SQLite costs as much as reading a row.
    hits: prepare(db, `${passages} WHERE p.label IN (SELECT value FROM json_each(?))`),
    texts: prepare(db, 'SELECT text FROM passages WHERE label IN (SELECT value FROM json_each(?))'),
    firstById: prepare(
      db,
      'SELECT label FROM passages WHERE label IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?',
    ),
    passage: prepare(db, `${passages} WHERE p.id = ?`),
    page: prepare(db, `${passages} WHERE p.label > ? ORDER BY p.label LIMIT ?`),
    latest: prepare(db, `${passages} ORDER BY p.label DESC LIMIT ?`),
    vector: prepare(db, 'SELECT vector, crc32 FROM vectors WHERE label = ?'),
    vectorsOf: prepare(
      db,
      `SELECT p.id, p.label, v.vector, v.crc32 FROM passages AS p JOIN vectors AS v ON v.label = p.label
        WHERE p.id IN (SELECT value FROM json_each(?))`,
    ),
    vectorsAt: prepare(
      db,
      'SELECT label, vector, crc32 FROM vectors WHERE label IN (SELECT value FROM json_each(?))',
    ),
    vectorsAfter: prepare(
      db,
      'SELECT label, vector, crc32 FROM vectors WHERE label > ? ORDER BY label LIMIT ?',
    ),
    lastLabel: prepare(db, "SELECT seq FROM sqlite_sequence WHERE name = 'passages'"),
    sequence: prepare(db, "SELECT value FROM meta WHERE key = 'sequence'"),
    nextSequence: prepare(db, "UPDATE meta SET value = value + 1 WHERE key = 'sequence'"),
    matching: prepare(db, MATCHING_LABELS),
    version: prepare(db, 'PRAGMA data_version'),
    counts: prepare(
      db,
      `SELECT (SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM passages) AS passages,
        (SELECT coalesce(min(label), 0) FROM passages) AS firstLabel,
        (SELECT coalesce(max(label), 0) FROM passages) AS lastLabel,
        (SELECT coalesce(max(number), 0) FROM removals) AS lastRemoval`,
    ),
  }
}

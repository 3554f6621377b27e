import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Metadata } from '../../../types.js'
import { assertWritten } from '../../outcomes.js'
import { type IndexRecord, RECORD_KINDS, type RecordKind } from '../../records.js'
import type { IndexedDocument } from '../../types.js'
import { FORMAT_VERSION, type Manifest, parseIdentity } from '../manifest.js'
import { type Database, openDatabase } from '../sqlite.js'
import { RecordTable } from '../store/record-table.js'
import { fromBlob, isWholePassage, isWholeVector } from '../store/rows.js'
import {
  type PassageRow,
  prepareStatements,
  readMeta,
  type Statements,
  type VectorRow,
} from '../store/statements.js'
import { STORE_FILE, Store } from '../store/store.js'

/** Passages written in one transaction. */
const BATCH = 1000
/** Labels listed per query. */
const PAGE = 1024
/** Labels tried individually when a page of the list cannot be read. */
const STRIDE = 4096

/**
 * Reads the index's identity from its database, to recover a lost manifest; undefined if it is unreadable or of another
 * format.
 */
export function readIdentity(
  directory: string,
): ({ id: string } & ReturnType<typeof parseIdentity>) | undefined {
  try {
    const database = openDatabase(join(directory, STORE_FILE), { readonly: true })
    try {
      if (database.pragma('user_version', { simple: true }) !== FORMAT_VERSION) return undefined
      return { id: readMeta(database, 'id')!, ...parseIdentity(readMeta(database, 'identity')!) }
    } finally {
      database.close()
    }
  } catch {
    return undefined
  }
}

/**
 * Copies every intact document with all its passages and vectors from a damaged database into a new one. Leaves out
 * what cannot be read or fails its checksum.
 * @param from folder of the damaged database
 * @param path of the new database
 * @returns readable ids of the documents left out: those of which any part is missing; and how many records that can be
 *   counted were
 */
export function salvage(
  from: string,
  path: string,
  manifest: Manifest,
): { lost: string[]; lostRecords: number } {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  const store = Store.create(path, manifest)
  const source = openDatabase(join(from, STORE_FILE), { readonly: true })
  const saved = new Set<string>()
  try {
    const statements = attempt(() => prepareStatements(source))
    if (!statements) return { lost: [], lostRecords: 0 }
    let batch: { row: PassageRow; vector: Buffer }[][] = []
    let size = 0
    const flush = (): void => {
      writeDocuments(store, batch, manifest.dimension)
      batch = []
      size = 0
    }
    for (const document of wholeDocuments(statements, manifest)) {
      const id = document[0]!.row.documentId
      if (saved.has(id)) continue
      saved.add(id)
      batch.push(document)
      size += document.length
      if (size >= BATCH) flush()
    }
    flush()
    let lostRecords = 0
    const records = new Map<RecordKind, IndexRecord[]>(RECORD_KINDS.map(kind => [kind, []]))
    attempt(() => {
      for (const { kind, key, value, isWhole } of new RecordTable(source, from).all())
        if (isWhole) records.get(kind)!.push({ key, value })
        else lostRecords++
    })
    for (const [kind, whole] of records) if (whole.length > 0) store.records.put(kind, whole)
    return { lost: documentIds(source).filter(id => !saved.has(id)), lostRecords }
  } finally {
    source.close()
    store.close()
  }
}

/** Yields the complete documents. A document's passages were written together, so their labels are consecutive. */
function* wholeDocuments(
  statements: Statements,
  manifest: Manifest,
): Generator<{ row: PassageRow; vector: Buffer }[]> {
  let document: { row: PassageRow; vector: Buffer }[] = []
  const whole = (): boolean => document.length > 0 && document.length === document[0]!.row.passages
  for (const label of labels(statements, manifest)) {
    const row = attempt(() => statements.hits.get(JSON.stringify([label])))
    const vector = attempt(() => statements.vector.get(label)) as VectorRow | undefined
    if (!row || !isWholePassage(row) || !vector || !isWholeVector(label, vector, manifest.dimension)) continue
    if (document[0]?.row.documentId !== row.documentId) {
      if (whole()) yield document
      document = []
    }
    document.push({ row, vector: vector.vector })
  }
  if (whole()) yield document
}

/** All readable labels, in order. Where the list cannot be read, yields every number in its range. */
function* labels(statements: Statements, manifest: Manifest): Generator<number> {
  const known = Math.max(
    manifest.snapshot?.lastLabel ?? 0,
    attempt(() => statements.counts.get()?.lastLabel) ?? 0,
  )
  for (let after = 0; ; ) {
    const next = attempt(() => statements.labelsAfter.all(after, PAGE))
    if (next === undefined) {
      if (after >= known) return
      for (let i = 1; i <= STRIDE; i++) yield after + i
      after += STRIDE
    } else if (next.length === 0) return
    else {
      yield* next.map(({ label }) => label)
      after = next.at(-1)!.label
    }
  }
}

function writeDocuments(
  store: Store,
  batch: readonly { row: PassageRow; vector: Buffer }[][],
  dimension: number,
): void {
  if (batch.length === 0) return
  const rows = batch.flat()
  const values = new Float32Array(rows.length * dimension)
  rows.forEach(({ vector }, r) => {
    values.set(fromBlob(vector), r * dimension)
  })
  const documents = batch.map((passages): IndexedDocument => {
    const { documentId: id, hash, source, title, metadata } = passages[0]!.row
    return {
      document: {
        id,
        source,
        metadata: JSON.parse(metadata) as Metadata,
        ...(title === null ? {} : { title }),
      },
      hash,
      passages: passages.map(({ row }) => ({
        id: row.id,
        documentId: id,
        text: row.text,
        start: row.start,
        end: row.end,
      })),
    }
  })
  assertWritten(store.write(documents, { values, rows: rows.length, dimension }).outcomes)
}

function documentIds(source: Database): string[] {
  const ids = new Set<string>()
  for (const table of ['SELECT id FROM documents', 'SELECT DISTINCT document_id AS id FROM passages'])
    attempt(() => {
      for (const { id } of source.prepare<[], { id: string }>(table).iterate()) ids.add(String(id))
    })
  return [...ids]
}

/** Result of a read from a damaged database; undefined if SQLite cannot read it. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

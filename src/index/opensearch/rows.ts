import { createHash } from 'node:crypto'
import { bytesOf } from '../../basics/bytes.js'
import { beginning } from '../../turkish/tokens.js'
import type { Hit, Metadata, Passage, VectorBatch } from '../../types.js'
import { analyze, FIELDS, type Field } from '../lexical.js'
import type { IndexedDocument, StoredDocument, StoredPassage } from '../types.js'
import { fillerOf, jsonOf, type VectorShape } from './codes.js'
import { metadataTokens } from './metadata.js'

/*
 * A row of the cluster is a passage in one version. It has what is known of its document, so that one search answers with all that a
 * hit shows; the first one stands for the document, too. Only a document without passages has a row of its own.
 */

/** What a row is kept with, as it is: OpenSearch looks into none of it. */
interface Payload {
  source: string
  title?: string
  /** JSON, because JavaScript's parsers take keys such as `__proto__` for something else. */
  metadata: string
  /** Of the row that stands for the document. */
  document?: DocumentMark
}

interface DocumentMark {
  hash: string
  /** Number of its passages. */
  passages: number
}

export interface PassagePayload extends Payload {
  text: string
  start: number
  end: number
  /** The vector's bytes, in base64. */
  vector: string
  /** Entries by wording. */
  entries: number
}

interface AnyRow {
  /** What the row stands for. */
  kind: ('passage' | 'document')[]
  did: string
  /** Order in which rows were added; unique. */
  place: number
  /** Numbers of the writes that added the row, and that removed it. */
  born: number
  died?: number
  payload: Payload
}

export interface PassageRow extends AnyRow {
  pid: string
  /** Hash of the vector: equal vectors have an equal one. */
  vh: string
  meta: string[]
  payload: PassagePayload
}

/** The row that stands for a document, whether it is a passage or not. */
export interface DocumentRow extends AnyRow {
  payload: Payload & { document: DocumentMark }
}

export type Row = PassageRow | DocumentRow

export function isPassage(row: Row): row is PassageRow {
  return row.kind.includes('passage')
}

export function isDocument(row: Row): row is DocumentRow {
  return row.kind.includes('document')
}

/** Letters before the entries of a field, and before the beginnings of plain words. */
const LETTERS: Readonly<Record<Field, string>> = { exact: 'E', plain: 'P', stem: 'S', heading: 'H' }
const BEGINNING_LETTER = 'B'
/** Length of the beginnings that are entries of their own, because most words of a query look for one. */
const BEGINNING = 5

/** An entry as it stands in the cluster. */
export function entry(field: Field, word: string): string {
  return LETTERS[field] + word
}

/** The entry of all plain words that begin so; undefined if there is none, because it is shorter or longer. */
export function beginningEntry(field: Field, word: string): string | undefined {
  return field === 'plain' && word.length === BEGINNING ? BEGINNING_LETTER + word : undefined
}

export function rowId({ born, place }: { born: number; place: number }): string {
  return `${born}.${place}`
}

/** The rows of a document. */
export function rowsOf(
  { document, hash, passages }: IndexedDocument,
  vectors: readonly Float32Array[],
  born: number,
  firstPlace: number,
): Row[] {
  const { id: did, source, title, metadata } = document
  const shared = { source, ...(title === undefined ? {} : { title }), metadata: JSON.stringify(metadata) }
  const meta = metadataTokens(metadata)
  const own = { ...shared, document: { hash, passages: passages.length } }
  if (passages.length === 0) return [{ kind: ['document'], did, born, place: firstPlace, payload: own }]
  return passages.map((passage, i) =>
    passageRow(passage, vectors[i]!, { shared: i === 0 ? own : shared, meta, born, place: firstPlace + i }),
  )
}

function passageRow(
  { id: pid, documentId: did, text, start, end }: Passage,
  values: Float32Array,
  { shared, meta, born, place }: { shared: Payload; meta: string[]; born: number; place: number },
): PassageRow {
  const vector = Buffer.from(bytesOf(values)).toString('base64')
  const vh = createHash('sha256').update(vector).digest('base64url').slice(0, 22)
  const payload = { ...shared, text, start, end, vector, entries: lengthOf({ ...shared, text }) }
  return {
    kind: shared.document ? ['passage', 'document'] : ['passage'],
    did,
    pid,
    vh,
    meta,
    born,
    place,
    payload,
  }
}

/** The entries of a passage's fields. */
export function entriesOf({
  text,
  title,
  metadata,
}: Pick<PassagePayload, 'text' | 'title' | 'metadata'>): Record<Field, string[]> {
  return analyze({ text, title, heading: (JSON.parse(metadata) as Metadata).heading })
}

function lengthOf(passage: Parameters<typeof entriesOf>[0]): number {
  const fields = entriesOf(passage)
  return FIELDS.reduce((sum, field) => sum + fields[field].length, 0)
}

/** A row as JSON for the cluster, with what OpenSearch searches and does not keep: vector and entries. */
export function rowJson(row: Row, shape: VectorShape): string {
  if (!isPassage(row)) return JSON.stringify({ ...row, vector: fillerOf(shape) })
  const vector = jsonOf(vectorOf(row.payload), shape.vectors)
  return `${JSON.stringify({ ...row, words: wordsOf(row.payload) }).slice(0, -1)},"vector":${vector}}`
}

/**
 * Entries as text for the cluster. The forms of a word stand at one place, of which it counts the first: so a passage is as
 * long as it has words, and up to 40 are counted exactly. Compounds and headings follow.
 */
function wordsOf(passage: PassagePayload): string {
  const { exact, plain, stem, heading } = entriesOf(passage)
  const words = exact.map((word, i) => {
    const begins = plain[i]!.length >= BEGINNING ? [BEGINNING_LETTER + beginning(plain[i]!, BEGINNING)] : []
    return [entry('exact', word), entry('plain', plain[i]!), ...begins, entry('stem', stem[i]!)].join('|')
  })
  const compounds = stem.slice(exact.length).map(word => entry('stem', word))
  return [...words, ...compounds, ...heading.map(word => entry('heading', word))].join(' ')
}

export function vectorOf({ vector }: Pick<PassagePayload, 'vector'>): Float32Array {
  const dimension = Buffer.byteLength(vector, 'base64') / Float32Array.BYTES_PER_ELEMENT
  return vectorsOf([{ payload: { vector } }], dimension).values
}

/** The vectors of rows, in one piece of memory. */
export function vectorsOf(
  rows: readonly { payload: Pick<PassagePayload, 'vector'> }[],
  dimension: number,
): VectorBatch {
  const values = new Float32Array(rows.length * dimension)
  const bytes = Buffer.from(values.buffer)
  const each = dimension * Float32Array.BYTES_PER_ELEMENT
  for (const [i, { payload }] of rows.entries()) bytes.write(payload.vector, i * each, each, 'base64')
  return { values, rows: rows.length, dimension }
}

function shared({ source, title, metadata }: Payload): Pick<StoredPassage, 'source' | 'title' | 'metadata'> {
  return {
    source,
    metadata: JSON.parse(metadata) as StoredPassage['metadata'],
    ...(title === undefined ? {} : { title }),
  }
}

export function toStoredPassage({ pid, did, payload }: PassageRow): StoredPassage {
  const { text, start, end } = payload
  return { id: pid, documentId: did, text, start, end, ...shared(payload) }
}

export function toHit({ pid, did, payload }: PassageRow, score: number): Hit {
  return { id: pid, documentId: did, score, text: payload.text, ...shared(payload) }
}

export function toStoredDocument({ did, payload }: DocumentRow): StoredDocument {
  return { id: did, passages: payload.document.passages, ...shared(payload) }
}

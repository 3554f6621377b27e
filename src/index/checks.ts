import { checkSound } from '../basics/document.js'
import { dot } from '../basics/vectors.js'
import { AnlamError } from '../errors.js'
import type { VectorBatch } from '../types.js'
import { type IndexedDocument, MAX_K, type SearchOptions } from './types.js'

/** Largest deviation of the squared length of a unit row from 1. */
const UNIT_TOLERANCE = 1e-3

/** @throws AnlamError `invalid-input` unless each row is finite, of unit length, and belongs to a passage */
export function checkVectors(
  documents: readonly IndexedDocument[],
  vectors: VectorBatch,
  dimension: number,
): void {
  const passages = documents.reduce((sum, d) => sum + d.passages.length, 0)
  if (vectors.dimension !== dimension) {
    throw new AnlamError(
      'invalid-input',
      `vectors have ${vectors.dimension} dimensions, the index ${dimension}`,
    )
  }
  if (vectors.rows !== passages || vectors.values.length !== passages * dimension) {
    throw new AnlamError('invalid-input', `${passages} passages came with ${vectors.rows} vectors`)
  }
  for (let row = 0; row < passages; row++) {
    if (!isUnit(vectors.values.subarray(row * dimension, (row + 1) * dimension))) {
      throw new AnlamError('invalid-input', `vector ${row} is not a finite vector of unit length`)
    }
  }
}

/** @throws AnlamError `invalid-input` */
export function checkK(k: number): void {
  checkCount('k', k)
}

/** @throws AnlamError `invalid-input` */
export function checkSampleSize(n: number): void {
  checkCount('the size of a sample', n)
}

function checkCount(what: string, count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > MAX_K)
    throw new AnlamError('invalid-input', `${what} must be a whole number from 1 to ${MAX_K}, not ${count}`)
}

/** @throws AnlamError `invalid-input` */
export function checkSearch(vector: Float32Array, options: SearchOptions, dimension: number): void {
  checkK(options.k)
  if (vector.length !== dimension) {
    throw new AnlamError('invalid-input', `the query has ${vector.length} dimensions, the index ${dimension}`)
  }
  if (!isUnit(vector)) {
    throw new AnlamError(
      'invalid-input',
      'the query has no meaning to search for: its vector is zero or not finite',
    )
  }
}

/** @throws AnlamError `invalid-input` for a document that no index takes, or an id that comes twice in one write */
export function checkDocuments(documents: readonly IndexedDocument[]): void {
  const seen = new Set<string>()
  for (const { document, passages } of documents) {
    checkSound(document, passages)
    if (seen.has(document.id)) throw new AnlamError('invalid-input', `document ${document.id} comes twice`)
    seen.add(document.id)
  }
}

/** Whether a row is finite and, up to rounding, of unit length. */
export function isUnit(row: Float32Array): boolean {
  return Math.abs(dot(row, row) - 1) <= UNIT_TOLERANCE
}

import { AnlamError } from '../../errors.js'
import type { LabelledVector } from '../../neighbours/types.js'
import type { Hit } from '../../types.js'
import type { Page, StoredDocument, StoredPassage } from '../types.js'
import type { Neighbour } from './hnsw.js'
import {
  fromBlob,
  isWholeDocument,
  isWholePassage,
  isWholeVector,
  toDocument,
  toOrigin,
  toPassage,
} from './rows.js'
import type { PassageRow, Statements } from './statements.js'

/** What can be read from the database; every row is compared with its checksum. */
export class StoreReader {
  constructor(
    protected readonly statements: Statements,
    protected readonly path: string,
    protected readonly dimension: number,
  ) {}

  /** In no order; without those that are not there any more. */
  hits(neighbours: readonly Neighbour[]): Hit[] {
    const scores = new Map(neighbours.map(({ label, score }) => [label, score]))
    return this.statements.hits.all(JSON.stringify([...scores.keys()])).map(row => {
      const { label, id, documentId, text } = this.checkRow(row)
      return { id, documentId, score: scores.get(label)!, text, ...toOrigin(row) }
    })
  }

  get(passageIds: readonly string[]): (StoredPassage | undefined)[] {
    return passageIds.map(id => {
      const row = this.statements.passage.get(id)
      return row && toPassage(this.checkRow(row))
    })
  }

  documents(after: string | undefined, limit: number): StoredDocument[] {
    return this.statements.documents.all(after ?? '', limit).map(row => {
      if (!isWholeDocument(row)) throw this.damaged(`document ${row.id}`)
      return toDocument(row)
    })
  }

  document(id: string): { document: StoredDocument; passages: StoredPassage[] } | undefined {
    const row = this.statements.document.get(id)
    if (!row) return undefined
    if (!isWholeDocument(row)) throw this.damaged(`document ${id}`)
    const passages = this.statements.passagesOfDocument
      .all(id)
      .map(passage => toPassage(this.checkRow(passage)))
    return { document: toDocument(row), passages }
  }

  vectors(passageIds: readonly string[]): (Float32Array | undefined)[] {
    return passageIds.map(id => {
      const row = this.statements.passage.get(id)
      return row && this.vector(row.label)
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
    const vector = this.findVector(label)
    if (!vector) throw new AnlamError('corrupt-index', `${this.path}: passage ${label} has no vector`)
    return vector
  }

  /**
   * Undefined for a passage that is not there any more.
   * @throws AnlamError `corrupt-index` if the checksum of the vector differs
   */
  findVector(label: number): Float32Array | undefined {
    const row = this.statements.vector.get(label)
    if (!row) return undefined
    if (!isWholeVector(label, row, this.dimension)) {
      throw new AnlamError('corrupt-index', `${this.path}: the vector of passage ${label} is damaged`)
    }
    return fromBlob(row.vector)
  }

  /** @throws AnlamError `corrupt-index` if the passage or its document is not what was written */
  private checkRow(row: PassageRow): PassageRow {
    if (isWholePassage(row)) return row
    throw this.damaged(`passage ${row.label}`)
  }

  private damaged(what: string): AnlamError {
    return new AnlamError(
      'corrupt-index',
      `${this.path}: ${what} is damaged; \`anlam verify\` tells what else is, \`anlam repair\` saves the rest`,
    )
  }
}

import { evenlySpaced } from '../../../basics/evenly-spaced.js'
import { AnlamError } from '../../../errors.js'
import type { Hit } from '../../../types.js'
import { compareHits } from '../../order.js'
import type { Filter, Page, StoredDocument, StoredPassage } from '../../types.js'
import type { Neighbour } from '../graph/hnsw.js'
import { byScore } from '../graph/neighbours.js'
import type { LabelledVector } from '../scan/types.js'
import { type Database, prepare, type Statement } from '../sqlite.js'
import {
  fromBlob,
  isWholeDocument,
  isWholePassage,
  isWholeVector,
  toDocument,
  toOrigin,
  toPassage,
} from './rows.js'
import {
  type Counts,
  type PassageRow,
  prepareStatements,
  type Statements,
  type VectorRow,
} from './statements.js'

/** Ids that are looked up in one call. */
const TOGETHER = 10_000

/** Reads from the database. Passages, documents and vectors are verified against their checksums. */
export class StoreReader {
  protected readonly statements: Statements
  private readonly begin: Statement<[], unknown>
  private readonly end: Statement<[], unknown>

  constructor(
    protected readonly database: Database,
    protected readonly path: string,
    protected readonly dimension: number,
  ) {
    this.statements = prepareStatements(database)
    this.begin = prepare(database, 'BEGIN')
    this.end = prepare(database, 'COMMIT')
  }

  /**
   * Runs several reads in one transaction: they see one state, whatever other processes commit meanwhile. It is
   * synchronous, so it delays truncation of the write-ahead log no longer than the reads take.
   */
  reading<T>(work: () => T): T {
    if (this.database.inTransaction) return work()
    this.begin.run()
    try {
      return work()
    } finally {
      this.end.run()
    }
  }

  /** Rows of passages, not verified yet. Unordered; omits those that no longer exist. */
  protected rows(labels: readonly number[]): PassageRow[] {
    return this.statements.hits.all(JSON.stringify(labels))
  }

  /** Texts of passages, not verified. Unordered; omits those that no longer exist. */
  texts(labels: readonly number[]): string[] {
    return this.statements.texts.all(JSON.stringify(labels)).map(({ text }) => text)
  }

  /** A row as a hit without a score. */
  protected toHit(row: PassageRow): Omit<Hit, 'score'> & { label: number } {
    const { label, id, documentId, text } = this.checkRow(row)
    return { label, id, documentId, text, ...toOrigin(row) }
  }

  /** The k best hits, best first; ties by id. */
  best(neighbours: readonly Neighbour[], k: number): Hit[] {
    const scores = new Map(this.firstById(neighbours, k).map(({ label, score }) => [label, score]))
    return this.rows([...scores.keys()])
      .map(row => this.toHit(row))
      .map(({ label, ...hit }) => ({ ...hit, score: scores.get(label)! }))
      .sort(compareHits)
  }

  /** Drops neighbours beyond the k-th before rows are read: thousands may be equally near. */
  firstById(neighbours: readonly Neighbour[], k: number): readonly Neighbour[] {
    if (neighbours.length <= k) return neighbours
    const sorted = [...neighbours].sort(byScore)
    const { score } = sorted[k - 1]!
    const better = sorted.filter(each => each.score > score)
    const tied = sorted.filter(each => each.score === score).map(({ label }) => label)
    const wanted = k - better.length
    if (tied.length === wanted) return sorted.slice(0, k)
    const first = this.statements.firstById.all(JSON.stringify(tied), wanted)
    return [...better, ...first.map(({ label }) => ({ label, score }))]
  }

  get(passageIds: readonly string[]): (StoredPassage | undefined)[] {
    return this.reading(() =>
      passageIds.map(id => {
        const row = this.statements.passage.get(id)
        return row && toPassage(this.checkRow(row))
      }),
    )
  }

  documents(after: string | undefined, limit: number): StoredDocument[] {
    return this.statements.documents.all(after ?? '', limit).map(row => {
      if (!isWholeDocument(row)) throw this.damaged(`document ${row.id}`)
      return toDocument(row)
    })
  }

  document(id: string): { document: StoredDocument; passages: StoredPassage[] } | undefined {
    return this.reading(() => {
      const row = this.statements.document.get(id)
      if (!row) return undefined
      if (!isWholeDocument(row)) throw this.damaged(`document ${id}`)
      const passages = this.statements.passagesOfDocument
        .all(id)
        .map(passage => toPassage(this.checkRow(passage)))
      return { document: toDocument(row), passages }
    })
  }

  vectors(passageIds: readonly string[]): (Float32Array | undefined)[] {
    return this.reading(() => {
      const rows = this.statements.vectorsOf.all(JSON.stringify(passageIds))
      const found = new Map(rows.map(({ id, label, ...row }) => [id, this.checkVector(label, row)]))
      return passageIds.map(id => found.get(id) ?? this.withoutVector(id))
    })
  }

  /** @throws AnlamError `corrupt-index` if the passage exists */
  private withoutVector(id: string): undefined {
    const row = this.statements.passage.get(id)
    if (row) this.vector(row.label)
  }

  hashes(documentIds: readonly string[]): Map<string, { hash: string; passages: number }> {
    return this.reading(() => {
      const found = new Map<string, { hash: string; passages: number }>()
      for (const id of documentIds) {
        const row = this.statements.hash.get(id)
        if (row) found.set(id, row)
      }
      return found
    })
  }

  /** At most `size` passages with labels above `after`, in label order, with their vectors. */
  page(after: number, size: number): Page & { last: number } {
    return this.reading(() => {
      const rows = this.statements.page.all(after, size)
      return { ...this.toPage(rows), last: rows.at(-1)?.label ?? after }
    })
  }

  /** At most n passages, evenly spaced in label order, with their vectors. */
  sample(n: number): Page {
    return this.reading(() => {
      const labels = this.labelsAt(evenlySpaced(this.counts().passages, n))
      const rows = this.statements.hits.all(JSON.stringify(labels))
      return this.toPage(rows.sort((a, b) => a.label - b.label))
    })
  }

  /** At most n passages, those of the greatest labels first. */
  latest(n: number): StoredPassage[] {
    return this.statements.latest.all(n).map(row => toPassage(this.checkRow(row)))
  }

  /** Labels at these positions (from 0) in label order. Without gaps between labels, nothing else is read. */
  private labelsAt(places: readonly number[]): number[] {
    const { passages, firstLabel, lastLabel } = this.counts()
    if (lastLabel - firstLabel + 1 === passages) return places.map(place => firstLabel + place)
    const labels = Float64Array.from(this.statements.labels.all(), ({ label }) => label).sort()
    return places.map(place => labels[place]!)
  }

  private toPage(rows: readonly PassageRow[]): Page {
    const values = new Float32Array(rows.length * this.dimension)
    rows.forEach((row, i) => {
      values.set(this.vector(row.label), i * this.dimension)
    })
    return {
      passages: rows.map(row => toPassage(this.checkRow(row))),
      vectors: { values, rows: rows.length, dimension: this.dimension },
    }
  }

  /** At most `limit` vectors with labels above `after`, in label order. */
  labelledVectors(after: number, limit: number): LabelledVector[] {
    return this.statements.vectorsAfter
      .all(after, limit)
      .map(({ label, ...row }) => ({ label, vector: this.checkVector(label, row) }))
  }

  /** The document that contains each of these passages, by their ids. */
  protected holdersOf(passageIds: readonly string[]): Map<string, string> {
    const holders = new Map<string, string>()
    for (let at = 0; at < passageIds.length; at += TOGETHER)
      for (const row of this.statements.holders.all(JSON.stringify(passageIds.slice(at, at + TOGETHER))))
        holders.set(row.id, row.documentId)
    return holders
  }

  /** Those of these documents that there are. */
  protected known(documentIds: readonly string[]): string[] {
    return this.statements.known.all(JSON.stringify(documentIds)).map(({ id }) => id)
  }

  /** Labels of passages whose document matches the filter. */
  matching(filter: Filter): number[] {
    return this.statements.matching.all(JSON.stringify(filter)).map(({ label }) => label)
  }

  counts(): Counts {
    return this.statements.counts.get()!
  }

  /** Changes whenever another connection has committed. */
  version(): number {
    return this.statements.version.get()!.data_version
  }

  /** @throws AnlamError `corrupt-index` if the vector is missing or fails its checksum */
  vector(label: number): Float32Array {
    const vector = this.findVector(label)
    if (!vector) throw new AnlamError('corrupt-index', `${this.path}: passage ${label} has no vector`)
    return vector
  }

  /**
   * Vectors of passages, by label. Omits those that no longer exist.
   * @throws AnlamError `corrupt-index` if one fails its checksum
   */
  vectorsAt(labels: readonly number[]): Map<number, Float32Array> {
    if (labels.length === 0) return new Map()
    const rows = this.statements.vectorsAt.all(JSON.stringify(labels))
    return new Map(rows.map(({ label, ...row }) => [label, this.checkVector(label, row)]))
  }

  /**
   * Undefined for a passage that no longer exists.
   * @throws AnlamError `corrupt-index` if the vector fails its checksum
   */
  findVector(label: number): Float32Array | undefined {
    const row = this.statements.vector.get(label)
    return row && this.checkVector(label, row)
  }

  private checkVector(label: number, row: VectorRow): Float32Array {
    if (isWholeVector(label, row, this.dimension)) return fromBlob(row.vector)
    throw new AnlamError('corrupt-index', `${this.path}: the vector of passage ${label} is damaged`)
  }

  /** @throws AnlamError `corrupt-index` if the passage or its document fails its checksum */
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

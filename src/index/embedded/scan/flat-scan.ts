import { setImmediate as otherWork } from 'node:timers/promises'
import { evenlySpaced } from '../../../basics/evenly-spaced.js'
import { dot } from '../../../basics/vectors.js'
import { probeByteRange } from '../../../onnx/byte-probe.js'
import { type ByteRange, LEFT_LARGEST } from '../../../onnx/byte-range.js'
import { encodeLeft, largestMagnitude, scaleFor } from '../../../onnx/codes.js'
import { type Feeds, free } from '../../../onnx/session.js'
import { Projection } from './projection.js'
import { ScanChunk } from './scan-chunk.js'
import { Shortlist } from './shortlist.js'
import type { LabelledVector, Scan, Scanned, ScanQuery } from './types.js'

/** Sample rows from which the directions are chosen. */
const SAMPLE = 4096
/** Rows per chunk of later additions: additions to a chunk have it quantised anew. */
const CHUNK = 4096
/** Maximum number of rows of the last chunk without codes; each is compared in full. */
const MOST_UNCODED = 512
/** Rows added before yielding to the event loop. */
const SLICE = 64
/** A scan is worn when it exceeds this multiple of its initial rows, or this share of its rows is removed. */
const GROWTH = 2
const REMOVED_SHARE = 0.3

/** Codes of queries [queries, directions], and the terms of the bounds on their cosines. */
interface CodedQueries {
  codes: Feeds[string]
  /** By query: scale of the codes, quantisation error, and length off the directions. */
  scales: Float64Array
  errors: Float32Array
  rests: Float64Array
}

/**
 * Finds the nearest of some 100,000 vectors by comparing all of them with a batch of queries: in int8 along the few
 * directions that hold most of their length, then the best candidates in full. This is faster than a graph search per
 * query, and has better recall.
 */
export class FlatScan implements Scan {
  private readonly chunks: ScanChunk[]
  private projection: Projection | undefined
  private readonly shortlist = new Shortlist()
  private removed = 0
  private builtOf = 0

  private constructor(
    private readonly dimension: number,
    private readonly range: ByteRange,
  ) {
    this.chunks = [new ScanChunk(dimension)]
  }

  /**
   * Takes seconds, in slices.
   * @param range of the queries' codes; default: what this processor multiplies exactly
   * @returns undefined if a scan gains nothing: no few directions hold most of the vectors' length
   */
  static async build(vectors: Iterable<LabelledVector>, range?: ByteRange): Promise<FlatScan | undefined> {
    const exact = range ?? (await probeByteRange())
    let scan: FlatScan | undefined
    for (const { label, vector } of vectors) {
      scan ??= new FlatScan(vector.length, exact)
      scan.add(label, vector)
      if (scan.rows % SLICE === 0) await otherWork()
    }
    return (await scan?.prepare()) ? scan : undefined
  }

  private async prepare(): Promise<boolean> {
    this.projection = await Projection.choose(this.sample(), this.dimension)
    if (!this.projection) return false
    await this.chunks[0]!.code(this.projection, this.range)
    this.builtOf = this.rows
    return true
  }

  private sample(): Float32Array {
    const chunk = this.chunks[0]!
    const rows = evenlySpaced(chunk.size, SAMPLE)
    const values = new Float32Array(rows.length * this.dimension)
    for (const [i, row] of rows.entries()) values.set(chunk.row(row), i * this.dimension)
    return values
  }

  private get rows(): number {
    return this.chunks.reduce((sum, { size }) => sum + size, 0)
  }

  get isWorn(): boolean {
    return this.rows > GROWTH * this.builtOf || this.removed > REMOVED_SHARE * this.rows
  }

  add(label: number, vector: Float32Array): void {
    // The initial rows are one chunk: few large products are faster than many small ones.
    if (this.projection && this.chunks.at(-1)!.size >= CHUNK) this.chunks.push(new ScanChunk(this.dimension))
    this.chunks.at(-1)!.add(label, vector)
  }

  remove(label: number): void {
    if (this.chunks.some(chunk => chunk.remove(label))) this.removed++
  }

  async search(queries: readonly ScanQuery[]): Promise<Scanned[][]> {
    for (const chunk of this.chunks) {
      const most = chunk === this.chunks.at(-1) ? MOST_UNCODED : 0
      if (chunk.size - chunk.coded > most) await chunk.code(this.projection!, this.range)
    }
    const coded = await this.codeQueries(queries)
    const chunks = this.chunks.filter(chunk => chunk.coded > 0)
    const products = await Promise.all(chunks.map(chunk => chunk.multiply(coded.codes)))
    const found = queries.map((query, i) => {
      this.shortlist.fill(chunks, products, { i, queryScale: coded.scales[i]!, count: query.candidates })
      return this.compare(chunks, query, coded.errors[i]!, coded.rests[i]!)
    })
    for (const { scores, maxima } of products) {
      free(scores)
      free(maxima)
    }
    return found
  }

  /** True cosines, best first, of rows without codes and of those on the shortlist that may be among the k nearest. */
  private compare(
    chunks: readonly ScanChunk[],
    { vector, k }: ScanQuery,
    error: number,
    rest: number,
  ): Scanned[] {
    const { size, scores, rows, chunks: places } = this.shortlist
    const found: Scanned[] = []
    let least = Number.NEGATIVE_INFINITY
    const take = (chunk: ScanChunk, row: number): void => {
      const score = chunk.cosine(row, vector)
      if (score >= least) found.push({ label: chunk.labels[row]!, score })
    }
    const raiseLeast = (): void => {
      least = best(found)[k - 1]?.score ?? least
    }
    const near = this.shortlist.nthScore(2 * k)
    for (let at = 0; at < size; at++) if (scores[at]! >= near) take(chunks[places[at]!]!, rows[at]!)
    raiseLeast()
    for (const chunk of this.chunks)
      for (let row = chunk.coded; row < chunk.size; row++) if (chunk.removed[row] === 0) take(chunk, row)
    raiseLeast()
    for (let at = 0; at < size; at++) {
      if (scores[at]! >= near) continue
      const chunk = chunks[places[at]!]!
      const row = rows[at]!
      const most = scores[at]! + error + (1 + error) * chunk.errors[row]! + rest * chunk.rests[row]!
      if (most >= least) take(chunk, row)
    }
    return best(found)
  }

  private async codeQueries(queries: readonly ScanQuery[]): Promise<CodedQueries> {
    const { dimension, range } = this
    const { directions } = this.projection!
    const vectors = new Float32Array(queries.length * dimension)
    for (const [i, { vector }] of queries.entries()) vectors.set(vector, i * dimension)
    const coordinates = await this.projection!.apply(vectors)
    const data = new Uint8Array(coordinates.length)
    const scales = new Float64Array(queries.length)
    const rests = new Float64Array(queries.length)
    const errors = new Float32Array(queries.length)
    for (const [i, { vector }] of queries.entries()) {
      const [from, to] = [i * directions, (i + 1) * directions]
      const along = coordinates.subarray(from, to)
      const scale = scaleFor([largestMagnitude(along)], LEFT_LARGEST[range])
      const error = errors.subarray(i, i + 1)
      encodeLeft(along, { dimension: directions, scale, range }, data.subarray(from, to), error)
      scales[i] = scale
      rests[i] = Math.sqrt(Math.max(0, dot(vector, vector) - dot(along, along)))
    }
    return { codes: { data, dims: [queries.length, directions] }, scales, errors, rests }
  }

  async close(): Promise<void> {
    await Promise.all([this.projection?.close(), ...this.chunks.map(chunk => chunk.close())])
  }
}

function best(found: Scanned[]): Scanned[] {
  return found.sort((a, b) => b.score - a.score)
}

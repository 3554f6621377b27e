import { setImmediate as otherWork } from 'node:timers/promises'
import { dot, unitCosine } from '../../../basics/vectors.js'
import { type ByteRange, RIGHT_LARGEST } from '../../../onnx/byte-range.js'
import { encodeRows, largestMagnitude, scaleFor } from '../../../onnx/codes.js'
import { buildScan, TILE } from '../../../onnx/products.js'
import { type Feeds, ONE_THREAD, Session } from '../../../onnx/session.js'
import type { Projection } from './projection.js'

/** Rows allocated at once. */
const PAGE = 1024
/** Margin for float32 rounding in the bounds. */
const ROUNDING = 1e-5

/** Dot products of the queries' codes with those of a chunk's rows. */
export interface ChunkProducts {
  /** [queries, tiles * 64] */
  scores: Int32Array
  /** [queries, tiles]: the greatest score in each tile, removed rows included. */
  maxima: Int32Array
  tiles: number
}

/** Vectors in full, and as int8 codes of their coordinates in an onnxruntime session. */
export class ScanChunk {
  labels = new Uint32Array(PAGE)
  /** 1 for removed rows. */
  removed = new Uint8Array(PAGE)
  /** Tiles with removed rows. */
  readonly torn = new Set<number>()
  size = 0
  /** Number of rows with codes; they are the first ones. */
  coded = 0
  /** A score times this and the query's scale is a cosine, up to `errors` and `rests`. */
  scale = 0
  /** By coded row: length of the quantisation error of its coordinates. */
  errors = new Float32Array(0)
  /** By coded row: length of its residual off the directions. */
  rests = new Float32Array(0)
  /** [PAGE, dimension] each. */
  private readonly pages: Float32Array[] = []
  private session: Session | undefined

  constructor(private readonly dimension: number) {}

  add(label: number, vector: Float32Array): void {
    if (this.size % PAGE === 0) this.pages.push(new Float32Array(PAGE * this.dimension))
    if (this.size === this.labels.length) {
      this.labels = grown(this.labels, new Uint32Array(2 * this.size))
      this.removed = grown(this.removed, new Uint8Array(2 * this.size))
    }
    this.labels[this.size++] = label
    this.row(this.size - 1).set(vector)
  }

  /** @returns whether the label was here and not yet removed */
  remove(label: number): boolean {
    // The last one: a label may have been removed and added again.
    const row = this.labels.subarray(0, this.size).lastIndexOf(label)
    if (row < 0 || this.removed[row] === 1) return false
    this.removed[row] = 1
    this.torn.add(Math.floor(row / TILE))
    return true
  }

  row(row: number): Float32Array {
    const at = (row % PAGE) * this.dimension
    return this.pages[Math.floor(row / PAGE)]!.subarray(at, at + this.dimension)
  }

  /** Cosine of a row with a unit vector. */
  cosine(row: number, vector: Float32Array): number {
    return unitCosine(vector, this.pages[Math.floor(row / PAGE)]!, (row % PAGE) * this.dimension)
  }

  /** Projects and quantises all rows, for queries with codes of this range. */
  async code(projection: Projection, range: ByteRange): Promise<void> {
    const { size, dimension } = this
    const { directions } = projection
    const pages: Float32Array[] = []
    for (let start = 0; start < size; start += PAGE) {
      const rows = Math.min(PAGE, size - start)
      pages.push(await projection.apply(this.pages[start / PAGE]!.subarray(0, rows * dimension)))
    }
    const rowOf = (row: number): Float32Array => {
      const at = (row % PAGE) * directions
      return pages[Math.floor(row / PAGE)]!.subarray(at, at + directions)
    }
    const greatest = Array.from({ length: size }, (_, row) => largestMagnitude(rowOf(row)))
    const scale = scaleFor(greatest, RIGHT_LARGEST)
    const rounding = { dimension: directions, scale, largest: RIGHT_LARGEST }
    const columns = Math.ceil(size / TILE) * TILE
    const codes = new Int8Array(directions * columns)
    const errors = new Float32Array(size)
    const rests = new Float32Array(size)
    for (const [i, page] of pages.entries()) {
      const from = i * PAGE
      encodeRows(page, rounding, { codes, columns, from }, errors.subarray(from))
      await otherWork()
    }
    for (let row = 0; row < size; row++) {
      const [vector, along] = [this.row(row), rowOf(row)]
      rests[row] = Math.sqrt(Math.max(0, dot(vector, vector) - dot(along, along))) + ROUNDING
    }
    const session = await Session.create(buildScan(codes, directions, range), ONE_THREAD)
    await this.close()
    Object.assign(this, { session, scale, errors, rests, coded: size })
  }

  /** @param a codes of the queries [queries, directions] */
  async multiply(a: Feeds[string]): Promise<ChunkProducts> {
    const products = await this.session!.runAll<'scores' | 'maxima', Int32Array>({ a }, ['scores', 'maxima'])
    return { tiles: Math.ceil(this.coded / TILE), ...products }
  }

  async close(): Promise<void> {
    await this.session?.close()
    this.session = undefined
  }
}

function grown<T extends Uint8Array | Uint32Array>(from: T, to: T): T {
  to.set(from)
  return to
}

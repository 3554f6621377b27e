import { buildScan, TILE } from '../graph/products.js'
import { type Feeds, Session } from '../runtime/session.js'
import { dot } from '../vectors.js'
import { greatestOf, scaleFor, toCodes } from './codes.js'
import { ONE_THREAD, type Projection } from './projection.js'

/** Rows of a chunk: enough that calling onnxruntime costs little beside computing. */
export const CHUNK = 16_384
/** Floats of rounding in what the bounds are computed from. */
const ROUNDING = 1e-5

/** Products of the codes of queries with those of a chunk's rows. */
export interface ChunkProducts {
  /** [queries, tiles * 64] */
  scores: Int32Array
  /** [queries, tiles]: the greatest score in each tile, removed rows included. */
  maxima: Int32Array
  tiles: number
}

/** Some vectors in full, and as int8 coordinates in an onnxruntime session. */
export class ScanChunk {
  readonly labels = new Uint32Array(CHUNK)
  /** 1 for rows that are not to be found any more. */
  readonly removed = new Uint8Array(CHUNK)
  /** Tiles that have such rows. */
  readonly torn = new Set<number>()
  size = 0
  /** Rows that have coordinates; they are the first ones. */
  coded = 0
  /** A score times this and the query's own scale is a cosine, but for `errors` and `rests`. */
  scale = 0
  /** Length of what int8 rounds away of a row's coordinates. */
  readonly errors = new Float32Array(CHUNK)
  /** Length of what of a row lies along none of the directions. */
  readonly rests = new Float32Array(CHUNK)
  private readonly values: Float32Array
  private session: Session | undefined

  constructor(private readonly dimension: number) {
    this.values = new Float32Array(CHUNK * dimension)
  }

  get isFull(): boolean {
    return this.size === CHUNK
  }

  add(label: number, vector: Float32Array): void {
    this.values.set(vector, this.size * this.dimension)
    this.labels[this.size++] = label
  }

  /** @returns whether the label was here, and was not removed before */
  remove(label: number): boolean {
    const row = this.labels.subarray(0, this.size).indexOf(label)
    if (row < 0 || this.removed[row] === 1) return false
    this.removed[row] = 1
    this.torn.add(Math.floor(row / TILE))
    return true
  }

  row(row: number): Float32Array {
    return this.values.subarray(row * this.dimension, (row + 1) * this.dimension)
  }

  /** Gives all rows coordinates. */
  async code(projection: Projection): Promise<void> {
    const { size, dimension } = this
    const { directions } = projection
    const coordinates = await projection.apply(this.values.subarray(0, size * dimension))
    const rowOf = (row: number): Float32Array =>
      coordinates.subarray(row * directions, (row + 1) * directions)
    const scale = scaleFor(Array.from({ length: size }, (_, row) => greatestOf(rowOf(row))))
    const padded = Math.ceil(size / TILE) * TILE
    const codes = toCodes(coordinates, { rows: size, padded, dimension: directions, scale }, this.errors)
    for (let row = this.coded; row < size; row++) {
      const [vector, along] = [this.row(row), rowOf(row)]
      this.rests[row] = Math.sqrt(Math.max(0, dot(vector, vector) - dot(along, along))) + ROUNDING
    }
    const session = await Session.create(buildScan(codes, directions), ONE_THREAD)
    await this.close()
    Object.assign(this, { session, scale, coded: size })
  }

  /** @param a codes of queries [queries, directions] */
  async multiply(a: Feeds[string]): Promise<ChunkProducts> {
    const products = await this.session!.runAll<'scores' | 'maxima', Int32Array>({ a }, ['scores', 'maxima'])
    return { ...products, tiles: Math.ceil(this.coded / TILE) }
  }

  async close(): Promise<void> {
    await this.session?.close()
    this.session = undefined
  }
}

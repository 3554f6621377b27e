import { TILE } from '../../../onnx/products.js'
import type { ChunkProducts, ScanChunk } from './scan-chunk.js'

/** The rows with the greatest approximate cosines with a query, unordered. Its buffers are reused for each query. */
export class Shortlist {
  chunks = new Uint32Array(0)
  rows = new Uint32Array(0)
  scores = new Float32Array(0)
  size = 0
  private tiles = new Float32Array(0)
  private scratch = new Float32Array(0)

  /**
   * @param chunks those with coded rows
   * @param products of each chunk with all queries
   * @param i the query
   * @param queryScale scale of its codes
   * @param count rows wanted; ties with the last one are kept too
   */
  fill(
    chunks: readonly ScanChunk[],
    products: readonly ChunkProducts[],
    { i, queryScale, count }: { i: number; queryScale: number; count: number },
  ): void {
    this.reserve(products.reduce((sum, { tiles }) => sum + tiles, 0))
    const scaleOf = (chunk: number): number => chunks[chunk]!.scale * queryScale
    // `count` tiles each have a row at least this near, so farther rows cannot be among those wanted.
    const floor = this.nth(this.readTiles(chunks, products, i, scaleOf), count)
    this.size = 0
    let at = 0
    for (const [c, { scores, tiles }] of products.entries()) {
      const { removed, coded } = chunks[c]!
      const scale = scaleOf(c)
      for (let tile = 0; tile < tiles; tile++) {
        if (this.tiles[at++]! < floor) continue
        const from = (i * tiles + tile) * TILE
        const end = Math.min(TILE, coded - tile * TILE)
        for (let column = 0; column < end; column++) {
          const score = Math.fround(scores[from + column]! * scale)
          if (score >= floor && removed[tile * TILE + column] === 0) this.push(c, tile * TILE + column, score)
        }
      }
    }
    this.cut(this.nthScore(count))
  }

  /** The greatest approximate cosine in each tile of all chunks, without removed rows. */
  private readTiles(
    chunks: readonly ScanChunk[],
    products: readonly ChunkProducts[],
    i: number,
    scaleOf: (chunk: number) => number,
  ): Float32Array {
    let at = 0
    for (const [c, { scores, maxima, tiles }] of products.entries()) {
      const { removed, torn } = chunks[c]!
      const scale = scaleOf(c)
      for (let tile = 0; tile < tiles; tile++) this.tiles[at + tile] = maxima[i * tiles + tile]! * scale
      for (const tile of torn) {
        if (tile >= tiles) continue
        let greatest = Number.NEGATIVE_INFINITY
        for (let row = tile * TILE; row < (tile + 1) * TILE; row++)
          if (removed[row] === 0) greatest = Math.max(greatest, scores[i * tiles * TILE + row]! * scale)
        this.tiles[at + tile] = greatest
      }
      at += tiles
    }
    return this.tiles.subarray(0, at)
  }

  private reserve(tiles: number): void {
    if (this.tiles.length >= tiles) return
    this.tiles = new Float32Array(tiles)
    this.scratch = new Float32Array(tiles * TILE)
    this.scores = new Float32Array(tiles * TILE)
    this.rows = new Uint32Array(tiles * TILE)
    this.chunks = new Uint32Array(tiles * TILE)
  }

  private push(chunk: number, row: number, score: number): void {
    this.chunks[this.size] = chunk
    this.rows[this.size] = row
    this.scores[this.size++] = score
  }

  /** The nth greatest approximate cosine; -Infinity if there are fewer. */
  nthScore(n: number): number {
    return this.nth(this.scores.subarray(0, this.size), n)
  }

  /** Keeps rows with at least this score. */
  private cut(least: number): void {
    const { size } = this
    this.size = 0
    for (let at = 0; at < size; at++)
      if (this.scores[at]! >= least) this.push(this.chunks[at]!, this.rows[at]!, this.scores[at]!)
  }

  /** The nth greatest number (quickselect: Hoare 1961); -Infinity if there are fewer. */
  private nth(numbers: Float32Array, n: number): number {
    if (n > numbers.length) return Number.NEGATIVE_INFINITY
    const { scratch } = this
    scratch.set(numbers)
    const at = numbers.length - n
    for (let low = 0, high = numbers.length - 1; low < high; ) {
      const pivot = scratch[(low + high) >> 1]!
      let i = low
      let j = high
      while (i <= j) {
        while (scratch[i]! < pivot) i++
        while (scratch[j]! > pivot) j--
        if (i > j) break
        const number = scratch[i]!
        scratch[i++] = scratch[j]!
        scratch[j--] = number
      }
      if (at <= j) high = j
      else if (at >= i) low = i
      else break
    }
    return scratch[at]!
  }
}

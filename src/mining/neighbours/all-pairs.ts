import { join } from 'node:path'
import { throwIfAborted } from '../../errors.js'
import { probeByteRange } from '../../onnx/byte-probe.js'
import { type ProductType, TILE } from '../../onnx/products.js'
import { BestLists } from './best-lists.js'
import { BLOCK } from './code-file.js'
import { Kernel, type LeftSide, type Numbers } from './kernel.js'
import { partialFile, passFile, readLists, writeLists } from './list-files.js'
import { type Pass, planPasses } from './passes.js'
import { Rescorer } from './rescorer.js'
import {
  allows,
  type NeighbourFinder,
  type NeighbourLists,
  type NeighbourOptions,
  type Progress,
} from './types.js'
import { VectorFile } from './vector-file.js'

const CODE_FILE = 'codes.s8'

/** Allows for float32 rounding of errors and scores. */
const SLACK = 1e-6
/** Minimum milliseconds between two saves of partial results. */
const SAVE_INTERVAL = 20_000

export interface AllPairsOptions extends NeighbourOptions {
  /** Path of unit vectors, as written by `VectorWriter`. */
  vectors: string
  /** Receives the results. An earlier run with the same options is resumed from it. */
  folder: string
  rows: number
  dimension: number
  /** Threads for onnxruntime. */
  threads: number
  /** Default: int8, in the range that this processor multiplies exactly. */
  type?: ProductType
}

/**
 * Finds the exact k nearest neighbours above a threshold for every row, by multiplying all rows with all.
 *
 * Products are computed in int8, with an error bound that holds for every pair. A pair is rescored exactly if its
 * product, within that bound, may reach the threshold or the score of either row's worst neighbour so far. So nothing
 * is missed.
 */
export class AllPairs implements NeighbourFinder {
  private readonly floors: Float32Array
  private best: BestLists | undefined
  private left: { block: number; side: LeftSide } | undefined
  private pass = 0
  private task = 0
  private done = 0
  private savedAt = performance.now()

  private constructor(
    private readonly options: AllPairsOptions,
    private readonly vectors: VectorFile,
    private readonly kernel: Kernel,
    private readonly plan: readonly Pass[],
    private readonly rescorer: Rescorer,
  ) {
    this.floors = new Float32Array(options.rows)
  }

  static async open(options: AllPairsOptions): Promise<AllPairs> {
    const { folder, rows, dimension, threads, k, memory, constraint } = options
    const type = options.type ?? (await probeByteRange())
    const vectors = new VectorFile(options.vectors, rows, dimension)
    let kernel: Kernel | undefined
    try {
      kernel = await Kernel.create(vectors, join(folder, CODE_FILE), { type, threads })
      const plan = planPasses(rows, k, memory, constraint)
      const pairs = new AllPairs(options, vectors, kernel, plan, new Rescorer(vectors))
      pairs.resume()
      return pairs
    } catch (error) {
      await kernel?.close()
      vectors.close()
      throw error
    }
  }

  get type(): ProductType {
    return this.kernel.type
  }

  private resume(): void {
    const { folder } = this.options
    const saved = readLists(partialFile(folder))
    while (this.pass < this.plan.length && readLists(passFile(folder, this.pass))) this.nextPass()
    if (this.pass === this.plan.length) return
    this.startPass()
    if (saved?.pass !== this.pass) return
    this.best!.restore(saved.lists)
    this.task = saved.task
    this.done += saved.task
    for (let row = saved.lists.start; row < saved.lists.start + saved.lists.sizes.length; row++)
      this.raiseFloor(row)
  }

  private startPass(): void {
    const { start, end } = this.plan[this.pass]!
    const { k, ranks, threshold } = this.options
    this.best = new BestLists(start, end, k, ranks)
    // Rows of other passes accept no neighbours now.
    this.floors.fill(Number.POSITIVE_INFINITY)
    this.floors.fill(Math.fround(threshold), start, end)
    this.task = 0
  }

  private nextPass(): void {
    this.done += this.plan[this.pass]!.tasks.length / 2 - this.task
    this.pass++
    this.task = 0
  }

  get progress(): Progress {
    const total = this.plan.reduce((sum, { tasks }) => sum + tasks.length / 2, 0)
    return { done: this.done, total }
  }

  get passes(): number {
    return this.plan.length
  }

  /**
   * Works for a while. Writes the lists of each pass to its file once that pass is done.
   * @param milliseconds time after which to return
   * @throws AnlamError `cancelled`, after saving; `storage-full`
   */
  async advance(milliseconds: number, signal?: AbortSignal): Promise<Progress> {
    const until = performance.now() + milliseconds
    while (this.pass < this.plan.length && performance.now() < until) {
      const { tasks } = this.plan[this.pass]!
      if (signal?.aborted) this.save()
      throwIfAborted(signal)
      if (this.task * 2 < tasks.length) {
        await this.multiply(tasks[this.task * 2]!, tasks[this.task * 2 + 1]!)
        this.task++
        this.done++
        if (performance.now() - this.savedAt > SAVE_INTERVAL) this.save()
      }
      if (this.task * 2 === tasks.length) this.finishPass()
    }
    return this.progress
  }

  private finishPass(): void {
    const { pass, task, best } = this
    writeLists(passFile(this.options.folder, pass), { pass, task, lists: best!.toLists() })
    this.nextPass()
    if (this.pass < this.plan.length) this.startPass()
  }

  private save(): void {
    const { pass, task, best } = this
    writeLists(partialFile(this.options.folder), { pass, task, lists: best!.toLists() })
    this.savedAt = performance.now()
  }

  private async multiply(i: number, j: number): Promise<void> {
    if (this.left?.block !== i) this.left = { block: i, side: this.kernel.left(i) }
    const left = this.left.side
    const right = this.kernel.right(j)
    const maxima = await this.kernel.maxima(left, right)
    const hits = this.findTiles(maxima, left, { i, j, columns: right.rows })
    if (hits.size === 0) return
    const rows = [...hits.keys()]
    const products = await this.kernel.products(left, rows, right)
    const width = products.length / rows.length
    this.rescorer.enter(i, j)
    rows.forEach((row, at) => {
      const candidates = this.findCandidates(
        { row: i * BLOCK + row, error: left.errors[row]!, first: j * BLOCK, end: j * BLOCK + right.rows },
        hits.get(row)!,
        products.subarray(at * width, (at + 1) * width),
      )
      for (const partner of candidates) this.offer(i * BLOCK + row, partner)
    })
  }

  /** Tiles that may contain a relevant pair, by row within its block. */
  private findTiles(
    maxima: Numbers,
    left: LeftSide,
    { i, j, columns }: { i: number; j: number; columns: number },
  ): Map<number, number[]> {
    const { errors, scale } = this.kernel
    const tiles = Math.ceil(columns / TILE)
    const rows = maxima.length / tiles
    const tileErrors = new Float64Array(tiles)
    const tileFloors = new Float64Array(tiles).fill(Number.POSITIVE_INFINITY)
    for (let column = 0; column < columns; column++) {
      const tile = Math.floor(column / TILE)
      const row = j * BLOCK + column
      tileErrors[tile] = Math.max(tileErrors[tile]!, errors[row]!)
      tileFloors[tile] = Math.min(tileFloors[tile]!, this.floors[row]!)
    }
    const found = new Map<number, number[]>()
    // A float32 left block is padded; skip the padding rows.
    const size = Math.min(rows, this.options.rows - i * BLOCK)
    for (let row = 0; row < size; row++) {
      const floor = this.floors[i * BLOCK + row]!
      const error = left.errors[row]!
      for (let tile = i === j ? Math.floor(row / TILE) : 0; tile < tiles; tile++) {
        const least = Math.min(floor, tileFloors[tile]!) - error - tileErrors[tile]! * (1 + error) - SLACK
        if (maxima[row * tiles + tile]! * scale < least) continue
        const list = found.get(row)
        if (list) list.push(tile)
        else found.set(row, [tile])
      }
    }
    return found
  }

  /**
   * Partners of a row in a block that may be among its neighbours. With more than k of them, raises the row's floor.
   */
  private findCandidates(
    { row, error, first, end }: { row: number; error: number; first: number; end: number },
    tiles: readonly number[],
    products: Numbers,
  ): number[] {
    const { errors, scale } = this.kernel
    const { floors } = this
    const { constraint, k } = this.options
    const partners: number[] = []
    const uppers: number[] = []
    const lowers: number[] = []
    for (const tile of tiles)
      for (let column = tile * TILE; column < (tile + 1) * TILE; column++) {
        const partner = first + column
        if (partner >= end || (first <= row && partner <= row && row < end)) continue
        const score = products[column]! * scale
        const margin = error + errors[partner]! * (1 + error) + SLACK
        if (score + margin < Math.min(floors[row]!, floors[partner]!)) continue
        if (!allows(constraint, row, partner)) continue
        partners.push(partner)
        uppers.push(score + margin)
        lowers.push(score - margin)
      }
    if (partners.length <= k || !this.best!.holds(row)) return partners
    // At least k partners are at least this near, so farther ones cannot be among the row's neighbours.
    lowers.sort((a, b) => b - a)
    floors[row] = Math.max(floors[row]!, lowers[k - 1]! - SLACK)
    return partners.filter((partner, i) => uppers[i]! >= Math.min(floors[row]!, floors[partner]!))
  }

  private offer(row: number, partner: number): void {
    const score = this.rescorer.cosine(row, partner)
    for (const [one, other] of [
      [row, partner],
      [partner, row],
    ] as const) {
      if (!this.best!.holds(one) || score < this.floors[one]!) continue
      this.best!.offer(one, other, score)
      this.raiseFloor(one)
    }
  }

  private raiseFloor(row: number): void {
    const worst = this.best!.worst(row)
    if (worst !== undefined && worst > this.floors[row]!) this.floors[row] = worst
  }

  async lists(pass: number): Promise<NeighbourLists> {
    return readLists(passFile(this.options.folder, pass))!.lists
  }

  async close(): Promise<void> {
    try {
      await this.kernel.close()
    } finally {
      this.vectors.close()
    }
  }
}

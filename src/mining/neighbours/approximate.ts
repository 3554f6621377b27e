import { rowOf } from '../../basics/vectors.js'
import { throwIfAborted } from '../../errors.js'
import { MAX_K, type SearchIndex } from '../../index/types.js'
import type { Hit, VectorBatch } from '../../types.js'
import { BestLists } from './best-lists.js'
import {
  allows,
  type NeighbourFinder,
  type NeighbourLists,
  type NeighbourOptions,
  type Progress,
} from './types.js'
import type { VectorFile } from './vector-file.js'

/** Concurrent searches: enough to keep the search thread busy. */
const GROUP = 64
/** Hits requested at first. */
const FEW = 16
/** Factor on the hits requested if a constraint may forbid some of them. */
const SPARE = 4

/** An index, and the row of each of its passages. A duplicate has the row of the first passage with its text. */
export interface IndexedRows {
  index: SearchIndex
  rowOf: ReadonlyMap<string, number>
}

export interface ApproximateOptions extends NeighbourOptions {
  /** Closed together with the finder. */
  vectors: VectorFile
  /** One index, or two whose passages are compared with each other. */
  sides: readonly [IndexedRows, IndexedRows?]
}

/**
 * Finds neighbours by the index's own search, and rescores them exactly. A neighbour that a search misses may still
 * be found by the partner's search.
 */
export class ApproximateNeighbours implements NeighbourFinder {
  readonly passes = 1
  private readonly best: BestLists
  private next = 0

  constructor(private readonly options: ApproximateOptions) {
    this.best = new BestLists(0, options.vectors.rows, options.k, options.ranks)
  }

  get progress(): Progress {
    return { done: this.next, total: this.options.vectors.rows }
  }

  async advance(milliseconds: number, signal?: AbortSignal): Promise<Progress> {
    const { rows } = this.options.vectors
    const until = performance.now() + milliseconds
    while (this.next < rows && performance.now() < until) {
      throwIfAborted(signal)
      const size = Math.min(GROUP, rows - this.next)
      await this.search(this.next, size)
      this.next += size
    }
    return this.progress
  }

  private async search(start: number, size: number): Promise<void> {
    const { vectors, k, constraint, threshold } = this.options
    const { dimension } = vectors
    const batch: VectorBatch = { values: new Float32Array(size * dimension), rows: size, dimension }
    vectors.read(start, size, batch.values)
    const wanted = Math.min(MAX_K, (k + 1) * (constraint.kind === 'any' ? 1 : SPARE))
    const answers = await Promise.all(
      Array.from({ length: size }, (_, i) => this.ask(start + i, rowOf(batch, i), wanted)),
    )
    for (const [i, hits] of answers.entries()) {
      const row = start + i
      const known = this.sideOf(row).rowOf
      for (const hit of hits) {
        const partner = known.get(hit.id)
        // If the index is being written, it may have passages that were not read.
        if (partner === undefined || partner === row || !allows(constraint, row, partner)) continue
        const score = vectors.cosine(row, partner)
        if (score < Math.fround(threshold)) continue
        this.offer(row, partner, score)
        this.offer(partner, row, score)
      }
    }
  }

  /** Most rows have few neighbours, so requests more hits only if all of the first reach the threshold. */
  private async ask(row: number, vector: Float32Array, wanted: number): Promise<Hit[]> {
    const { index } = this.sideOf(row)
    const few = await index.search(vector, { k: Math.min(wanted, FEW) })
    const isCut = few.length === FEW && few.at(-1)!.score >= this.options.threshold
    return isCut && wanted > FEW ? index.search(vector, { k: wanted }) : few
  }

  /** The index to search for a row's neighbours. */
  private sideOf(row: number): IndexedRows {
    const { sides, constraint } = this.options
    return constraint.kind === 'between' && row < constraint.split ? sides[1]! : sides[0]
  }

  private offer(row: number, partner: number, score: number): void {
    if (!this.best.has(row, partner)) this.best.offer(row, partner, score)
  }

  async lists(): Promise<NeighbourLists> {
    return this.best.toLists()
  }

  async close(): Promise<void> {
    this.options.vectors.close()
  }
}

import { unitCosine } from '../../basics/vectors.js'
import { BLOCK } from './code-file.js'
import type { VectorFile } from './vector-file.js'

/** Pairs of two blocks scored by reading single rows, before both blocks are read completely. */
const SINGLE_PAIRS = 64

/** Computes exact cosines of the few candidate pairs. */
export class Rescorer {
  private readonly blocks: { block: number; values: Float32Array }[]
  private pair: readonly number[] = []
  private scored = 0

  constructor(private readonly vectors: VectorFile) {
    this.blocks = [0, 1].map(() => ({ block: -1, values: new Float32Array(0) }))
  }

  /** Sets the blocks of the next pairs. */
  enter(i: number, j: number): void {
    this.pair = [i, j]
    this.scored = 0
  }

  cosine(a: number, b: number): number {
    if (++this.scored < SINGLE_PAIRS) return this.vectors.cosine(a, b)
    return Math.fround(unitCosine(this.row(a, 0), this.row(b, 1)))
  }

  private row(row: number, side: 0 | 1): Float32Array {
    const { dimension, rows } = this.vectors
    const held = this.blocks[side]!
    const block = this.pair[side]!
    if (held.block !== block) {
      if (held.values.length === 0) held.values = new Float32Array(BLOCK * dimension)
      this.vectors.read(block * BLOCK, Math.min(BLOCK, rows - block * BLOCK), held.values)
      held.block = block
    }
    const at = (row - block * BLOCK) * dimension
    return held.values.subarray(at, at + dimension)
  }
}

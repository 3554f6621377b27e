import { BestLists } from './best-lists.js'
import { BLOCK } from './code-file.js'
import type { Constraint } from './types.js'

/** A range of rows whose lists fit into memory together, and the block products it needs. */
export interface Pass {
  start: number
  end: number
  /** Left and right block of each product, alternating. */
  tasks: Uint32Array
}

/**
 * Divides the work into passes. In a pass each pair of blocks is multiplied once and serves both sides. Diagonal
 * blocks come first, because they raise each row's floor early.
 * @param memory bytes that lists may use
 */
export function planPasses(rows: number, k: number, memory: number, constraint: Constraint): Pass[] {
  const blocks = Math.ceil(rows / BLOCK)
  const perPass = Math.max(1, Math.floor(memory / (BestLists.bytesPerRow(k) * BLOCK)))
  const passes: Pass[] = []
  for (let first = 0; first < blocks; first += perPass) {
    const last = Math.min(blocks, first + perPass)
    const tasks: number[] = []
    for (let i = first; i < last; i++) if (mayHold(constraint, i, i)) tasks.push(i, i)
    for (let i = first; i < last; i++)
      for (let j = 0; j < blocks; j++) {
        const done = j === i || (j >= first && j < i)
        if (!done && mayHold(constraint, i, j)) tasks.push(i, j)
      }
    passes.push({ start: first * BLOCK, end: Math.min(rows, last * BLOCK), tasks: Uint32Array.from(tasks) })
  }
  return passes
}

/** Whether two blocks may contain an allowed pair. */
function mayHold(constraint: Constraint, i: number, j: number): boolean {
  if (constraint.kind !== 'between') return true
  const [low, high] = [Math.min(i, j), Math.max(i, j)]
  return low * BLOCK < constraint.split && (high + 1) * BLOCK > constraint.split
}

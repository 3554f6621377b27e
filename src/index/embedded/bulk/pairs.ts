import { CandidateLists, keyOf, type ListMemory } from './candidate-lists.js'
import { BLOCK, type CodeProducts, NO_PRODUCT } from './code-products.js'
import { type Layer, shared } from './layer.js'

/** Cells of rows, by which only some of all pairs are compared. */
export interface Cells {
  /** Cells of each row in ascending order: [rows, width]. */
  of: Uint32Array
  width: number
  /** Nearest cell of each row. Pairs with the same one have been compared before. */
  own: Uint32Array
}

/** Numbers of a task: where a block of a cell begins and ends in `members`, where its cell ends, and the cell. */
const TASK = 4
/** Many for each thread, because all wait for the last one. */
const TASKS_OF_PART = 512

export interface PairsJob {
  kind: 'pairs'
  lists: ListMemory
  /** Rows, cell by cell. */
  members: Uint32Array
  tasks: Uint32Array
  /** Absent if all rows are in one cell. */
  cells?: Cells
}

/**
 * Each block of each cell, to be compared with itself and those after it. The blocks of a cell are about equally large.
 * @returns tasks, in parts that are run one after another: what was found so far can be kept in between
 */
export function planPairs(starts: Uint32Array): Uint32Array[] {
  const tasks: number[] = []
  for (let cell = 0; cell + 1 < starts.length; cell++) {
    const [start, end] = [starts[cell]!, starts[cell + 1]!]
    const blocks = Math.ceil((end - start) / BLOCK)
    const size = Math.ceil((end - start) / blocks)
    for (let at = start; at < end; at += size) tasks.push(at, Math.min(end, at + size), end, cell)
  }
  const all = shared(tasks)
  const length = TASK * TASKS_OF_PART
  return Array.from({ length: Math.ceil(all.length / length) }, (_, i) =>
    all.subarray(i * length, (i + 1) * length),
  )
}

export function pairTasks({ tasks }: PairsJob): number {
  return tasks.length / TASK
}

/** Offers each row of a task's block the others of its cell, and each of those the row. */
export class PairStage {
  private readonly lists: CandidateLists
  private readonly found = new Float64Array(BLOCK)

  constructor(
    private readonly layer: Layer,
    private readonly job: PairsJob,
    private readonly products: CodeProducts,
  ) {
    this.lists = new CandidateLists(job.lists)
  }

  async run(task: number): Promise<void> {
    const { members, tasks } = this.job
    const at = task * TASK
    const [start, end, last, cell] = [tasks[at]!, tasks[at + 1]!, tasks[at + 2]!, tasks[at + 3]!]
    const left = members.subarray(start, end)
    const { codes } = this.layer
    const { products } = this
    products.take({ codes, rows: left })
    await products.multiply()
    products.columnFloors.fill(NO_PRODUCT)
    this.offer(left, left, cell)
    for (let from = end; from < last; from += end - start) {
      const right = members.subarray(from, Math.min(last, from + end - start))
      await products.multiply({ codes, rows: right })
      this.floors(right, products.columnFloors)
      this.offer(left, right, cell)
    }
  }

  private floors(rows: Uint32Array, into: Int32Array): void {
    const { floors } = this.lists
    for (let i = 0; i < rows.length; i++) into[i] = floors[rows[i]!]!
  }

  private offer(left: Uint32Array, right: Uint32Array, cell: number): void {
    const { lists, found } = this
    const { floors } = lists
    const { rowFloors, columnFloors, scores, columns } = this.products
    this.floors(left, rowFloors)
    const places = this.products.scan()
    for (let at = 0; at < places.length; ) {
      const i = places[at]! >> 16
      const row = left[i]!
      // Higher than when the block was scanned, if another thread has found better ones.
      const floor = floors[row]!
      let count = 0
      for (; at < places.length && places[at]! >> 16 === i; at++) {
        const j = places[at]! & 0xffff
        const other = right[j]!
        const product = scores[i * columns + j]!
        const isForOther = product >= columnFloors[j]! && product >= floors[other]!
        if (product < floor && !isForOther) continue
        if (other === row || !this.isFirst(row, other, cell)) continue
        if (product >= floor) found[count++] = keyOf(product, row, other)
        if (isForOther) lists.offerOne(other, keyOf(product, other, row))
      }
      if (count > 0) lists.offer(row, found, count)
    }
  }

  /** Whether this cell is the first that both rows are in: a pair is offered once. */
  private isFirst(a: number, b: number, cell: number): boolean {
    const { cells } = this.job
    return !cells || (cells.own[a] !== cells.own[b] && firstCommon(cells, a, b) === cell)
  }
}

/** The first cell that both rows are in; undefined if there is none. */
export function firstCommon({ of, width }: Cells, a: number, b: number): number | undefined {
  let [i, j] = [a * width, b * width]
  const [endI, endJ] = [i + width, j + width]
  while (i < endI && j < endJ) {
    const difference = of[i]! - of[j]!
    if (difference === 0) return of[i]
    if (difference < 0) i++
    else j++
  }
  return undefined
}

import { keyOf, partnerOf, productOf } from './candidate-lists.js'
import { BLOCK, type CodeProducts, codeProduct } from './code-products.js'
import { FAR_LINKS, type Layer, leadingProduct, sharedNumbers } from './layer.js'

/** Most links among which is chosen by multiplying all of them, the row itself included. */
const MOST_TOGETHER = BLOCK / 2

/** Joins the links that a row chose with those that chose it. */
export interface MergeJob {
  kind: 'merge'
  /** By row: where the rows that chose it begin in `incoming`; one more for the end. */
  starts: Uint32Array
  incoming: Uint32Array
}

/** Lists by row which rows chose it, in ascending order. */
export function planMerge({ rows, choices, chosen, chosenCounts }: Layer): MergeJob {
  const starts = sharedNumbers(rows + 1)
  const each = (take: (row: number, link: number) => void): void => {
    for (let row = 0; row < rows; row++)
      for (let i = 0; i < chosenCounts[row]!; i++) take(row, chosen[row * choices + i]!)
  }
  each((_, link) => starts[link + 1]!++)
  for (let row = 0; row < rows; row++) starts[row + 1]! += starts[row]!
  const incoming = sharedNumbers(starts[rows]!)
  const next = starts.slice(0, rows)
  each((row, link) => {
    incoming[next[link]!++] = row
  })
  return { kind: 'merge', starts, incoming }
}

export class MergeStage {
  private readonly linkedTo: Uint32Array

  constructor(
    private readonly layer: Layer,
    private readonly job: MergeJob,
    private readonly products: CodeProducts,
  ) {
    this.linkedTo = new Uint32Array(layer.rows)
  }

  async merge(row: number): Promise<void> {
    const { chosen, chosenCounts, choices, most, links, linkCounts } = this.layer
    const { starts, incoming } = this.job
    const all = Array.from(chosen.subarray(row * choices, row * choices + chosenCounts[row]!))
    for (const link of all) this.linkedTo[link] = row + 1
    for (let i = starts[row]!; i < starts[row + 1]!; i++)
      if (this.linkedTo[incoming[i]!] !== row + 1) all.push(incoming[i]!)
    const far = Array.from(
      this.layer.far.subarray(row * FAR_LINKS, row * FAR_LINKS + this.layer.farCounts[row]!),
    )
    const farther = far.filter(link => !all.includes(link))
    const room = most - farther.length
    const kept = all.length <= room ? all : await this.prune(row, all, room)
    links.set([...kept, ...farther], row * most)
    linkCounts[row] = kept.length + farther.length
  }

  /** By the heuristic of `ChooseStage`; places that it leaves are filled with the nearest. */
  private async prune(row: number, all: number[], room: number): Promise<number[]> {
    const { codes } = this.layer
    const near = all.length < MOST_TOGETHER ? all : this.nearest(row, all)
    const rows = Uint32Array.of(row, ...near)
    const { scores, columns } = await this.products.multiply({ codes, rows }, { codes, rows })
    const keys = Float64Array.from(near, (_, i) => keyOf(scores[i + 1]!, 0, i + 1))
      .sort()
      .reverse()
    const kept: number[] = []
    const passed: number[] = []
    for (const key of keys) {
      const at = partnerOf(key, 0)
      const least = leadingProduct(this.layer, productOf(key))
      if (kept.some(other => scores[at * columns + other]! >= least)) passed.push(at)
      else if (kept.push(at) === room) break
    }
    return [...kept, ...passed.slice(0, room - kept.length)].map(at => rows[at]!)
  }

  private nearest(row: number, all: readonly number[]): number[] {
    const { codes, dimension } = this.layer
    const keys = Float64Array.from(all, other => keyOf(codeProduct(codes, row, other, dimension), row, other))
    return Array.from(
      keys
        .sort()
        .reverse()
        .subarray(0, MOST_TOGETHER - 1),
      key => partnerOf(key, row),
    )
  }
}

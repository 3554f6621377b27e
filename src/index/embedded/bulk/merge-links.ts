import { keyOf, partnerOf, productOf } from './candidate-lists.js'
import { FAR_LINKS, type Layer, sharedNumbers } from './layer.js'
import { Leads } from './leads.js'

/** Joins the links that a row chose with those that chose it. */
export interface MergeJob {
  kind: 'merge'
  /** By row: where the rows that chose it begin in `incoming`; one more for the end. */
  starts: Uint32Array
  incoming: Uint32Array
  /** Their products with the row. */
  products: Int32Array
}

/** Lists by row which rows chose it, in ascending order. */
export function planMerge({ rows, choices, chosen, chosenProducts, chosenCounts }: Layer): MergeJob {
  const starts = sharedNumbers(rows + 1)
  const each = (take: (row: number, at: number) => void): void => {
    for (let row = 0; row < rows; row++)
      for (let at = row * choices; at < row * choices + chosenCounts[row]!; at++) take(row, at)
  }
  each((_, at) => starts[chosen[at]! + 1]!++)
  for (let row = 0; row < rows; row++) starts[row + 1]! += starts[row]!
  const incoming = sharedNumbers(starts[rows]!)
  const products = new Int32Array(sharedNumbers(starts[rows]!).buffer)
  const next = starts.slice(0, rows)
  each((row, at) => {
    const to = next[chosen[at]!]!++
    incoming[to] = row
    products[to] = chosenProducts[at]!
  })
  return { kind: 'merge', starts, incoming, products }
}

export class MergeStage {
  private readonly leads: Leads

  constructor(
    private readonly layer: Layer,
    private readonly job: MergeJob,
  ) {
    this.leads = new Leads(layer, layer.candidates)
  }

  merge(row: number): void {
    const { far, farCounts, most, links, linkCounts } = this.layer
    const keys = this.keys(row)
    const farther: number[] = []
    for (let at = row * FAR_LINKS; at < row * FAR_LINKS + farCounts[row]!; at++)
      if (!this.leads.has(far[at]!)) farther.push(far[at]!)
    const room = most - farther.length
    const near =
      keys.length <= room ? Array.from(keys, key => partnerOf(key, row)) : this.prune(row, keys, room)
    links.set(near, row * most)
    links.set(farther, row * most + near.length)
    linkCounts[row] = near.length + farther.length
  }

  /** Keys of the links that a row chose and of those that chose it. */
  private keys(row: number): Float64Array {
    const { leads, job } = this
    const { chosen, chosenProducts, chosenCounts, choices } = this.layer
    const [first, end] = [job.starts[row]!, job.starts[row + 1]!]
    const keys = new Float64Array(chosenCounts[row]! + end - first)
    let count = 0
    leads.begin(row)
    const add = (link: number, product: number): void => {
      if (leads.has(link)) return
      leads.mark(link)
      keys[count++] = keyOf(product, row, link)
    }
    for (let at = row * choices; at < row * choices + chosenCounts[row]!; at++)
      add(chosen[at]!, chosenProducts[at]!)
    for (let at = first; at < end; at++) add(job.incoming[at]!, job.products[at]!)
    return keys.subarray(0, count)
  }

  /** By the heuristic of `ChooseStage`; places that it leaves are filled with the nearest. */
  private prune(row: number, keys: Float64Array, room: number): number[] {
    const { leads } = this
    const kept: number[] = []
    const passed: number[] = []
    leads.begin(row)
    keys.sort()
    for (let at = keys.length - 1; at >= 0 && kept.length < room; at--) {
      const link = partnerOf(keys[at]!, row)
      if (leads.leadTo(link, productOf(keys[at]!))) passed.push(link)
      else {
        kept.push(link)
        leads.add(link)
      }
    }
    return kept.concat(passed.slice(0, room - kept.length))
  }
}

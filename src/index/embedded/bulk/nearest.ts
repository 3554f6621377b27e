import { CandidateLists, keyOf, type ListMemory, listMemory } from './candidate-lists.js'
import { BLOCK, type CodeProducts, NO_PRODUCT } from './code-products.js'
import type { Layer } from './layer.js'
import type { Stages } from './stages.js'

/**
 * Finds what is nearest to some rows of a layer: among centroids, to put rows into cells, or among all rows, to know
 * what a sample's lists should hold.
 */
export interface NearestJob {
  kind: 'nearest'
  /** Rows of the layer. */
  of: Uint32Array
  /** What they are compared with: codes [count, dimension]. */
  among: Uint8Array
  count: number
  /** Both are rows of the layer, and no row is near itself. */
  isLayer: boolean
  /** A list for each of the rows. */
  lists: ListMemory
}

/**
 * @param length partners wanted
 * @returns for each row of the search its nearest, best first: numbers of what it was compared with
 */
export async function findNearest(
  layer: Layer,
  stages: Stages,
  search: Omit<NearestJob, 'kind' | 'lists'>,
  length: number,
): Promise<ListMemory> {
  const lists = listMemory(search.of.length, Math.min(length, search.count))
  await stages.run(layer, { kind: 'nearest', ...search, lists })
  return lists
}

/** A task is a block of `of` with all that it is compared with. */
export function nearestTasks({ of }: NearestJob): number {
  return Math.ceil(of.length / BLOCK)
}

export class NearestStage {
  private readonly lists: CandidateLists
  private readonly others = new Uint32Array(BLOCK)

  constructor(
    private readonly layer: Layer,
    private readonly job: NearestJob,
    private readonly products: CodeProducts,
  ) {
    this.lists = new CandidateLists(job.lists)
  }

  async run(task: number): Promise<void> {
    const { of, among, count } = this.job
    const start = task * BLOCK
    const rows = of.subarray(start, start + BLOCK)
    const { products } = this
    products.take({ codes: this.layer.codes, rows })
    for (let first = 0; first < count; first += BLOCK) {
      const others = this.others.subarray(0, Math.min(BLOCK, count - first))
      for (let i = 0; i < others.length; i++) others[i] = first + i
      await products.multiply({ codes: among, rows: others })
      for (let i = 0; i < rows.length; i++)
        products.rowFloors[i] = first === 0 ? this.leastOf(i) : this.lists.floors[start + i]!
      products.columnFloors.fill(NO_PRODUCT)
      this.offer(products.scan(), start, first)
    }
    for (let i = 0; i < rows.length; i++) this.lists.sort(start + i)
  }

  /**
   * A product that the best of a row of the first block reach, as many as are wanted: the least of the greatest in so many
   * parts of the block. Without it, all of them would be put into the empty list in turn.
   */
  private leastOf(row: number): number {
    const { scores, columns } = this.products
    const { length } = this.job.lists
    // One more for the row itself, which is not counted.
    const parts = length + 1
    let least = NO_PRODUCT
    for (let part = 0; part < parts; part++) {
      let greatest = 1 - NO_PRODUCT
      for (let at = part; at < columns; at += parts)
        greatest = Math.max(greatest, scores[row * columns + at]!)
      least = Math.min(least, greatest)
    }
    return least
  }

  private offer(places: Int32Array, start: number, first: number): void {
    const { lists } = this
    const { floors } = lists
    const { scores, columns } = this.products
    const { of, isLayer } = this.job
    for (let at = 0; at < places.length; at++) {
      const place = places[at]!
      const row = start + (place >> 16)
      const product = scores[(place >> 16) * columns + (place & 0xffff)]!
      const other = first + (place & 0xffff)
      if (product < floors[row]! || (isLayer && other === of[row])) continue
      lists.put(row, keyOf(product, row, other))
    }
  }
}

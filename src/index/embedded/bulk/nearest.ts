import { TILE } from '../../../onnx/products.js'
import { CandidateLists, keyOf, type ListMemory, listMemory } from './candidate-lists.js'
import { BLOCK, type CodeProducts } from './code-products.js'
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
  private readonly found = new Float64Array(BLOCK)
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
    this.products.take({ codes: this.layer.codes, rows })
    for (let first = 0; first < count; first += BLOCK) {
      const others = this.others.subarray(0, Math.min(BLOCK, count - first))
      for (let i = 0; i < others.length; i++) others[i] = first + i
      const { scores, rowMaxima, columns } = await this.products.multiply({ codes: among, rows: others })
      const tiles = columns / TILE
      for (let i = 0; i < rows.length; i++) {
        const floor = this.lists.floors[start + i]!
        const self = this.job.isLayer ? rows[i]! - first : -1
        let found = 0
        for (let tile = 0; tile < tiles; tile++) {
          if (rowMaxima[i * tiles + tile]! < floor) continue
          const end = Math.min(others.length, (tile + 1) * TILE)
          for (let j = tile * TILE; j < end; j++)
            if (scores[i * columns + j]! >= floor && j !== self)
              this.found[found++] = keyOf(scores[i * columns + j]!, start + i, first + j)
        }
        if (found > 0) this.lists.offer(start + i, this.found, found)
      }
    }
    for (let i = 0; i < rows.length; i++) this.lists.sort(start + i)
  }
}

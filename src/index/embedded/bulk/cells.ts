import { evenlySpaced } from '../../../basics/evenly-spaced.js'
import { CODE_ZERO } from '../../../onnx/byte-range.js'
import { encodeLeft } from '../../../onnx/codes.js'
import { type ListMemory, SortedLists } from './candidate-lists.js'
import type { KeptLists } from './kept-lists.js'
import { type Layer, shared, sharedNumbers, upTo } from './layer.js'
import { findNearest, type NearestJob } from './nearest.js'
import type { Cells } from './pairs.js'
import type { Stages } from './stages.js'
import { findTrue, sampleOf, type Truth } from './truth.js'

/** Each row is in as many cells as the lists need, from these to those. */
const FEWEST_CELLS = 4
const MOST_CELLS = 16
/** Share of true neighbours that are to be in a common cell with their row: the graph finds no more than the lists. */
const SHARE_WANTED = 0.972
/** Rows for each centroid, and rounds, to place centroids by. */
const ROWS_OF_CENTROID = 24
const ROUNDS = 4

/** Rows, cell by cell, and where each cell begins; one more for the end. */
export interface Members {
  members: Uint32Array
  starts: Uint32Array
}

export interface Division extends Members {
  /** Absent if all rows are in one cell. */
  overlap?: {
    cells: Cells
    /** Each row in its nearest cell alone. */
    own: Members
    truth: Truth
  }
}

/**
 * Divides the rows of a layer into overlapping cells of rows that are near each other (k-means on the sphere), or leaves
 * all in one.
 * @param allPairs most rows to leave in one
 * @param kept where the cells are kept, or are already
 */
export async function divide(
  layer: Layer,
  stages: Stages,
  allPairs: number,
  kept?: KeptLists,
): Promise<Division> {
  const { rows } = layer
  if (rows <= allPairs) return { members: upTo(rows), starts: Uint32Array.of(0, rows) }
  const sample = sampleOf(layer)
  const before = kept?.restore('cells')
  const lists = before?.lists ?? [await findCells(layer, stages), await findTrue(layer, stages, sample)]
  if (!before) kept?.keep('cells', 1, lists)
  const [nearest, truth] = lists as [ListMemory, ListMemory]
  return fill(new SortedLists(nearest), centroidsFor(rows), { rows, truth: { rows: sample, lists: truth } })
}

/** @returns for each row its nearest centroids */
async function findCells(layer: Layer, stages: Stages): Promise<ListMemory> {
  const centroids = centroidsOf(layer, await placeCentroids(layer, stages))
  return findNearest(layer, stages, { of: upTo(layer.rows), ...centroids }, MOST_CELLS)
}

async function placeCentroids(layer: Layer, stages: Stages): Promise<Uint8Array> {
  const { rows, dimension, codes } = layer
  const count = centroidsFor(rows)
  const centroids = new Uint8Array(new SharedArrayBuffer(count * dimension))
  evenlySpaced(rows, count).forEach((row, i) => {
    centroids.set(codes.subarray(row * dimension, (row + 1) * dimension), i * dimension)
  })
  const of = shared(evenlySpaced(rows, count * ROWS_OF_CENTROID))
  for (let round = 0; round < ROUNDS; round++) {
    const nearest = await findNearest(layer, stages, { of, ...centroidsOf(layer, centroids) }, 1)
    moveCentroids(layer, of, new SortedLists(nearest), centroids)
  }
  return centroids
}

/** Many small cells save pairs, but every row has to be compared with every centroid. */
function centroidsFor(rows: number): number {
  return Math.ceil(0.66 * rows ** (2 / 3))
}

/** Centroids as what rows are compared with. */
function centroidsOf(
  { dimension }: Layer,
  centroids: Uint8Array,
): Pick<NearestJob, 'among' | 'count' | 'isLayer'> {
  return { among: centroids, count: centroids.length / dimension, isLayer: false }
}

/** Moves each centroid to the mean of its rows, of unit length; one without rows stays. */
function moveCentroids(layer: Layer, of: Uint32Array, nearest: SortedLists, centroids: Uint8Array): void {
  const { dimension, codes, scale } = layer
  const sums = new Int32Array(centroids.length)
  for (let i = 0; i < of.length; i++) {
    const to = nearest.partner(i, 0) * dimension
    const from = of[i]! * dimension
    for (let d = 0; d < dimension; d++) sums[to + d]! += codes[from + d]! - CODE_ZERO
  }
  const rounding = { dimension, scale: Math.sqrt(scale), range: 'reduced' as const }
  for (let at = 0; at < sums.length; at += dimension) {
    const sum = sums.subarray(at, at + dimension)
    const length = Math.sqrt(sum.reduce((squares, x) => squares + x * x, 0))
    if (length === 0) continue
    encodeLeft(
      Float32Array.from(sum, x => x / length),
      rounding,
      centroids.subarray(at, at + dimension),
      new Float32Array(1),
    )
  }
}

/** Fewest cells of each row with which as many true neighbours as wanted have one in common with it; or all. */
function widthFor({ rows, lists }: Truth, nearest: SortedLists): number {
  const wanted = new SortedLists(lists)
  /** By width: true neighbours that have a cell in common with it, and with no smaller one. */
  const together = new Uint32Array(nearest.length + 1)
  let all = 0
  for (const [i, row] of rows.entries()) {
    const ranks = new Map(nearest.partners(row).map((cell, rank) => [cell, rank]))
    for (const other of wanted.partners(i)) {
      const common = nearest.partners(other).flatMap((cell, rank) => {
        const its = ranks.get(cell)
        return its === undefined ? [] : [1 + Math.max(rank, its)]
      })
      if (common.length > 0) together[Math.min(...common)]!++
      all++
    }
  }
  let found = 0
  for (let width = 1; width < nearest.length; width++) {
    found += together[width]!
    if (width >= FEWEST_CELLS && found >= SHARE_WANTED * all) return width
  }
  return nearest.length
}

/** Puts each row into its first cells. */
function fill(
  nearest: SortedLists,
  count: number,
  { rows, truth }: { rows: number; truth: Truth },
): Division {
  const width = widthFor(truth, nearest)
  const own = sharedNumbers(rows)
  for (let row = 0; row < rows; row++) own[row] = nearest.partner(row, 0)
  const alone = gather(upTo(rows), { of: own, width: 1 }, count)
  const of = sharedNumbers(rows * width)
  for (let row = 0; row < rows; row++) {
    const cells = of.subarray(row * width, (row + 1) * width)
    for (let i = 0; i < width; i++) cells[i] = nearest.partner(row, i)
    cells.sort()
  }
  // In each cell, rows with one nearest cell stand together, and so do the products that are looked at.
  const overlap = { cells: { of, width, own }, own: alone, truth }
  return { ...gather(alone.members, { of, width }, count), overlap }
}

/** @param rows in the order that they are to have in each of their cells */
function gather(rows: Uint32Array, { of, width }: Pick<Cells, 'of' | 'width'>, count: number): Members {
  const starts = new Uint32Array(count + 1)
  for (const cell of of) starts[cell + 1]!++
  for (let cell = 0; cell < count; cell++) starts[cell + 1]! += starts[cell]!
  const members = sharedNumbers(of.length)
  const next = starts.slice(0, count)
  for (const row of rows)
    for (let at = row * width; at < (row + 1) * width; at++) members[next[of[at]!]!++] = row
  return { members, starts }
}

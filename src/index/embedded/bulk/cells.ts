import { evenlySpaced } from '../../../basics/evenly-spaced.js'
import { CODE_ZERO } from '../../../onnx/byte-range.js'
import { encodeLeft } from '../../../onnx/codes.js'
import { type ListMemory, listMemory, partnerOf } from './candidate-lists.js'
import { type Layer, shared, sharedNumbers, upTo } from './layer.js'
import type { Cells } from './pairs.js'
import type { Stages } from './stages.js'

/** Up to this many rows, all pairs are compared: cells would cost more than they save. */
export const ALL_PAIRS = 16_384
/** Rows of a cell, if each row is in `USUAL_CELLS` of them. */
const CELL_ROWS = 1500
const USUAL_CELLS = 8
/** Each row is in as many cells as the lists need, from these to those. */
const FEWEST_CELLS = 4
const MOST_CELLS = 16
/** Share of true neighbours that are to be in a common cell with their row: the graph finds no more than the lists. */
const SHARE_WANTED = 0.975
/** Rows for each centroid, and rounds, to place centroids by. */
const ROWS_OF_CENTROID = 24
const ROUNDS = 4
/** Rows whose true neighbours are found, to measure by. */
const SAMPLE = 200

/** Sampled rows, and the lists that they should have. */
export interface Truth {
  rows: Uint32Array
  lists: ListMemory
}

export interface Division {
  /** Rows, cell by cell, and where each cell begins; one more for the end. */
  members: Uint32Array
  starts: Uint32Array
  /** Absent if all rows are in one cell. */
  cells?: Cells
  truth?: Truth
}

/**
 * Divides the rows of a layer into overlapping cells of rows that are near each other (k-means on the sphere), or leaves
 * all in one.
 * @param allPairs most rows to leave in one
 */
export async function divide(layer: Layer, stages: Stages, allPairs = ALL_PAIRS): Promise<Division> {
  const { rows } = layer
  if (rows <= allPairs) return { members: upTo(rows), starts: Uint32Array.of(0, rows) }
  const centroids = await placeCentroids(layer, stages)
  const nearest = await nearestCentroids(layer, stages, { of: upTo(rows), centroids, width: MOST_CELLS })
  const truth = await findTruth(layer, stages)
  let width = Math.min(FEWEST_CELLS, nearest.length)
  while (width < nearest.length && shareTogether(truth, nearest, width) < SHARE_WANTED) width++
  return { ...fill(rows, nearest, width, centroids.length / layer.dimension), truth }
}

async function placeCentroids(layer: Layer, stages: Stages): Promise<Uint8Array> {
  const { rows, dimension, codes } = layer
  const count = Math.ceil((rows * USUAL_CELLS) / CELL_ROWS)
  const centroids = new Uint8Array(new SharedArrayBuffer(count * dimension))
  evenlySpaced(rows, count).forEach((row, i) => {
    centroids.set(codes.subarray(row * dimension, (row + 1) * dimension), i * dimension)
  })
  const of = shared(evenlySpaced(rows, count * ROWS_OF_CENTROID))
  for (let round = 0; round < ROUNDS; round++) {
    const nearest = await nearestCentroids(layer, stages, { of, centroids, width: 1 })
    moveCentroids(layer, of, nearest, centroids)
  }
  return centroids
}

/** Moves each centroid to the mean of its rows, of unit length; one without rows stays. */
function moveCentroids(layer: Layer, of: Uint32Array, nearest: ListMemory, centroids: Uint8Array): void {
  const { dimension, codes, scale } = layer
  const sums = new Float32Array(centroids.length)
  for (let i = 0; i < of.length; i++) {
    const to = partnerOf(nearest.keys[i]!, i) * dimension
    const from = of[i]! * dimension
    for (let d = 0; d < dimension; d++) sums[to + d]! += codes[from + d]! - CODE_ZERO
  }
  const rounding = { dimension, scale: Math.sqrt(scale), range: 'reduced' as const }
  for (let at = 0; at < sums.length; at += dimension) {
    const sum = sums.subarray(at, at + dimension)
    const length = Math.hypot(...sum)
    if (length === 0) continue
    encodeLeft(
      sum.map(x => x / length),
      rounding,
      centroids.subarray(at, at + dimension),
      new Float32Array(1),
    )
  }
}

async function nearestCentroids(
  layer: Layer,
  stages: Stages,
  { of, centroids, width }: { of: Uint32Array; centroids: Uint8Array; width: number },
): Promise<ListMemory> {
  const count = centroids.length / layer.dimension
  const lists = listMemory(of.length, Math.min(width, count))
  await stages.run(layer, { kind: 'nearest', of, among: centroids, count, isLayer: false, lists })
  return lists
}

async function findTruth(layer: Layer, stages: Stages): Promise<Truth> {
  const rows = shared(evenlySpaced(layer.rows, SAMPLE))
  const lists = listMemory(rows.length, layer.candidates.length)
  const { codes: among, rows: count } = layer
  await stages.run(layer, { kind: 'nearest', of: rows, among, count, isLayer: true, lists })
  return { rows, lists }
}

/** Share of the true neighbours that are in one of the first `width` cells of their row, and that in one of theirs. */
function shareTogether({ rows, lists }: Truth, nearest: ListMemory, width: number): number {
  const cellsOf = (row: number): number[] =>
    Array.from(nearest.keys.subarray(row * nearest.length, row * nearest.length + width), key =>
      partnerOf(key, row),
    )
  let together = 0
  for (let i = 0; i < rows.length; i++) {
    const cells = new Set(cellsOf(rows[i]!))
    for (let at = i * lists.length; at < (i + 1) * lists.length; at++)
      if (cellsOf(partnerOf(lists.keys[at]!, i)).some(cell => cells.has(cell))) together++
  }
  return together / (rows.length * lists.length)
}

/** Puts each row into its first cells. */
function fill(
  rows: number,
  nearest: ListMemory,
  width: number,
  count: number,
): Required<Omit<Division, 'truth'>> {
  const of = sharedNumbers(rows * width)
  const starts = new Uint32Array(count + 1)
  for (let row = 0; row < rows; row++) {
    const cells = of.subarray(row * width, (row + 1) * width)
    for (let i = 0; i < width; i++) cells[i] = partnerOf(nearest.keys[row * nearest.length + i]!, row)
    cells.sort()
    for (const cell of cells) starts[cell + 1]!++
  }
  for (let cell = 0; cell < count; cell++) starts[cell + 1]! += starts[cell]!
  const members = sharedNumbers(rows * width)
  const next = starts.slice(0, count)
  for (let at = 0; at < of.length; at++) members[next[of[at]!]!++] = Math.floor(at / width)
  return { members, starts, cells: { of, width } }
}

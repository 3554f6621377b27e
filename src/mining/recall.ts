import { setImmediate as otherWork } from 'node:timers/promises'
import { evenlySpaced } from '../basics/evenly-spaced.js'
import { countTrue, TopK } from '../basics/top-k.js'
import { dot } from '../basics/vectors.js'
import { throwIfAborted } from '../errors.js'
import { wilson } from '../evaluation/wilson.js'
import { allows, type Constraint, type NeighbourFinder } from './neighbours/types.js'

/** Budget that determines the number of sampled rows, within the limits below. */
const MULTIPLICATIONS = 5e9
const MIN_SAMPLE = 100
const MAX_SAMPLE = 1000
/** Rows per block of the comparison. */
const BLOCK = 1024

/** Recall of an approximate search, estimated on a sample. */
export interface RecallEstimate {
  /** Number of sampled rows. */
  rows: number
  /** Number of their true neighbours. */
  neighbours: number
  found: number
  /** null if the sampled rows have no neighbours. */
  recall: number | null
  /** Wilson's 95 % interval. */
  interval: [number, number] | null
}

/** Random access to rows of vectors. */
export interface RowReader {
  readonly rows: number
  readonly dimension: number
  read(start: number, count: number, into: Float32Array): void
}

export interface RecallOptions {
  threshold: number
  topK: number
  constraint: Constraint
  signal?: AbortSignal
}

/** Estimates recall: compares the neighbours found for evenly spaced rows with those of an exhaustive search. */
export async function estimateRecall(
  vectors: RowReader,
  finder: NeighbourFinder,
  { threshold, topK, constraint, signal }: RecallOptions,
): Promise<RecallEstimate> {
  const { rows, dimension } = vectors
  const affordable = Math.floor(MULTIPLICATIONS / (rows * dimension))
  const size = Math.min(rows, Math.max(MIN_SAMPLE, Math.min(MAX_SAMPLE, affordable)))
  const sample = evenlySpaced(rows, size)
  const queries = sample.map(row => {
    const query = new Float32Array(dimension)
    vectors.read(row, 1, query)
    return query
  })
  const best = sample.map(() => new TopK(topK))
  const least = Math.fround(threshold)
  const values = new Float32Array(BLOCK * dimension)
  for (let start = 0; start < rows; start += BLOCK) {
    throwIfAborted(signal)
    await otherWork()
    const count = Math.min(BLOCK, rows - start)
    vectors.read(start, count, values)
    for (const [q, query] of queries.entries()) {
      const row = sample[q]!
      for (let i = 0; i < count; i++) {
        if (start + i === row || !allows(constraint, row, start + i)) continue
        const score = Math.fround(dot(query, values, i * dimension))
        if (score >= least) best[q]!.offer(start + i, score)
      }
    }
  }
  const found = await foundScores(finder, sample)
  let truth = 0
  let hits = 0
  for (const [q, { scores }] of best.entries()) {
    truth += scores.length
    hits += countTrue(found[q]!, scores)
  }
  return {
    rows: size,
    neighbours: truth,
    found: hits,
    recall: truth === 0 ? null : hits / truth,
    interval: truth === 0 ? null : wilson(hits, truth),
  }
}

async function foundScores(finder: NeighbourFinder, sample: readonly number[]): Promise<number[][]> {
  const found: number[][] = sample.map(() => [])
  const numbers = new Map(sample.map((row, q) => [row, q]))
  for (let pass = 0; pass < finder.passes; pass++) {
    const { start, sizes, scores } = await finder.lists(pass)
    let at = 0
    for (let i = 0; i < sizes.length; i++) {
      const q = numbers.get(start + i)
      if (q !== undefined) found[q]!.push(...scores.subarray(at, at + sizes[i]!))
      at += sizes[i]!
    }
  }
  return found
}

import { evenlySpaced } from '../../../basics/evenly-spaced.js'
import { type ListMemory, SortedLists } from './candidate-lists.js'
import { type Layer, shared } from './layer.js'
import { findNearest } from './nearest.js'
import type { Stages } from './stages.js'

/** Rows whose true neighbours are found, to measure by. */
const SAMPLE = 200
/** Share of the true nearest that the candidate lists of a sample are to hold: the graph finds no more than the lists. */
export const RECALL_WANTED = 0.97

/** Sampled rows, and the lists that they should have. */
export interface Truth {
  rows: Uint32Array
  lists: ListMemory
}

export function sampleOf({ rows }: Pick<Layer, 'rows'>): Uint32Array {
  return shared(evenlySpaced(rows, SAMPLE))
}

/** @returns the lists that some rows of a layer should have */
export function findTrue(layer: Layer, stages: Stages, of: Uint32Array): Promise<ListMemory> {
  const { codes: among, rows: count, candidates } = layer
  return findNearest(layer, stages, { of, among, count, isLayer: true }, candidates.length)
}

/**
 * The share of what they should hold that the candidate lists of a layer do. Of rows with equal products, one is as good as
 * the other.
 */
export function recallOf(layer: Layer, truth: Truth): number {
  const lists = new SortedLists(layer.candidates)
  const wanted = new SortedLists(truth.lists)
  let found = 0
  let total = 0
  for (const [i, row] of truth.rows.entries()) {
    const size = wanted.size(i)
    if (size === 0) continue
    const least = wanted.product(i, size - 1)
    for (let at = 0; at < lists.size(row) && lists.product(row, at) >= least; at++) found++
    total += size
  }
  return found / total
}

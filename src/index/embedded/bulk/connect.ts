import { evenlySpaced } from '../../../basics/evenly-spaced.js'
import { AnlamError } from '../../../errors.js'
import { codeProduct } from './code-products.js'
import type { Layer } from './layer.js'

/** Rows compared with one that cannot be reached, to find one that is near and has room for a link. */
const SAMPLE = 2048
/** Passes needed where no row has room for a link, and others make way. */
const MOST_PASSES = 10

/**
 * Links what cannot be reached from a row: groups of rows so much alike that their lists hold nothing else.
 * @returns how many groups there were
 * @throws AnlamError `internal` if some still cannot be reached
 */
export function connect(layer: Layer, entry: number): number {
  let groups = 0
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const found = connectOnce(layer, entry)
    if (found === 0) return groups
    groups += found
  }
  throw new AnlamError('internal', 'a graph built in bulk has parts that cannot be reached')
}

/** @returns how many groups could not be reached; one link that makes way may have led to another */
function connectOnce(layer: Layer, entry: number): number {
  const { rows, most, links, linkCounts } = layer
  const reached = new Uint8Array(rows)
  const waiting = new Uint32Array(rows)
  const reachFrom = (start: number): void => {
    let end = 0
    const reach = (row: number): void => {
      if (reached[row] === 1) return
      reached[row] = 1
      waiting[end++] = row
    }
    reach(start)
    for (let next = 0; next < end; next++) {
      const from = waiting[next]! * most
      for (let at = from; at < from + linkCounts[waiting[next]!]!; at++) reach(links[at]!)
    }
  }
  const link = (from: number, to: number): void => {
    const at = Math.min(linkCounts[from]!, most - 1)
    links[from * most + at] = to
    linkCounts[from] = at + 1
  }
  const isLinked = (from: number, to: number): boolean =>
    links.subarray(from * most, from * most + linkCounts[from]!).includes(to)
  let groups = 0
  reachFrom(entry)
  const sample = evenlySpaced(rows, SAMPLE)
  for (let row = 0; row < rows; row++) {
    if (reached[row] === 1) continue
    const there = sample.filter(other => reached[other] === 1)
    const from = nearestOf(layer, there.length > 0 ? there : [entry], row)
    link(from, row)
    if (linkCounts[row]! < most && !isLinked(row, from)) link(row, from)
    groups++
    reachFrom(row)
  }
  return groups
}

/** Of some rows, the nearest to another with room for a link; if none has room, the nearest. */
function nearestOf(
  { dimension, codes, most, linkCounts }: Layer,
  rows: readonly number[],
  to: number,
): number {
  const withRoom = rows.filter(row => linkCounts[row]! < most)
  let best = -1
  let highest = Number.NEGATIVE_INFINITY
  for (const row of withRoom.length > 0 ? withRoom : rows) {
    const product = codeProduct(codes, to, row, dimension)
    if (product > highest) [best, highest] = [row, product]
  }
  return best
}

import { keyOf, type ListMemory, SortedLists } from './candidate-lists.js'
import type { Layer } from './layer.js'
import { RowProducts } from './row-products.js'

/** Of a row's candidates, and of those of each of them, how many are asked for others. */
const ASKED = 16
/** Rows that are compared with a row: those that most of its candidates have listed. */
const COMPARED = 48
/** Above every count. */
const KNOWN = 255

/**
 * Looks for each row among the candidates of its candidates: what is near to a row is mostly near to what is near to it
 * (Dong, Moses and Li 2011).
 */
export interface RefineJob {
  kind: 'refine'
  /** Sorted. */
  from: ListMemory
  /** Empty; sorted then. */
  into: ListMemory
}

export class RefineStage {
  private readonly lists: SortedLists
  private readonly into: SortedLists
  private readonly products: RowProducts
  /** By row: how many candidates of the present row have listed it; for those that are known already, `KNOWN`. */
  private readonly counts: Uint8Array
  /** Rows whose counts are neither. */
  private readonly touched = new Uint32Array(ASKED * ASKED)
  private readonly keys: Float64Array

  constructor(layer: Layer, { from, into }: RefineJob) {
    this.lists = new SortedLists(from)
    this.into = new SortedLists(into)
    this.products = new RowProducts(layer, COMPARED)
    this.counts = new Uint8Array(layer.rows)
    this.keys = new Float64Array(from.length + COMPARED)
  }

  refine(row: number): void {
    const { lists, keys, products } = this
    const size = lists.size(row)
    for (let at = 0; at < size; at++) keys[at] = keyOf(lists.product(row, at), row, lists.partner(row, at))
    const others = this.mostListed(row)
    products.clear()
    for (const other of others) products.add(other)
    const found = products.of(row)
    let count = size
    const floor = size < lists.length ? Number.NEGATIVE_INFINITY : lists.product(row, size - 1)
    for (let i = 0; i < found.length; i++)
      if (found[i]! >= floor) keys[count++] = keyOf(found[i]!, row, others[i]!)
    this.into.set(row, keys.subarray(0, count).sort())
  }

  /** Rows that a row does not list, but most of its candidates do. */
  private mostListed(row: number): Uint32Array {
    const { lists, counts, touched } = this
    const size = lists.size(row)
    counts[row] = KNOWN
    for (let at = 0; at < size; at++) counts[lists.partner(row, at)] = KNOWN
    let seen = 0
    const asked = Math.min(ASKED, size)
    for (let i = 0; i < asked; i++) {
      const via = lists.partner(row, i)
      const end = Math.min(ASKED, lists.size(via))
      for (let at = 0; at < end; at++) {
        const other = lists.partner(via, at)
        const count = counts[other]!
        if (count === KNOWN) continue
        if (count === 0) touched[seen++] = other
        counts[other] = count + 1
      }
    }
    const kept = this.best(touched.subarray(0, seen))
    for (let i = 0; i < seen; i++) counts[touched[i]!] = 0
    for (let at = 0; at < size; at++) counts[lists.partner(row, at)] = 0
    counts[row] = 0
    return kept
  }

  private best(rows: Uint32Array): Uint32Array {
    if (rows.length <= COMPARED) return rows
    const { counts } = this
    const holding = new Uint32Array(ASKED + 2)
    for (let i = 0; i < rows.length; i++) holding[counts[rows[i]!]!]!++
    let least = ASKED
    let above = 0
    while (above + holding[least]! <= COMPARED) above += holding[least--]!
    // Of those that as many list as the last one, the first that were come upon.
    const kept = new Uint32Array(COMPARED)
    let [next, room] = [0, COMPARED - above]
    for (let i = 0; i < rows.length; i++) {
      const count = counts[rows[i]!]!
      if (count > least || (count === least && room-- > 0)) kept[next++] = rows[i]!
    }
    return kept
  }
}

import { type ListMemory, SortedLists } from './candidate-lists.js'
import { type Layer, leadingProduct } from './layer.js'
import { RowProducts } from './row-products.js'

/**
 * The links of one row while they are chosen, by HNSW's heuristic: a candidate is left out if a row linked already leads to
 * it. Whether two rows are near each other is mostly known from their lists.
 */
export class Leads {
  private readonly lists: SortedLists
  /** By row: the number of the last row whose links it is among. */
  private readonly linkedBy: Uint32Array
  private number = 0
  private readonly near: number[] = []
  private readonly products: RowProducts

  /** @param lists of candidates, sorted */
  constructor(
    private readonly layer: Layer,
    lists: ListMemory,
  ) {
    this.lists = new SortedLists(lists)
    this.linkedBy = new Uint32Array(layer.rows)
    this.products = new RowProducts(layer, layer.most)
  }

  /** Begins with the next row, which is no link of itself. */
  begin(row: number): void {
    this.number++
    this.near.length = 0
    this.products.clear()
    this.linkedBy[row] = this.number
  }

  /** Whether a row is linked already, or is the row itself. */
  has(row: number): boolean {
    return this.linkedBy[row] === this.number
  }

  add(row: number): void {
    this.linkedBy[row] = this.number
    this.near.push(row)
  }

  /** Counts a row as linked that leads to candidates only if their lists say so. */
  mark(row: number): void {
    this.linkedBy[row] = this.number
  }

  /**
   * Whether a linked row is so near to a candidate that it leads there.
   * @param product of the candidate with the row that chooses
   */
  leadTo(candidate: number, product: number): boolean {
    const least = leadingProduct(this.layer, product)
    return this.inList(candidate, least) ?? this.isNear(candidate, least)
  }

  /** Undefined if the candidate's list is too short to tell. */
  inList(candidate: number, least: number): boolean | undefined {
    const { lists, linkedBy, number } = this
    const size = lists.size(candidate)
    for (let at = 0; at < size; at++) {
      if (lists.product(candidate, at) < least) return false
      if (linkedBy[lists.partner(candidate, at)] === number) return true
    }
    return size < lists.length ? false : undefined
  }

  private isNear(candidate: number, least: number): boolean {
    const { near, products } = this
    // Most rows are linked without it.
    while (products.size < near.length) products.add(near[products.size]!)
    return products.of(candidate).some(product => product >= least)
  }
}

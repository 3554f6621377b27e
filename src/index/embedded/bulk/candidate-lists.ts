/** Above the number of rows that a build may have: where the partner is, is the lower part of a key. */
export const ROW_SPAN = 2 ** 24
const ROW_MASK = ROW_SPAN - 1

/** Below every product. */
const NO_FLOOR = -(2 ** 31)

/**
 * A product and its partner as one number that orders by product, and equal products by which partner comes first after
 * the row, in a circle. If the lower partner came first, all rows much alike would be linked to the same few.
 */
export function keyOf(product: number, row: number, partner: number): number {
  return product * ROW_SPAN + (ROW_MASK - ((partner - row) & ROW_MASK))
}

export function productOf(key: number): number {
  return Math.floor(key / ROW_SPAN)
}

export function partnerOf(key: number, row: number): number {
  return (row + ROW_MASK - (key - Math.floor(key / ROW_SPAN) * ROW_SPAN)) & ROW_MASK
}

/** Buffers that threads share. */
export interface ListMemory {
  /** Most partners of a row. */
  length: number
  /** [rows, length] */
  keys: Float64Array
  sizes: Uint32Array
  /** By row: products below this are not among its best any more. */
  floors: Int32Array
  locks: Int32Array
}

export function listMemory(rows: number, length: number): ListMemory {
  return {
    length,
    keys: new Float64Array(new SharedArrayBuffer(rows * length * 8)),
    sizes: new Uint32Array(new SharedArrayBuffer(rows * 4)),
    floors: new Int32Array(new SharedArrayBuffer(rows * 4)).fill(NO_FLOOR),
    locks: new Int32Array(new SharedArrayBuffer(rows * 4)),
  }
}

/**
 * The best partners of each row, filled by several threads: heaps with the worst key at the root until `sort`. Which
 * partners remain does not depend on the order of offers, because no two keys of a row are equal.
 */
export class CandidateLists {
  readonly length: number
  readonly keys: Float64Array
  readonly sizes: Uint32Array
  readonly floors: Int32Array
  private readonly locks: Int32Array

  constructor({ length, keys, sizes, floors, locks }: ListMemory) {
    this.length = length
    this.keys = keys
    this.sizes = sizes
    this.floors = floors
    this.locks = locks
  }

  /** @param offered distinct keys, the first `count` of which count */
  offer(row: number, offered: Float64Array, count: number): void {
    const { keys, length, locks } = this
    const base = row * length
    // Held for less than a microsecond.
    while (Atomics.compareExchange(locks, row, 0, 1) !== 0);
    let size = this.sizes[row]!
    for (let i = 0; i < count; i++) {
      const key = offered[i]!
      if (size < length) this.siftUp(base, size++, key)
      else if (key > keys[base]!) this.siftDown(base, size, key)
    }
    this.sizes[row] = size
    if (size === length) this.floors[row] = productOf(keys[base]!)
    Atomics.store(locks, row, 0)
  }

  private siftUp(base: number, from: number, key: number): void {
    const { keys } = this
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (keys[base + parent]! <= key) break
      keys[base + at] = keys[base + parent]!
      at = parent
    }
    keys[base + at] = key
  }

  private siftDown(base: number, size: number, key: number): void {
    const { keys } = this
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && keys[base + child + 1]! < keys[base + child]!) child++
      if (keys[base + child]! >= key) break
      keys[base + at] = keys[base + child]!
      at = child
    }
    keys[base + at] = key
  }

  /** Orders a row's partners, best first; it takes no offers then. */
  sort(row: number): void {
    this.sorted(row).sort().reverse()
  }

  /** A row's keys, best first once sorted. */
  sorted(row: number): Float64Array {
    const from = row * this.length
    return this.keys.subarray(from, from + this.sizes[row]!)
  }

  partners(row: number): number[] {
    return Array.from(this.sorted(row), key => partnerOf(key, row))
  }
}

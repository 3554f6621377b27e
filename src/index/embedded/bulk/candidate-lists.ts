/** Above the number of rows that a build may have: where the partner is, is the lower part of a key. */
export const ROW_SPAN = 2 ** 24
const ROW_MASK = ROW_SPAN - 1

/** Below every product. */
const NO_FLOOR = 1 - 2 ** 31

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
  /** [rows, length]; once sorted, see `SortedLists`, something else has their place. */
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
  readonly floors: Int32Array
  private readonly length: number
  private readonly keys: Float64Array
  private readonly sizes: Uint32Array
  private readonly locks: Int32Array
  private readonly sorting: Float64Array
  private readonly sorted: SortedLists

  constructor(memory: ListMemory) {
    const { length, keys, sizes, floors, locks } = memory
    this.length = length
    this.keys = keys
    this.sorted = new SortedLists(memory)
    this.sorting = new Float64Array(length)
    this.sizes = sizes
    this.floors = floors
    this.locks = locks
  }

  /** @param offered distinct keys, the first `count` of which count */
  offer(row: number, offered: Float64Array, count: number): void {
    this.lock(row)
    for (let i = 0; i < count; i++) this.put(row, offered[i]!)
    Atomics.store(this.locks, row, 0)
  }

  offerOne(row: number, key: number): void {
    this.lock(row)
    this.put(row, key)
    Atomics.store(this.locks, row, 0)
  }

  private lock(row: number): void {
    // Held for less than a microsecond.
    while (Atomics.compareExchange(this.locks, row, 0, 1) !== 0);
  }

  /** As `offerOne`, for a row that no other thread fills. */
  put(row: number, key: number): void {
    const { keys, length, sizes } = this
    const base = row * length
    const size = sizes[row]!
    if (size < length) {
      this.siftUp(base, size, key)
      sizes[row] = size + 1
      if (size + 1 < length) return
    } else if (key > keys[base]!) this.siftDown(base, size, key)
    else return
    this.floors[row] = productOf(keys[base]!)
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

  /** Orders a row's partners, best first, as `SortedLists` reads them; it takes no offers then. */
  sort(row: number): void {
    const { length } = this
    const from = row * length
    const size = this.sizes[row]!
    // A copy: arrays that threads share are sorted slowly.
    const keys = this.sorting.subarray(0, size)
    keys.set(this.keys.subarray(from, from + size))
    this.sorted.set(row, keys.sort())
  }
}

/** Lists of partners in order, best first. They are read more often than anything else, so nothing is computed for it. */
export class SortedLists {
  readonly length: number
  /** [rows, length, 2]: product and partner. */
  private readonly entries: Int32Array
  private readonly sizes: Uint32Array

  constructor({ length, keys, sizes }: ListMemory) {
    this.length = length
    this.entries = new Int32Array(keys.buffer)
    this.sizes = sizes
  }

  size(row: number): number {
    return this.sizes[row]!
  }

  product(row: number, at: number): number {
    return this.entries[2 * (row * this.length + at)]!
  }

  partner(row: number, at: number): number {
    return this.entries[2 * (row * this.length + at) + 1]!
  }

  /** @param keys ascending; if they are too many, the least are left out */
  set(row: number, keys: Float64Array): void {
    const { entries, length } = this
    const size = Math.min(length, keys.length)
    for (let i = 0; i < size; i++) {
      const key = keys[keys.length - 1 - i]!
      entries[2 * (row * length + i)] = productOf(key)
      entries[2 * (row * length + i) + 1] = partnerOf(key, row)
    }
    this.sizes[row] = size
  }

  /** The first `most` partners of a row. */
  partners(row: number, most = this.length): number[] {
    return Array.from({ length: Math.min(most, this.size(row)) }, (_, at) => this.partner(row, at))
  }
}

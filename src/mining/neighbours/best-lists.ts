import type { NeighbourLists } from './types.js'

/** The k best neighbours of each row in a range, as heaps with the worst neighbour at the root. */
export class BestLists {
  private readonly scores: Float32Array
  private readonly partners: Uint32Array
  private readonly sizes: Uint32Array

  /** The operating system only commits memory as lists fill. */
  constructor(
    readonly start: number,
    readonly end: number,
    private readonly k: number,
    private readonly ranks: Uint32Array,
  ) {
    this.scores = new Float32Array((end - start) * k)
    this.partners = new Uint32Array((end - start) * k)
    this.sizes = new Uint32Array(end - start)
  }

  /** Bytes of a row's full list. */
  static bytesPerRow(k: number): number {
    return k * 8 + 4
  }

  holds(row: number): boolean {
    return row >= this.start && row < this.end
  }

  /** The score of a row's worst neighbour; undefined while it has fewer than k. */
  worst(row: number): number | undefined {
    const at = row - this.start
    return this.sizes[at] === this.k ? this.scores[at * this.k] : undefined
  }

  /** Whether a row's list contains this partner. */
  has(row: number, partner: number): boolean {
    const at = row - this.start
    return this.partners.subarray(at * this.k, at * this.k + this.sizes[at]!).includes(partner)
  }

  /** Adds a neighbour if it is among the k best so far. */
  offer(row: number, partner: number, score: number): void {
    const at = row - this.start
    const base = at * this.k
    const size = this.sizes[at]!
    if (size < this.k) {
      this.sizes[at] = size + 1
      this.put(base, size, partner, score)
      this.siftUp(base, size)
    } else if (this.isWorse(this.scores[base]!, this.partners[base]!, score, partner)) {
      this.put(base, 0, partner, score)
      this.siftDown(base, size)
    }
  }

  private isWorse(score: number, partner: number, thanScore: number, thanPartner: number): boolean {
    return score < thanScore || (score === thanScore && this.ranks[partner]! > this.ranks[thanPartner]!)
  }

  private isWorseAt(base: number, a: number, b: number): boolean {
    const { scores, partners } = this
    return this.isWorse(scores[base + a]!, partners[base + a]!, scores[base + b]!, partners[base + b]!)
  }

  private put(base: number, at: number, partner: number, score: number): void {
    this.scores[base + at] = score
    this.partners[base + at] = partner
  }

  private swap(base: number, a: number, b: number): void {
    const score = this.scores[base + a]!
    const partner = this.partners[base + a]!
    this.put(base, a, this.partners[base + b]!, this.scores[base + b]!)
    this.put(base, b, partner, score)
  }

  private siftUp(base: number, from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!this.isWorseAt(base, at, parent)) return
      this.swap(base, at, parent)
      at = parent
    }
  }

  private siftDown(base: number, size: number): void {
    for (let at = 0; ; ) {
      let worst = at
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < size && this.isWorseAt(base, child, worst)) worst = child
      if (worst === at) return
      this.swap(base, at, worst)
      at = worst
    }
  }

  /** All lists, best neighbours first. */
  toLists(): NeighbourLists {
    const sizes = this.sizes.slice()
    const total = sizes.reduce((sum, size) => sum + size, 0)
    const partners = new Uint32Array(total)
    const scores = new Float32Array(total)
    let to = 0
    for (let at = 0; at < sizes.length; at++) {
      const base = at * this.k
      const order = Array.from({ length: sizes[at]! }, (_, i) => i)
      order.sort((a, b) => (this.isWorseAt(base, a, b) ? 1 : -1))
      for (const i of order) {
        partners[to] = this.partners[base + i]!
        scores[to++] = this.scores[base + i]!
      }
    }
    return { start: this.start, sizes, partners, scores }
  }

  /** Restores lists from `toLists`. */
  restore({ sizes, partners, scores }: NeighbourLists): void {
    let from = 0
    for (let at = 0; at < sizes.length; at++)
      for (let i = 0; i < sizes[at]!; i++, from++) this.offer(this.start + at, partners[from]!, scores[from]!)
  }
}

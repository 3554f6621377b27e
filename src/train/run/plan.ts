import { Random } from '../../basics/random.js'
import type { Example, Source } from '../material/source.js'

export interface PlannedBatch {
  source: Source
  examples: readonly Example[]
}

/**
 * All batches of a run in their order, a function of sources, passes and seed alone: a run that goes on takes the same
 * batches from where it stopped. Each source has its share of the steps, spread at random over the run, and is passed
 * through as often as its weight says. Examples are drawn when their pass begins, so only one pass is in memory.
 */
export class Plan {
  /** Number of batches. */
  readonly length: number
  private readonly order: Uint16Array
  private readonly streams: BatchStream[]
  private position = 0

  /** @param epochs passes of a source with weight 1 */
  constructor(
    private readonly sources: readonly Source[],
    epochs: number,
    seed: number,
  ) {
    const order = sources.flatMap((source, index) => {
      const batches = Math.max(1, Math.floor(source.size / batchSizeOf(source)))
      return new Array<number>(Math.max(1, Math.round(epochs * source.weight * batches))).fill(index)
    })
    this.order = Uint16Array.from(new Random(seed).shuffle(order))
    this.length = this.order.length
    this.streams = sources.map((source, index) => new BatchStream(source, new Random(seed + 1 + index)))
  }

  next(): PlannedBatch {
    const index = this.order[this.position++]!
    return { source: this.sources[index]!, examples: this.streams[index]!.next() }
  }

  /** Passes over the batches before a position. */
  skipTo(position: number): void {
    while (this.position < position) this.next()
  }
}

/** A source that is smaller than its batches gives one smaller batch. */
function batchSizeOf({ size, batchSize }: Source): number {
  return Math.min(size, batchSize)
}

/** Batches of one source, pass after pass. What does not fit into a batch comes first in the next. */
class BatchStream {
  private waiting: Example[] = []

  constructor(
    private readonly source: Source,
    private readonly random: Random,
  ) {}

  next(): Example[] {
    const size = batchSizeOf(this.source)
    const batch: Example[] = []
    const late: Example[] = []
    const texts = new BatchTexts()
    // A second pass begins at most once for a batch: a source whose examples all exclude each other gives small ones.
    for (let passes = 0; batch.length < size; ) {
      if (this.waiting.length === 0) {
        if (passes++ === 1) break
        // Taken from the end, which is cheap; reversed, so that the order is that of the pass.
        this.waiting = this.random.shuffle(this.source.draw(this.random)).reverse()
      }
      const example = this.waiting.pop()
      if (!example) break
      if (this.source.distinct && !texts.take(example)) late.push(example)
      else batch.push(example)
    }
    // No more than a pass may wait, however many share a text.
    for (const example of late.slice(0, this.source.size).reverse()) this.waiting.push(example)
    return batch
  }
}

/**
 * The texts of a batch whose examples are each other's negatives. A text that two of them share would be pushed away
 * from its own partner, so the second example waits.
 */
class BatchTexts {
  private readonly sides = new Set<number>()
  private readonly negatives = new Set<number>()

  /** @returns false if the example shares a text with the batch */
  take({ a, b, others = [], negative }: Example): boolean {
    const texts = [a, b, ...others]
    const taken = texts.some(text => this.sides.has(text) || this.negatives.has(text))
    if (taken || (negative !== undefined && this.sides.has(negative))) return false
    for (const text of texts) this.sides.add(text)
    if (negative !== undefined) this.negatives.add(negative)
    return true
  }
}

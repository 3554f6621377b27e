import { SharedRead } from './shared-read.js'

/** Looks at something that others change, one look at a time. */
export class Looks {
  /** Start of the last look, as `performance.now()`. */
  private lookedAt = Number.NEGATIVE_INFINITY
  private readonly shared: SharedRead<void>

  /** @param lookNow called with the start of the look */
  constructor(lookNow: (asOf: number) => Promise<void>) {
    this.shared = new SharedRead(() => {
      this.lookedAt = performance.now()
      return lookNow(this.lookedAt)
    })
  }

  /** Whether a look is under way. */
  get isLooking(): boolean {
    return this.shared.isReading
  }

  /** Begins a look in the background if the last one began more than `milliseconds` ago. */
  unlessWithin(milliseconds: number): void {
    if (!this.isLooking && performance.now() - this.lookedAt > milliseconds) void this.shared.read()
  }

  /** Resolves once a look that begins after the request has ended. */
  next(): Promise<void> {
    return this.shared.read()
  }
}

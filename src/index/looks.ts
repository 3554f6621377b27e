/**
 * Looks at something that others change, one look at a time. Those who ask share a look, but only one that began after they
 * asked.
 */
export class Looks {
  /** Start of the last look, as `performance.now()`. */
  private lookedAt = Number.NEGATIVE_INFINITY
  private looking: Promise<void> | undefined

  /** @param lookNow called with the start of the look */
  constructor(private readonly lookNow: (asOf: number) => Promise<void>) {}

  /** Whether a look is under way. */
  get isLooking(): boolean {
    return this.looking !== undefined
  }

  /** Begins a look in the background if the last one began more than `milliseconds` ago. */
  unlessWithin(milliseconds: number): void {
    if (performance.now() - this.lookedAt > milliseconds) void this.look()
  }

  /** Resolves once a look that began after the request has ended. */
  async after(asked: number): Promise<void> {
    await this.looking
    // Another look may have begun meanwhile; wait for that one.
    await (this.lookedAt < asked ? this.look() : this.looking)
  }

  private look(): Promise<void> {
    this.looking ??= this.begin().finally(() => {
      this.looking = undefined
    })
    return this.looking
  }

  private begin(): Promise<void> {
    this.lookedAt = performance.now()
    return this.lookNow(this.lookedAt)
  }
}

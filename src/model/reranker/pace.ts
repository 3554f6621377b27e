/** Pairs looked at before anything has been measured: few, because they may take long. */
const FIRST = 2
/** Pairs between two looks at the clock: others may take the processor meanwhile. */
const MOST = 16
/** Share of a new measurement in the average. */
const NEW = 0.3

/** How long a model takes for a token, and how many texts fit into the time that is left. */
export class Pace {
  /** Milliseconds per token; undefined until measured. */
  private perToken: number | undefined

  saw(tokens: number, milliseconds: number): void {
    const now = milliseconds / Math.max(1, tokens)
    this.perToken = this.perToken === undefined ? now : (1 - NEW) * this.perToken + NEW * now
  }

  /**
   * How many of the next texts can be done, from the first on: all if time is not limited.
   * @param lengths tokens of each
   * @param left milliseconds
   */
  fit(lengths: readonly number[], left: number): number {
    if (left === Number.POSITIVE_INFINITY) return lengths.length
    if (left <= 0) return 0
    if (this.perToken === undefined) return Math.min(FIRST, lengths.length)
    let fit = 0
    for (let took = 0; fit < Math.min(MOST, lengths.length); fit++) {
      took += lengths[fit]! * this.perToken
      if (took > left) break
    }
    return fit
  }
}

/** What a run does with each batch, at the same time with several, and at the end. */
export type Stage = 'reading' | 'encoding' | 'writing' | 'publishing'

/**
 * Seconds in which each stage of a run was at work, on one batch or several. Stages overlap: together, they are more than the
 * run took.
 */
export class StageTimes {
  private readonly seconds: Record<Stage, number> = { reading: 0, encoding: 0, writing: 0, publishing: 0 }
  private readonly atWork: Record<Stage, number> = { reading: 0, encoding: 0, writing: 0, publishing: 0 }
  private readonly begun: Partial<Record<Stage, number>> = {}

  async during<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    if (this.atWork[stage]++ === 0) this.begun[stage] = performance.now()
    try {
      return await work()
    } finally {
      // Of two batches at once, each would count the time in which it waits for the other.
      if (--this.atWork[stage] === 0) this.seconds[stage] += (performance.now() - this.begun[stage]!) / 1000
    }
  }

  /** The stage that the others wait for. */
  get slowest(): Stage {
    const stages = Object.keys(this.seconds) as Stage[]
    return stages.reduce((slowest, stage) => (this.seconds[stage] > this.seconds[slowest] ? stage : slowest))
  }
}

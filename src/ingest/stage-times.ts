/** What a run does with each batch, at the same time with several, and at the end. */
export type Stage = 'reading' | 'encoding' | 'writing' | 'publishing'

/** Seconds that each stage of a run has taken. They overlap: together, they are more than the run took. */
export class StageTimes {
  private readonly seconds: Record<Stage, number> = { reading: 0, encoding: 0, writing: 0, publishing: 0 }

  async during<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const begun = performance.now()
    try {
      return await work()
    } finally {
      this.seconds[stage] += (performance.now() - begun) / 1000
    }
  }

  /** The stage that the others wait for. */
  get slowest(): Stage {
    const stages = Object.keys(this.seconds) as Stage[]
    return stages.reduce((slowest, stage) => (this.seconds[stage] > this.seconds[slowest] ? stage : slowest))
  }
}

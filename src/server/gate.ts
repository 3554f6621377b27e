/** Time constant of the averaged throughput, in milliseconds: longer than several batches. */
const AVERAGED = 1500
/** Units admitted whatever the estimate says: throughput one at a time says little about throughput in batches. */
const ALWAYS = 4

export interface GateLimits {
  /** Most units of work at a time; more would only cost memory. */
  most: number
  /** Longest estimated wait in milliseconds. */
  wait: number
}

/** Why a request is refused: its estimated wait, or the number of units inside. */
export type Refusal = 'wait' | 'count'

/**
 * Admits work of one kind while its estimated wait is short: the units inside, divided by the recent throughput of this
 * kind. The throughput follows whatever else the machine is doing.
 */
export class Gate {
  private inside = 0
  /** Units done, and milliseconds with work inside; both decay exponentially. */
  private done = 0
  private busy = 0
  /** When `busy` was last updated. */
  private since = 0

  constructor(private readonly limits: GateLimits) {}

  /** Units inside. */
  get load(): number {
    return this.inside
  }

  /** Estimated wait of a new request, in milliseconds. */
  get wait(): number {
    this.measure()
    return this.done === 0 ? 0 : (this.inside * this.busy) / this.done
  }

  /** @returns why these units are refused, or undefined if they are admitted */
  refusal(units: number): Refusal | undefined {
    const { most, wait } = this.limits
    // A request larger than the limit is admitted when nothing else is inside.
    if (this.inside >= most || (this.inside > 0 && this.inside + units > most)) return 'count'
    return this.inside >= ALWAYS && this.wait > wait ? 'wait' : undefined
  }

  enter(units: number): void {
    if (this.inside === 0) this.since = performance.now()
    this.inside += units
  }

  leave(units: number): void {
    this.measure()
    this.done += units
    this.inside -= units
  }

  private measure(): void {
    if (this.inside === 0) return
    const now = performance.now()
    const passed = now - this.since
    this.since = now
    const kept = Math.exp(-passed / AVERAGED)
    this.done *= kept
    this.busy = this.busy * kept + passed
  }
}

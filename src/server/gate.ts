/** Milliseconds of work over which a rate is averaged: several of the batches that work is done in. */
const AVERAGED = 1500
/** So many are taken on whatever was measured: one after the other says little of how fast they are done together. */
const ALWAYS = 4

export interface GateLimits {
  /** Units of work that are taken on at a time; more would only take memory. */
  most: number
  /** Milliseconds that a newcomer may have to wait. */
  wait: number
}

/** Why somebody is sent away. */
export type Refusal = 'wait' | 'count'

/**
 * Takes on work of one kind as long as it is done soon. How long a newcomer would wait is how much is there already, by
 * the rate at which work of this kind has lately been done: it follows what else the machine has to do.
 */
export class Gate {
  private inside = 0
  /** Units done, and milliseconds with work; older ones count less. */
  private done = 0
  private busy = 0
  /** When these were brought up to date. */
  private since = 0

  constructor(private readonly limits: GateLimits) {}

  /** Units that are being worked on. */
  get load(): number {
    return this.inside
  }

  /** Milliseconds that a newcomer would wait. */
  get wait(): number {
    this.measure()
    return this.done === 0 ? 0 : (this.inside * this.busy) / this.done
  }

  /** @returns why it cannot be taken on, if so */
  refusal(units: number): Refusal | undefined {
    const { most, wait } = this.limits
    // What alone is more than that is taken on alone.
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

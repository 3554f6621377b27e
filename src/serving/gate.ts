/** Milliseconds of work after which a rate is measured anew, and over which it is averaged. */
const WINDOW = 100
const AVERAGED = 400
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
  /** Units done, and milliseconds with work, since the rate was measured last. */
  private done = 0
  private busy = 0
  private since = 0
  /** Units a millisecond; undefined until it was measured. */
  private rate: number | undefined

  constructor(private readonly limits: GateLimits) {}

  /** Units that are being worked on. */
  get load(): number {
    return this.inside
  }

  /** Milliseconds that a newcomer would wait. */
  get wait(): number {
    this.measure()
    return this.rate === undefined ? 0 : this.inside / this.rate
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
    this.done += units
    this.measure()
    this.inside -= units
    if (this.inside > 0) return
    this.busy += performance.now() - this.since
  }

  private measure(): void {
    const now = performance.now()
    const busy = this.busy + (this.inside > 0 ? now - this.since : 0)
    if (busy < WINDOW) return
    const rate = this.done / busy
    const weight = 1 - Math.exp(-busy / AVERAGED)
    this.rate = this.rate === undefined ? rate : this.rate + weight * (rate - this.rate)
    this.done = 0
    this.busy = 0
    this.since = now
  }
}

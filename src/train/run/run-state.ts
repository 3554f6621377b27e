/** Mean losses since the point before, by the names of the sources. */
export interface LossPoint {
  step: number
  losses: Record<string, number>
  rate: number
}

/** Metrics on held-out sets by their names. */
export type Metrics = Record<string, number>

export interface HeldOutPoint {
  step: number
  metrics: Metrics
}

/** Where a run stands, beside its parameters and moments. */
export interface RunState {
  /** Steps done. */
  step: number
  optimiserSteps: number
  /** Texts learnt from, and seconds it took, over all parts of the run. */
  texts: number
  seconds: number
  losses: LossPoint[]
  /** Sums since the last point of `losses`. */
  open: Record<string, { sum: number; batches: number }>
  heldOut: HeldOutPoint[]
  /** The evaluation with the highest mean metric. */
  best?: { step: number; mean: number }
  /** Evaluations since the best one. */
  stale: number
}

export function newState(): RunState {
  return {
    step: 0,
    optimiserSteps: 0,
    texts: 0,
    seconds: 0,
    losses: [],
    open: {},
    heldOut: [],
    stale: 0,
  }
}

export function addLoss(state: RunState, source: string, value: number): void {
  const { sum, batches } = state.open[source] ?? { sum: 0, batches: 0 }
  state.open[source] = { sum: sum + value, batches: batches + 1 }
}

/** Mean loss of each source since the last point. */
export function openLosses({ open }: RunState): LossPoint['losses'] {
  return Object.fromEntries(Object.entries(open).map(([name, { sum, batches }]) => [name, sum / batches]))
}

export function closePoint(state: RunState, rate: number): void {
  state.losses.push({ step: state.step, losses: openLosses(state), rate })
  state.open = {}
}

/**
 * Takes in an evaluation.
 * @returns whether its mean metric is the best so far; false if nothing is held out
 */
export function offer(state: RunState, metrics: Metrics): boolean {
  const values = Object.values(metrics)
  if (values.length === 0) return false
  state.heldOut.push({ step: state.step, metrics })
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const improved = !state.best || mean > state.best.mean
  if (improved) state.best = { step: state.step, mean }
  state.stale = improved ? 0 : state.stale + 1
  return improved
}

import type { HeldOutPoint, LossPoint } from '../run/run-state.js'

/** What is kept of a training beside its model: `training.json`, and shown in `training.html`. */
export interface TrainingRecord {
  /** Name of the model, for people. */
  model: string
  /** Version of Anlam. */
  anlam: string
  /** The command's options, by name. */
  options: Record<string, string | number | boolean>
  sources: { name: string; loss: string; examples: number; weight: number; batch: number }[]
  steps: number
  /** Steps that were run: fewer after an early stop. */
  stepsRun: number
  stoppedEarly: boolean
  /** Step whose weights were kept. */
  bestStep: number
  seconds: number
  /** Texts learnt from, each as often as it came. */
  texts: number
  losses: LossPoint[]
  heldOut: HeldOutPoint[]
  /** What went before, on texts alone. */
  pretraining?: PretrainingRecord
}

export interface PretrainingRecord
  extends Pick<TrainingRecord, 'bestStep' | 'seconds' | 'losses' | 'heldOut'> {
  /** Distinct texts. */
  texts: number
  epochs: number
  steps: number
}

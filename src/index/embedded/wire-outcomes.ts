import { fromWire, toWire, type WireError } from '../../errors.js'
import type { WriteOutcome } from '../types.js'

/** A `WriteOutcome` as sent between threads: structured cloning loses the class and code of an error. */
export type WireOutcome =
  | Extract<WriteOutcome, { status: 'written' }>
  | { id: string; status: 'refused'; error: WireError }

export function toWireOutcome(outcome: WriteOutcome): WireOutcome {
  return outcome.status === 'refused' ? { ...outcome, error: toWire(outcome.error) } : outcome
}

export function fromWireOutcome(outcome: WireOutcome): WriteOutcome {
  return outcome.status === 'refused' ? { ...outcome, error: fromWire(outcome.error) } : outcome
}

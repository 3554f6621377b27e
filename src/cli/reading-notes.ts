import type { ReadOptions } from '../corpus/types.js'
import { say } from '../messages/said.js'
import type { Output } from './output.js'

/** Most messages of each kind; the rest are only counted. */
const NAMED_SKIPS = 20
/** Most of them that are kept for `--json`. */
const KEPT_SKIPS = 1000
const NAMED_REPAIRS = 5

/** Reports, while files are read, what is skipped and which wrongly decoded texts are repaired. */
export class ReadingNotes {
  skipped = 0
  /** What was skipped, and why. */
  readonly skips: string[] = []
  /** Repaired texts by kind of damage. */
  readonly repairs: Record<string, number> = {}
  private restored = 0

  constructor(private readonly out: Output) {}

  readonly onSkip: NonNullable<ReadOptions['onSkip']> = what => {
    this.skipped++
    if (this.skips.length < KEPT_SKIPS) this.skips.push(what)
    if (this.skipped <= NAMED_SKIPS) this.out.note(say`skipped ${this.out.message(what)}`)
    if (this.skipped === NAMED_SKIPS) this.out.note(say`further skips are only counted`)
  }

  readonly onRepair: NonNullable<ReadOptions['onRepair']> = (where, damages) => {
    this.restored++
    for (const damage of damages) this.repairs[damage] = (this.repairs[damage] ?? 0) + 1
    if (this.restored <= NAMED_REPAIRS) this.out.note(say`restored ${where}: ${damages.join(', ')}`)
    if (this.restored === NAMED_REPAIRS) this.out.note(say`further restored texts are only counted`)
  }
}

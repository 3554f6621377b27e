import type { LeftOutKind } from '../../types.js'

/** Where text goes: into the document, or (with a kind) to be counted. */
export interface Sink {
  kind?: LeftOutKind
  pieces: string[]
  notes: string[]
}

/** What becomes of an argument. */
export type Use = (text: string, notes: readonly string[]) => void

/** What is open: a group, or an environment by its name. */
export interface Frame {
  environment?: string
  /** The sink around it, if it has one of its own. */
  around?: Sink
  use?: Use
  /** What comes after a group without a sink. */
  after?: () => void
}

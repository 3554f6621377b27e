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

/** Adds text. A space before a sign goes: what stood between was left out, as in `çıktı~\cite{a}.` */
export function addTo({ pieces }: Sink, text: string): void {
  if (/^[.,;:!?)]+$/.test(text) && pieces.at(-1) === ' ') pieces.pop()
  pieces.push(text)
}

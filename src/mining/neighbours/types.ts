/** Which rows may be neighbours. */
export type Constraint =
  | { kind: 'any' }
  /** One of the rows before `split`, the other from it on. */
  | { kind: 'between'; split: number }
  /** Both of one group, or of two; one group number for each row. */
  | { kind: 'within' | 'across'; groups: Uint32Array }

export interface NeighbourOptions {
  /** Rows whose cosine is below this are no neighbours; -1 to 1. */
  threshold: number
  /** Most neighbours of a row; 1 or more. */
  k: number
  /** One number for each row, all different: of two equally near rows the one with the lower number is nearer. */
  ranks: Uint32Array
  constraint: Constraint
  /** Bytes that lists of neighbours may take in memory; rows beyond them are worked off in further passes. */
  memory: number
}

/** Neighbours of a range of rows, best first. */
export interface NeighbourLists {
  /** First row. */
  start: number
  /** How many neighbours each row has. */
  sizes: Uint32Array
  /** Rows of all neighbours, one row's after the other's. */
  partners: Uint32Array
  /** Their cosines, in float32. */
  scores: Float32Array
}

export interface Progress {
  /** Products of blocks done, and of all. */
  done: number
  total: number
}

/** Finds the neighbours of all rows, a while at a time. */
export interface NeighbourFinder {
  /** Ranges of rows that are worked off one after the other. */
  readonly passes: number
  /** What an earlier run has done already. */
  readonly progress: Progress
  /**
   * Works for about that long.
   * @throws AnlamError `cancelled`; a later run with the same options goes on; `storage-full`
   */
  advance(milliseconds: number, signal?: AbortSignal): Promise<Progress>
  /** What was found for the rows of a pass, once all is done. */
  lists(pass: number): Promise<NeighbourLists>
  close(): Promise<void>
}

/** @returns whether two different rows may be neighbours */
export function allows(constraint: Constraint, a: number, b: number): boolean {
  switch (constraint.kind) {
    case 'any':
      return true
    case 'between':
      return a < constraint.split !== b < constraint.split
    case 'within':
      return constraint.groups[a] === constraint.groups[b]
    case 'across':
      return constraint.groups[a] !== constraint.groups[b]
  }
}

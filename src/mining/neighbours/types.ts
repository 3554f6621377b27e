/** Which rows may be neighbours. */
export type Constraint =
  | { kind: 'any' }
  /** One row before `split`, the other at or after it. */
  | { kind: 'between'; split: number }
  /** Rows of the same group, or of different groups. One group number per row. */
  | { kind: 'within' | 'across'; groups: Uint32Array }

export interface NeighbourOptions {
  /** Lowest cosine of neighbours, -1 to 1. */
  threshold: number
  /** Maximum neighbours per row; at least 1. */
  k: number
  /** A distinct number per row. Of two equally near rows, the one with the lower number counts as nearer. */
  ranks: Uint32Array
  constraint: Constraint
  /** Memory limit of neighbour lists, in bytes. Other rows are processed in further passes. */
  memory: number
}

/** Neighbours of a range of rows, best first. */
export interface NeighbourLists {
  /** First row of the range. */
  start: number
  /** Number of neighbours of each row. */
  sizes: Uint32Array
  /** Neighbours of all rows, concatenated. */
  partners: Uint32Array
  /** Their cosines, in float32. */
  scores: Float32Array
}

export interface Progress {
  /** Units of work done, and in total. */
  done: number
  total: number
}

/** Finds the neighbours of all rows, step by step. */
export interface NeighbourFinder {
  /** Number of row ranges that are processed one after the other. */
  readonly passes: number
  /** Includes what an earlier run has done. */
  readonly progress: Progress
  /**
   * Works for about this long.
   * @throws AnlamError `cancelled`, and a later run with the same options resumes; `storage-full`
   */
  advance(milliseconds: number, signal?: AbortSignal): Promise<Progress>
  /** The lists of a pass. Call only when all work is done. */
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

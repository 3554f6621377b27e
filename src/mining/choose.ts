import type { Method } from './types.js'

/**
 * What the two methods do in a second on one thread of a server processor of 2022, as measured by `npm run bench -- mine`;
 * fixed, so that the same corpus is always mined the same way.
 */
const MULTIPLY_ADDS = 150e9
const SEARCHES = 400
/** Exact results are worth this many times the wait, and a wait of this many seconds in any case. */
const PATIENCE = 4
const SHORT = 120

export interface Choice {
  method: Exclude<Method, 'auto'>
  /** Seconds that each would take, roughly. */
  exactSeconds: number
  approximateSeconds: number
}

/** Chooses how neighbours are found. Exact work grows with the square of the rows, approximate work with the rows. */
export function chooseMethod(rows: number, dimension: number, threads: number, method: Method): Choice {
  const exactSeconds = (rows * rows * dimension) / 2 / (MULTIPLY_ADDS * threads)
  const approximateSeconds = rows / SEARCHES
  const exact = exactSeconds <= Math.max(SHORT, PATIENCE * approximateSeconds)
  return {
    method: method === 'auto' ? (exact ? 'exact' : 'approximate') : method,
    exactSeconds,
    approximateSeconds,
  }
}

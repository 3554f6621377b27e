import type { Method } from './types.js'

/**
 * Operations per second of each method on one thread of a server processor of 2022 (`npm run bench -- mine`). Fixed, so
 * that the same corpus is always mined by the same method.
 */
const MULTIPLY_ADDS = 150e9
const SEARCHES = 400
/** Prefer exact results if they take at most this many times as long, or at most `SHORT` seconds. */
const PATIENCE = 4
const SHORT = 120

/** How pairs are looked for, and how long it would take. */
export interface Choice {
  method: Exclude<Method, 'auto'>
  /** Estimated seconds of each method. */
  exactSeconds: number
  approximateSeconds: number
}

/** Chooses the method. Exact cost grows with the square of the number of rows, approximate cost linearly. */
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

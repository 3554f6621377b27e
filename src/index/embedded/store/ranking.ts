import { K1 } from '../../lexical.js'
import { leastOfBest } from './best-rows.js'
import type { Postings } from './postings.js'

/** Postings of a term, with what they add to scores. */
export interface WeightedPostings extends Postings {
  /** Of the term's field. */
  weight: number
  idf: number
  /** The most that the term adds to a passage's score. */
  most: number
}

/** Sums of the same numbers in another order differ by less, as a share. */
const ROUNDING = 1e-9

/** @param norms BM25's share of each passage's length, by row */
export function weigh(
  { rows, counts }: Postings,
  { weight, idf }: Pick<WeightedPostings, 'weight' | 'idf'>,
  norms: Float64Array,
): WeightedPostings {
  let most = 0
  for (let i = 0; i < rows.length; i++) {
    const frequency = counts[i]! * weight
    const score = (idf * frequency * (K1 + 1)) / (frequency + norms[rows[i]!]!)
    if (score > most) most = score
  }
  return { rows, counts, weight, idf, most }
}

/**
 * Adds up BM25 by passage. Where only the best are wanted, terms come in the order of what they can add (MaxScore, Turtle and
 * Flood 1995): once the k-th passage has more than all further terms together, these are looked up for the passages found
 * so far, and their lists, which are the long ones, are not read.
 */
export class Ranking {
  /** Rows whose scores are not 0. */
  private readonly found: number[] = []

  /**
   * @param scores by row, all of them 0
   * @param norms BM25's share of each passage's length, by row
   * @param gone by row, 1 for a passage that was removed; undefined if none was
   */
  constructor(
    private readonly scores: Float64Array,
    private readonly norms: Float64Array,
    private readonly gone: Uint8Array | undefined,
  ) {}

  /** All rows that hold a term. */
  all(terms: readonly WeightedPostings[]): readonly number[] {
    for (const term of terms) this.add(term)
    return this.found
  }

  /** Rows among which the k best are, and all that tie with them; their scores are complete, those of others are not. */
  best(terms: readonly WeightedPostings[], k: number): readonly number[] {
    const { found, scores } = this
    const ordered = [...terms].sort((a, b) => b.most - a.most)
    const rest = new Float64Array(ordered.length + 1)
    for (let i = ordered.length - 1; i >= 0; i--) rest[i] = rest[i + 1]! + ordered[i]!.most
    for (let i = 0; i < ordered.length; i++) {
      // A shorter list is read sooner than the best are found.
      if (found.length >= k && ordered[i]!.rows.length > found.length) {
        const least = leastOfBest(this.gone ? found.filter(row => this.gone![row] === 0) : found, scores, k)
        if (least * (1 - ROUNDING) > rest[i]!) {
          const hopeful = found.filter(row => scores[row]! + rest[i]! >= least * (1 - ROUNDING))
          this.complete(Uint32Array.from(hopeful).sort(), ordered.slice(i))
          return hopeful
        }
      }
      this.add(ordered[i]!)
    }
    return found
  }

  /** Sets the scores back to 0. */
  forget(): void {
    for (const row of this.found) this.scores[row] = 0
  }

  private add({ rows, counts, weight, idf }: WeightedPostings): void {
    const { found, scores, norms } = this
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!
      const frequency = counts[i]! * weight
      if (scores[row] === 0) found.push(row)
      scores[row]! += (idf * frequency * (K1 + 1)) / (frequency + norms[row]!)
    }
  }

  /** @param wanted ascending */
  private complete(wanted: Uint32Array, terms: readonly WeightedPostings[]): void {
    const { scores, norms } = this
    for (const { rows, counts, weight, idf } of terms)
      for (let n = 0, from = 0; n < wanted.length && from < rows.length; n++) {
        const row = wanted[n]!
        from = firstAtLeast(rows, row, from)
        if (rows[from] !== row) continue
        const frequency = counts[from]! * weight
        scores[row]! += (idf * frequency * (K1 + 1)) / (frequency + norms[row]!)
      }
  }
}

/** Position of the first of ascending rows, from a position on, that is not less than a row: in steps of double length. */
function firstAtLeast(rows: Uint32Array, row: number, from: number): number {
  let step = 1
  while (from + step < rows.length && rows[from + step]! < row) step *= 2
  let low = from + (step >> 1)
  let high = Math.min(rows.length, from + step)
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]! < row) low = middle + 1
    else high = middle
  }
  return low
}

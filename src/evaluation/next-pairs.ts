import { dot } from '../basics/vectors.js'
import { type Curve, probabilityOf } from './calibration-fits.js'

/** A pair of texts that nobody has labelled. */
export interface Candidate {
  a: string
  b: string
  /** Ids of their passages. */
  aId: string
  bId: string
  /** Its cosine. */
  score: number
  /** Unit vector of one of its texts: what it is about. */
  vector: Float32Array
}

/** A pair for a person to label: 1 for a paraphrase, 0 for another pair. */
export interface NextPair {
  a: string
  b: string
  score: number
  label: null
}

/** Cosines that differ by less tell nearly the same about a curve. */
const BAND = 0.02

/**
 * Chooses the pairs whose labels would tell most, most telling first: those whose probability is nearest to one half,
 * and, without a curve, any; spread over cosines and over what they are about. A text comes once. Deterministic.
 * O(count × candidates × dimension).
 */
export function chooseNext(candidates: readonly Candidate[], count: number, curve?: Curve): NextPair[] {
  const worthOf = ({ score }: Candidate): number => (curve ? uncertainty(probabilityOf(curve, score)) : 1)
  return chooseSpread(candidates, count, worthOf).map(({ a, b, score }) => ({ a, b, score, label: null }))
}

/** As `chooseNext`, by what a label of each candidate is worth: 0 to 1. */
export function chooseSpread<C extends Candidate>(
  candidates: readonly C[],
  count: number,
  worthOf: (candidate: C) => number,
): C[] {
  const left = candidates
    .map(candidate => ({ candidate, value: worthOf(candidate), nearest: 0, crowd: 0 }))
    .sort((x, y) => y.value - x.value || compare(x.candidate, y.candidate))
  const worth = ({ value, nearest, crowd }: (typeof left)[number]): number =>
    (value * (1 - nearest)) / (1 + crowd)
  const used = new Set<string>()
  const chosen: C[] = []
  while (chosen.length < count) {
    let best: (typeof left)[number] | undefined
    for (const each of left) {
      if (used.has(each.candidate.a) || used.has(each.candidate.b)) continue
      if (!best || worth(each) > worth(best)) best = each
    }
    if (!best) break
    const { a, b, score, vector } = best.candidate
    used.add(a).add(b)
    chosen.push(best.candidate)
    for (const each of left) {
      each.nearest = Math.max(each.nearest, dot(vector, each.candidate.vector))
      if (Math.abs(each.candidate.score - score) < BAND) each.crowd++
    }
  }
  return chosen
}

/** Variance of the label: 1 at probability one half, 0 at certainty. */
export function uncertainty(p: number): number {
  return 4 * p * (1 - p)
}

function compare(x: Candidate, y: Candidate): number {
  if (x.a !== y.a) return x.a < y.a ? -1 : 1
  return x.b < y.b ? -1 : 1
}

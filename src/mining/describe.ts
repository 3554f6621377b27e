import { words } from '../turkish/tokens.js'
import { flagsOf } from './flags/flags.js'
import type { Kind } from './kinds.js'
import { overlap } from './overlap.js'
import type { RowPairs } from './pairs.js'
import { type Rows, sameText } from './rows.js'
import type { Pair } from './types.js'

/** Overlap from which a pair is an edited copy rather than a paraphrase. */
const NEAR_COPY = 0.7

/** Maps a cosine to the probability that two texts have the same meaning. */
export type Probability = (score: number) => number

export type Texts = ReadonlyMap<number, string>

/** Rows whose texts are needed for pairs and duplicates. */
export function rowsShown({ duplicates }: Rows, pairs: RowPairs): Set<number> {
  return new Set([...pairs.left, ...pairs.right, ...duplicates.map(({ row }) => row)])
}

/** Pairs of each duplicate with the row of the same text. None if a constraint forbids such pairs. */
export function duplicatePairs(rows: Rows, texts: Texts, probability?: Probability): Pair[] {
  if (rows.constraint.kind === 'between' || rows.constraint.kind === 'across') return []
  return rows.duplicates.map(({ id, row }) => {
    const [aId, bId] = [rows.ids[row]!, id].sort((x, y) => (x < y ? -1 : 1)) as [string, string]
    const text = texts.get(row)!
    const same = { a: text, b: text, score: 1, kind: 'duplicate', overlap: 1 } as const
    return { aId, bId, ...same, flags: [], ...likely(1, probability) }
  })
}

/**
 * Adds texts, kind, flags and overlap to pairs of rows.
 * @param least cosine from which a pair is a paraphrase
 */
export function describePairs(
  rows: Rows,
  texts: Texts,
  pairs: RowPairs,
  least: number,
  probability?: Probability,
): Pair[] {
  return Array.from(pairs.scores, (exact, i) => {
    const [left, right] = [pairs.left[i]!, pairs.right[i]!]
    const [a, b] = [texts.get(left)!, texts.get(right)!]
    const score = round(exact)
    return {
      aId: rows.ids[left]!,
      bId: rows.ids[right]!,
      a,
      b,
      score,
      ...describeTexts(a, b, score, least),
      ...likely(score, probability),
    }
  })
}

/**
 * What two texts are to each other.
 * @param score their cosine
 * @param least cosine from which a pair is a paraphrase
 */
export function describeTexts(
  a: string,
  b: string,
  score: number,
  least: number,
): Pick<Pair, 'kind' | 'flags' | 'overlap'> {
  const shared = overlap(words(a), words(b))
  const same = sameText(a, b)
  const flags = same ? [] : flagsOf(a, b)
  const isParaphrase = score >= least && flags.length === 0
  const kind: Kind = same
    ? 'duplicate'
    : !isParaphrase
      ? 'related'
      : shared >= NEAR_COPY
        ? 'near-copy'
        : 'paraphrase'
  return { kind, flags, overlap: Math.round(shared * 1000) / 1000 }
}

function likely(score: number, probability: Probability | undefined): { probability?: number } {
  return probability ? { probability: Math.round(probability(score) * 1e4) / 1e4 } : {}
}

/** Rounds to the digits that float32 holds. */
function round(score: number): number {
  return Number(score.toPrecision(8))
}

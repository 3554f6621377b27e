import { z } from 'zod'
import { rowId, rowLabel } from '../basics/json-rows.js'
import { readDataRows } from '../corpus/data-rows.js'
import { AnlamError } from '../errors.js'
import { bootstrap, type Metrics } from './bootstrap.js'
import { averagePrecision, precisionRecall } from './metrics.js'
import { type Evaluation, f1Metrics } from './pairs.js'

const GoldRow = z.object({
  aId: rowId,
  bId: rowId,
  label: rowLabel.default(1),
})

/** A mined pair of passages, with its score. */
export interface RankedPair {
  aId: string
  bId: string
  score: number
}

/** Pairs of passage ids with the same meaning. */
export type GoldPairs = ReadonlySet<string>

export interface MiningEvaluation extends Evaluation {
  /** Pairs with the same meaning, and how many of them were found. */
  gold: number
  found: number
}

/**
 * Reads the pairs that mining should find: `{"aId","bId"}`; rows with `"label"` 0 are ignored.
 * @param isKnown whether each passage exists
 * @throws AnlamError `invalid-input`, naming file and line, or an unknown id
 */
export async function readGold(
  path: string,
  isKnown: (ids: string[]) => Promise<boolean[]>,
): Promise<GoldPairs> {
  const rows = (await readDataRows(path, GoldRow)).filter(({ label }) => label === 1)
  if (rows.length === 0) throw new AnlamError('invalid-input', `${path} names no pair with the same meaning`)
  const ids = [...new Set(rows.flatMap(({ aId, bId }) => [aId, bId]))]
  const known = await isKnown(ids)
  const unknown = ids.filter((_, i) => !known[i])
  if (unknown.length > 0) {
    throw new AnlamError(
      'invalid-input',
      `${path} names ${unknown.length} passages that do not exist, such as ${JSON.stringify(unknown[0])}`,
    )
  }
  return new Set(rows.map(({ aId, bId }) => keyOf(aId, bId)))
}

/** Precision and recall of mined pairs. Every pair without a label counts as wrong. */
export function evaluateMining(pairs: readonly RankedPair[], gold: GoldPairs): MiningEvaluation {
  const scores = pairs.map(({ score }) => score)
  const right = pairs.map(({ aId, bId }) => gold.has(keyOf(aId, bId)))
  const found = right.filter(Boolean).length
  const missed = gold.size - found
  const measure = (drawn: readonly number[]): Metrics => {
    const drawnRight = drawn.map(i => right[i]!)
    const points = precisionRecall(
      drawn.map(i => scores[i]!),
      drawnRight,
      drawnRight.filter(Boolean).length + missed,
    )
    return { ap: averagePrecision(points), ...f1Metrics(points) }
  }
  return {
    pairs: pairs.length,
    gold: gold.size,
    found,
    metrics: measure([...pairs.keys()]),
    intervals: bootstrap(pairs.length, measure),
  }
}

function keyOf(a: string, b: string): string {
  return JSON.stringify(a < b ? [a, b] : [b, a])
}

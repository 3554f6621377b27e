import { AnlamError } from '../errors.js'
import type { VectorBatch } from '../types.js'
import { bootstrap, type Intervals, type Metrics } from './bootstrap.js'
import { pairCosines, WeightedAuc } from './group-pairs.js'
import { type GroupRanks, ranksByCosine, unsharedAnswers } from './group-ranks.js'
import type { Group } from './group-rows.js'
import type { EvaluateOptions } from './pairs.js'
import { type EncodeTexts, unitRows } from './unit-rows.js'

/** Results considered per query. */
const DEPTH = 10

export interface GroupsEvaluation {
  groups: number
  texts: number
  /** Groups with a text that shares no word with their query. */
  unshared: number
  /** Pairs of texts of one group that share no word. */
  paraphrases: number
  metrics: Metrics
  /** 95 % bootstrap intervals of the metrics, over groups. */
  intervals: Intervals
}

/**
 * How well an encoder finds, and tells apart, what means the same in other words. Two texts share a word if one of
 * each begins with the same five letters, function words included. All comparisons are exact.
 *
 * - `unshared-hit@10`, `-mrr@10`, `-ndcg@10`: a query finds a text of its group that shares no word with it, among the
 *   texts of all other groups; `unshared600-…`: in a sample of 150 groups, if there are as many;
 * - `query-hit@10`: a query finds any text of its group; `text-r@10`: the share of the other texts of its group that
 *   a text finds;
 * - `auc-…`: paraphrases without a shared word have higher cosines than unrelated pairs (`unrelated`), statements on
 *   the same topic in similar words (`topic`), the texts with their group's negative (`negative`), and the negative
 *   with the text from which it was made (`contradiction`).
 *
 * Figures are means over groups; AUCs are over pairs. What a file has no groups for is left out.
 * @throws AnlamError `invalid-input` for fewer than two groups; `cancelled`
 */
export async function evaluateGroups(
  groups: readonly Group[],
  encode: EncodeTexts,
  { signal, onProgress }: EvaluateOptions = {},
): Promise<GroupsEvaluation> {
  if (groups.length < 2) throw new AnlamError('invalid-input', 'at least two groups are needed')
  const texts = groups.flatMap(group => group.texts)
  const total = texts.length + 2 * groups.length
  let done = 0
  const rowsOf = (of: readonly string[], kind: 'query' | 'document'): Promise<VectorBatch> =>
    unitRows(of, kind, encode, {
      ...(signal ? { signal } : {}),
      onEncoded: rows => {
        done += rows
        onProgress?.(done, total)
      },
    })
  const rows = await rowsOf(texts, 'document')
  const negatives = await rowsOf(
    groups.map(group => group.negative),
    'document',
  )
  const queries = await rowsOf(
    groups.map(group => group.query),
    'query',
  )
  const ranks = await ranksByCosine(groups, queries, rows)
  const found = measureRanks(groups, ranks)
  const { paraphrases, ...others } = pairCosines(groups, rows, negatives)
  const aucs = Object.entries(others).map(([name, pairs]) => ({
    name: `auc-${name}`,
    auc: new WeightedAuc(paraphrases, pairs),
  }))
  const measure = (drawn: readonly number[]): Metrics => {
    const weights = new Uint32Array(groups.length)
    for (const g of drawn) weights[g]!++
    return finite({
      ...found(drawn),
      ...Object.fromEntries(aucs.map(({ name, auc }) => [name, auc.of(weights)])),
    })
  }
  return {
    groups: groups.length,
    texts: texts.length,
    unshared: groups.filter(group => unsharedAnswers(group).length > 0).length,
    paraphrases: paraphrases.length,
    metrics: measure([...groups.keys()]),
    intervals: bootstrap(groups.length, measure),
  }
}

/**
 * Metrics of ranks, from whatever search they come.
 * @returns a function that computes them on groups, given by index; an index may repeat
 */
export function measureRanks(
  groups: readonly Group[],
  { answers, sampled, siblings }: GroupRanks,
): (drawn: readonly number[]) => Metrics {
  const columns: Record<string, number[]> = {}
  const add = (name: string, value: (group: number) => number): void => {
    const column = [...groups.keys()].map(value)
    if (column.some(Number.isFinite)) columns[name] = column
  }
  const unshared = groups.map(unsharedAnswers)
  for (const [prefix, ranks] of [
    ['unshared', answers],
    ['unshared600', sampled],
  ] as const)
    for (const [metric, gain] of Object.entries(GAINS))
      add(`${prefix}-${metric}@${DEPTH}`, g => mean(unshared[g]!.map(i => gain(ranks[g]?.[i] ?? Number.NaN))))
  add(`query-hit@${DEPTH}`, g => GAINS.hit(Math.min(...answers[g]!)))
  add(`text-r@${DEPTH}`, g => mean(siblings[g]!.flat().map(GAINS.hit)))
  return drawn =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, meanOfDrawn(column, drawn)]))
}

/** What the rank of an answer is worth, where it is the only one. */
const GAINS = {
  hit: rank => within(rank, 1),
  mrr: rank => within(rank, 1 / rank),
  ndcg: rank => within(rank, 1 / Math.log2(rank + 1)),
} satisfies Record<string, (rank: number) => number>

function within(rank: number, gain: number): number {
  if (Number.isNaN(rank)) return rank
  return rank <= DEPTH ? gain : 0
}

/** Mean of a column's values at these rows, NaN left out. */
function meanOfDrawn(column: readonly number[], drawn: readonly number[]): number {
  let [sum, count] = [0, 0]
  for (const g of drawn) {
    const value = column[g]!
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  return sum / count
}

/** NaN if there are none. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function finite(metrics: Metrics): Metrics {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)))
}

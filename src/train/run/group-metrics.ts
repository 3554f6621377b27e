import { pairCosines, WeightedAuc } from '../../evaluation/group-pairs.js'
import { ranksByCosine } from '../../evaluation/group-ranks.js'
import type { Group } from '../../evaluation/group-rows.js'
import { measureRanks } from '../../evaluation/groups.js'
import type { VectorBatch } from '../../types.js'
import type { Metrics } from './run-state.js'

/** What decides which weights are the best: the others of `evaluateGroups` follow these, and are not as many things. */
const KEPT = /^(?:unshared(?:600)?-(?:hit|mrr)@10|text-r@10)$/
const AUCS = ['unrelated', 'topic'] as const

/**
 * Some of the metrics of `evaluateGroups`, without intervals: fast enough to be computed while a training waits.
 * @param vectorOf unit vector of a text
 */
export async function groupMetrics(
  groups: readonly Group[],
  dimension: number,
  vectorOf: (text: string) => Float32Array,
): Promise<Metrics> {
  const batchOf = (texts: readonly string[]): VectorBatch => {
    const values = new Float32Array(texts.length * dimension)
    texts.forEach((text, row) => {
      values.set(vectorOf(text), row * dimension)
    })
    return { values, rows: texts.length, dimension }
  }
  const texts = batchOf(groups.flatMap(group => group.texts))
  const queries = batchOf(groups.map(({ query }) => query))
  const negatives = batchOf(groups.map(({ negative }) => negative))
  const all = [...groups.keys()]
  const found = measureRanks(groups, await ranksByCosine(groups, queries, texts))(all)
  const pairs = pairCosines(groups, texts, negatives)
  const weights = new Uint32Array(groups.length).fill(1)
  const aucs = AUCS.map((name): [string, number] => [
    `auc-${name}`,
    new WeightedAuc(pairs.paraphrases, pairs[name]).of(weights),
  ])
  return Object.fromEntries(
    [...Object.entries(found).filter(([name]) => KEPT.test(name)), ...aucs].filter(([, value]) =>
      Number.isFinite(value),
    ),
  )
}

import type { Random } from '../basics/random.js'
import { dot, rowOf } from '../basics/vectors.js'
import { auc, spearman } from '../evaluation/metrics.js'
import { pairKey } from '../evaluation/unlabelled-pairs.js'
import { type Pair, positives } from './data.js'
import type { EmbedPieces } from './learn-table.js'
import type { TrainingSet } from './training-rows.js'

/** Share of pairs to hold out if no evaluation file is given. */
const HELD_OUT_SHARE = 0.02

export interface PairFile {
  path: string
  pairs: Pair[]
}

/** Moves some groups from `set` to an evaluation set: two texts of each. Its negatives are those pairs, mismatched. */
export function splitHeldOut(set: TrainingSet, random: Random): PairFile {
  const { name, groups } = set
  const held = random.shuffle([...groups]).slice(0, Math.max(1, Math.floor(groups.length * HELD_OUT_SHARE)))
  const out = new Set(held)
  set.groups = groups.filter(group => !out.has(group))
  const pairs = held.map(({ texts }) => ({ a: texts[0]!, b: texts[1]!, label: 1 as const }))
  const known = new Set(pairs.map(({ a, b }) => pairKey(a, b)))
  set.scored = set.scored.filter(({ a, b }) => !known.has(pairKey(a, b)))
  const shifted = pairs.map(({ a }, i) => ({ a, b: pairs[(i + 1) % pairs.length]!.b, label: 0 as const }))
  return { path: name, pairs: [...pairs, ...shifted] }
}

/** Takes pairs out of a set that are held out of another one: of a group with both texts, all. */
export function leaveOut(set: TrainingSet, held: ReadonlySet<string>): void {
  const isHeld = (texts: readonly string[]): boolean =>
    texts.some((a, i) => texts.slice(i + 1).some(b => held.has(pairKey(a, b))))
  set.groups = set.groups.filter(({ texts }) => !isHeld(texts))
  set.scored = set.scored.filter(({ a, b }) => !isHeld([a, b]))
}

/** Returns a function that evaluates a table: AUC on labelled files, Spearman's correlation on scored ones. */
export async function evaluator(
  sets: readonly PairFile[],
  dimension: number,
  encode: (texts: readonly string[]) => Promise<number[][]>,
): Promise<(embed: EmbedPieces) => Record<string, number>> {
  const prepared = await Promise.all(
    sets.map(async ({ path, pairs }) => {
      const [a, b] = await Promise.all([encode(pairs.map(p => p.a)), encode(pairs.map(p => p.b))])
      return { path, pairs, a, b }
    }),
  )
  return embed => {
    const out: Record<string, number> = {}
    for (const { path, pairs, a, b } of prepared) {
      const [u, v] = [a, b].map(ids => ({ values: embed(ids), rows: ids.length, dimension }))
      const cosines = pairs.map((_, row) => dot(rowOf(u!, row), rowOf(v!, row)))
      const scored = pairs.every(pair => pair.score !== undefined)
      out[path] = scored
        ? spearman(
            cosines,
            pairs.map(p => p.score!),
          )
        : auc(cosines, positives(pairs))
    }
    return out
  }
}

import { Random } from '../basics/random.js'
import { rowOf, unitCosine } from '../basics/vectors.js'
import type { VectorBatch } from '../types.js'
import { startsOf } from './group-ranks.js'
import type { Group } from './group-rows.js'
import { sharedStems, stemsOf, wordingOverlap } from './wording.js'

const UNRELATED_SEED = 1

/** The cosine of a pair, and the group that is asked about it. */
export interface GroupPair {
  group: number
  cosine: number
}

export interface GroupPairs {
  /** Texts of a group that share no word: all pairs of them. */
  paraphrases: GroupPair[]
  /** Each text with one of another topic, drawn once. */
  unrelated: GroupPair[]
  /** Each text with the one of another group of its topic that is nearest to it in wording. */
  topic: GroupPair[]
  /** Each text with its group's negative. */
  negative: GroupPair[]
  /** Each group's negative with the text that is nearest to it in wording. */
  contradiction: GroupPair[]
}

/**
 * Cosines of pairs that mean the same in other words, and of four kinds of pairs that do not.
 * @param texts a unit row for each text of each group, in order
 * @param negatives a unit row for each group
 */
export function pairCosines(
  groups: readonly Group[],
  texts: VectorBatch,
  negatives: VectorBatch,
): GroupPairs {
  const starts = startsOf(groups.map(group => group.texts.length))
  const stems = groups.map(group => group.texts.map(stemsOf))
  const byTopic = new Map<string, number[]>()
  for (const [g, { topic }] of groups.entries()) byTopic.set(topic, [...(byTopic.get(topic) ?? []), g])
  const random = new Random(UNRELATED_SEED)
  const pairs: GroupPairs = { paraphrases: [], unrelated: [], topic: [], negative: [], contradiction: [] }
  const cosine = (row: number, other: VectorBatch, otherRow: number): number =>
    unitCosine(rowOf(texts, row), rowOf(other, otherRow))
  for (const [group, { topic, negative }] of groups.entries()) {
    const own = stems[group]!
    const first = starts[group]!
    const strangers = groups.length - byTopic.get(topic)!.length
    for (const [i, words] of own.entries()) {
      const add = (to: GroupPair[], row: number): void => {
        to.push({ group, cosine: cosine(first + i, texts, row) })
      }
      for (let j = i + 1; j < own.length; j++)
        if (sharedStems(words, own[j]!) === 0) add(pairs.paraphrases, first + j)
      if (strangers > 0) add(pairs.unrelated, drawElsewhere(groups, topic, starts, random))
      const near = nearest(words, byTopic.get(topic)!, group, stems)
      if (near) add(pairs.topic, starts[near.group]! + near.text)
      pairs.negative.push({ group, cosine: cosine(first + i, negatives, group) })
    }
    const closest = nearest(stemsOf(negative), [group], undefined, stems)!
    pairs.contradiction.push({ group, cosine: cosine(first + closest.text, negatives, group) })
  }
  return pairs
}

/** The text of these groups, but for one, with the largest overlap in wording; the first of equals. */
function nearest(
  words: ReadonlySet<string>,
  among: readonly number[],
  except: number | undefined,
  stems: readonly (readonly ReadonlySet<string>[])[],
): { group: number; text: number } | undefined {
  let best: { group: number; text: number } | undefined
  let most = Number.NEGATIVE_INFINITY
  for (const group of among) {
    if (group === except) continue
    for (const [text, other] of stems[group]!.entries()) {
      const overlap = wordingOverlap(words, other)
      if (overlap <= most) continue
      most = overlap
      best = { group, text }
    }
  }
  return best
}

/** Row of a text of another topic. */
function drawElsewhere(
  groups: readonly Group[],
  topic: string,
  starts: readonly number[],
  random: Random,
): number {
  for (;;) {
    const g = random.below(groups.length)
    if (groups[g]!.topic !== topic) return starts[g]! + random.below(groups[g]!.texts.length)
  }
}

/** Area under the ROC curve, for many weightings of the same pairs: sorts once, and then only counts. */
export class WeightedAuc {
  /** In ascending order of cosines. */
  private readonly groups: Int32Array
  private readonly positive: Uint8Array
  private readonly cosines: Float64Array

  constructor(positives: readonly GroupPair[], negatives: readonly GroupPair[]) {
    const pairs = [...positives, ...negatives]
    const order = [...pairs.keys()].sort((a, b) => pairs[a]!.cosine - pairs[b]!.cosine)
    this.groups = Int32Array.from(order, i => pairs[i]!.group)
    this.positive = Uint8Array.from(order, i => (i < positives.length ? 1 : 0))
    this.cosines = Float64Array.from(order, i => pairs[i]!.cosine)
  }

  /**
   * @param weights how often the pairs of each group count
   * @returns the share of positive and negative pairs in which the positive one has the higher cosine, equal ones
   * counting half; NaN if either kind is missing
   */
  of(weights: Uint32Array): number {
    const { groups, positive, cosines } = this
    let won = 0
    let positives = 0
    let negatives = 0
    for (let i = 0; i < cosines.length; ) {
      const cosine = cosines[i]!
      let up = 0
      let down = 0
      do {
        const weight = weights[groups[i]!]!
        if (positive[i] === 1) up += weight
        else down += weight
      } while (cosines[++i] === cosine)
      won += up * (negatives + down / 2)
      positives += up
      negatives += down
    }
    return won / (positives * negatives)
  }
}

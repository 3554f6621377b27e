import { Random } from '../basics/random.js'
import type { VectorBatch } from '../types.js'
import type { Group } from './group-rows.js'
import { eachScoreRow } from './score-rows.js'
import { sharedStems, stemsOf } from './wording.js'

/** Groups of the sample: with four texts each, 600 passages. */
const SAMPLE = 150
const SAMPLE_SEED = 1

/** Where searches for the texts of groups find them. Ranks count from 1; Infinity if a text was not found. */
export interface GroupRanks {
  /**
   * [group][text]: rank of a text for the query of its group, among the texts of all other groups: those of its own
   * group, which answer as well, neither help nor hinder.
   */
  answers: number[][]
  /** The same among the texts of the sample; undefined for groups that are not in it, or if there is no sample. */
  sampled: (number[] | undefined)[]
  /** [group][text][other text of the group]: rank of the other text if the one is the query. */
  siblings: number[][][]
}

/** Texts that share no word with the query of their group, as indices. */
export function unsharedAnswers({ query, texts }: Group): number[] {
  const asked = stemsOf(query)
  return [...texts.keys()].filter(i => sharedStems(asked, stemsOf(texts[i]!)) === 0)
}

/**
 * A sample of 150 groups, each with a text that shares no word with the query: a small collection, in which searches
 * are as hard in every file. The same for the same groups.
 * @returns indices in ascending order; none if there are fewer such groups
 */
export function sampleGroups(groups: readonly Group[]): number[] {
  const suitable = [...groups.keys()].filter(g => unsharedAnswers(groups[g]!).length > 0)
  if (suitable.length < SAMPLE) return []
  return new Random(SAMPLE_SEED)
    .shuffle(suitable)
    .slice(0, SAMPLE)
    .sort((a, b) => a - b)
}

/**
 * Ranks by cosine, among all texts. Texts with equal cosines count as ranked before the one sought, so that an encoder
 * that gives all texts one vector finds nothing.
 * @param queries a unit row for each group
 * @param texts a unit row for each text of each group, in order
 */
export async function ranksByCosine(
  groups: readonly Group[],
  queries: VectorBatch,
  texts: VectorBatch,
): Promise<GroupRanks> {
  const starts = startsOf(groups.map(group => group.texts.length))
  const groupOf = groups.flatMap((group, g) => group.texts.map(() => g))
  const sampled: (number[] | undefined)[] = groups.map(() => undefined)
  const sample = new Set(sampleGroups(groups))
  const inSample = groupOf.map(g => sample.has(g))
  const answers: number[][] = []
  const siblings: number[][][] = groups.map(() => [])
  await eachScoreRow(queries, texts, (g, scores) => {
    const [first, end] = [starts[g]!, starts[g + 1]!]
    const isOwn = (row: number): boolean => row >= first && row < end
    const own = scores.subarray(first, end)
    answers.push(ranksOf(own, scores, row => !isOwn(row)))
    if (sample.has(g)) sampled[g] = ranksOf(own, scores, row => inSample[row]! && !isOwn(row))
  })
  await eachScoreRow(texts, texts, (text, scores) => {
    const g = groupOf[text]!
    const others = scores.subarray(starts[g]!, starts[g + 1]!).filter((_, i) => starts[g]! + i !== text)
    // Each of the others is among the scores too, and counts itself, where ranks begin with 1.
    siblings[g]!.push(ranksOf(others, scores, row => row !== text).map(rank => rank - 1))
  })
  return { answers, sampled, siblings }
}

/** Offsets of lists of these lengths laid one after another, and the end of the last. */
export function startsOf(lengths: readonly number[]): number[] {
  const starts = [0]
  for (const length of lengths) starts.push(starts.at(-1)! + length)
  return starts
}

/** For each score sought: 1 and the number of competing rows that do not score less. */
function ranksOf(sought: Float32Array, scores: Float32Array, competes: (row: number) => boolean): number[] {
  const ranks = Array.from(sought, () => 1)
  for (let row = 0; row < scores.length; row++)
    if (competes(row)) for (let i = 0; i < sought.length; i++) if (!(scores[row]! < sought[i]!)) ranks[i]!++
  return ranks
}

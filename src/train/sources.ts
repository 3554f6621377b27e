import { rowOf } from '../basics/vectors.js'
import type { VectorBatch } from '../types.js'
import type { Pair } from './data.js'
import type { Example, Side, Source } from './examples.js'
import type { PlacedSet } from './taught-pairs.js'
import type { Group, TrainingSet } from './training-rows.js'
import type { Word } from './words.js'

/**
 * A single text is paired with itself under two different dropouts (Gao et al. 2021, adapted to static tables). Real
 * pairs differ anyway, so they keep all words.
 */
const TEXT_DROPOUT = 0.4
/** Scores are ranked within small batches: with 512, as many passes learn less. */
const SCORED_BATCH = 128
/** Scored pairs are few, so they are seen more often. */
const SCORED_WEIGHT = 1.6
/**
 * Neighbouring sentences are weak pairs, so they are seen less often; as often as others, they cost 0.005 of
 * correlation.
 */
const NEXT_WEIGHT = 1 / 3

export interface TrainingData {
  sets: readonly TrainingSet[]
  /** Pairs with a teacher's cosines as their scores. */
  placed: readonly PlacedSet[]
  texts: readonly string[]
  /** The texts are in document order. */
  inOrder: boolean
}

export interface Preparation {
  wordsOf(texts: readonly string[]): Promise<Word[][]>
  /** Unit vectors of a teacher model, whose cosines are a half of what every batch of groups aims at. */
  teacher?: ((texts: readonly string[]) => Promise<VectorBatch>) | undefined
  /** Pairs per step. */
  batchSize: number
}

/**
 * Builds all training sources: each set's groups and scored pairs, pairs that a teacher has placed, single texts, and
 * neighbouring texts.
 */
export async function sourcesOf(
  { sets, placed, texts, inOrder }: TrainingData,
  { wordsOf, teacher, batchSize }: Preparation,
): Promise<Source[]> {
  const sidesOf = async (of: readonly string[]): Promise<Side[]> => {
    const words = await wordsOf(of)
    const taught = await teacher?.(of)
    return words.map((side, i) => ({ words: side, ...(taught ? { taught: rowOf(taught, i) } : {}) }))
  }
  const sources: Source[] = []
  for (const { name, groups, scored, weight } of sets) {
    const examples = groupExamples(
      groups,
      await sidesOf(groups.flatMap(({ texts }) => texts)),
      await wordsOf(groups.flatMap(({ negative }) => negative ?? [])),
    )
    const size = examples.some(({ negative }) => negative) ? Math.ceil(batchSize / 2) : batchSize
    // A file may have nothing but scores.
    if (examples.length > 0) sources.push({ name, examples, weight, dropout: 0, batchSize: size })
    sources.push(...scoredSource(`${name}, by score`, await scoredExamples(scored, wordsOf), weight))
  }
  for (const { name, scored, weight } of placed)
    sources.push(...scoredSource(name, await scoredExamples(scored, wordsOf), weight))
  if (texts.length === 0) return sources
  const sides = await sidesOf(texts)
  const same = sides.flatMap(side => exampleOf([side, side]))
  sources.push({ name: 'texts', examples: same, weight: 1, dropout: TEXT_DROPOUT, batchSize })
  if (!inOrder) return sources
  const next = sides.slice(0, -1).flatMap((side, i) => exampleOf([side, sides[i + 1]!]))
  sources.push({
    name: 'texts, each with the next',
    examples: next,
    weight: NEXT_WEIGHT,
    dropout: 0,
    batchSize,
  })
  return sources
}

/**
 * @param sides of all texts of all groups, in their order
 * @param negatives of all groups that have one
 */
function groupExamples(
  groups: readonly Group[],
  sides: readonly Side[],
  negatives: readonly (readonly Word[])[],
): Example[] {
  let [side, other] = [0, 0]
  return groups.flatMap(({ texts, negative }) => {
    const own = texts.map(() => sides[side++]!)
    return exampleOf(own, negative === undefined ? [] : negatives[other++]!)
  })
}

/** Leaves out texts without a known letter. */
function exampleOf(sides: readonly Side[], negative: readonly Word[] = []): Example[] {
  const known = sides.filter(({ words }) => words.length > 0)
  if (known.length < 2) return []
  return [{ sides: known, ...(negative.length > 0 ? { negative } : {}) }]
}

/** None for less than two examples: one score has no order. */
function scoredSource(name: string, examples: Example[], weight: number): Source[] {
  if (examples.length < 2) return []
  return [{ name, examples, weight: SCORED_WEIGHT * weight, dropout: 0, batchSize: SCORED_BATCH }]
}

/** All pairs with scores, including low ones. */
async function scoredExamples(
  pairs: readonly Pair[],
  wordsOf: (texts: readonly string[]) => Promise<Word[][]>,
): Promise<Example[]> {
  const texts = [...new Set([...pairs.map(({ a }) => a), ...pairs.map(({ b }) => b)])]
  const words = await wordsOf(texts)
  const sideOf = new Map(texts.map((text, i) => [text, { words: words[i]! }]))
  return pairs.flatMap(({ a, b, score }) =>
    exampleOf([sideOf.get(a)!, sideOf.get(b)!]).map(example => ({ ...example, score: score! })),
  )
}

import { rowOf } from '../basics/vectors.js'
import type { VectorBatch } from '../types.js'
import { type Pair, positivePairs } from './data.js'
import type { Example, Source } from './examples.js'
import type { PairFile } from './held-out.js'
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
  files: readonly PairFile[]
  texts: readonly string[]
  /** The texts are in document order. */
  inOrder: boolean
}

export interface Preparation {
  wordsOf(texts: readonly string[]): Promise<Word[][]>
  /** Unit vectors of a teacher model. */
  teacher?: ((texts: readonly string[]) => Promise<VectorBatch>) | undefined
  /** Pairs per step. */
  batchSize: number
}

/** Builds all training sources: each file's paraphrases and scored pairs, single texts, and neighbouring texts. */
export async function sourcesOf(
  { files, texts, inOrder }: TrainingData,
  { wordsOf, teacher, batchSize }: Preparation,
): Promise<Source[]> {
  const sidesOf = async (of: readonly string[]): Promise<Side[]> => {
    const words = await wordsOf(of)
    const taught = await teacher?.(of)
    return words.map((side, i) => ({ words: side, ...(taught ? { taught: rowOf(taught, i) } : {}) }))
  }
  const sources: Source[] = []
  for (const { path, pairs } of files) {
    const kept = positivePairs(pairs)
    const examples = examplesOf(await sidesOf(kept.map(p => p.a)), await sidesOf(kept.map(p => p.b)))
    sources.push({ name: path, examples, weight: 1, dropout: 0, batchSize })
    const scored = await scoredExamples(pairs, wordsOf)
    if (scored.length > 1) {
      const name = `${path}, by score`
      sources.push({ name, examples: scored, weight: SCORED_WEIGHT, dropout: 0, batchSize: SCORED_BATCH })
    }
  }
  if (texts.length === 0) return sources
  const sides = await sidesOf(texts)
  const same = examplesOf(sides, sides)
  sources.push({ name: 'texts', examples: same, weight: 1, dropout: TEXT_DROPOUT, batchSize })
  if (!inOrder) return sources
  const name = 'texts, each with the next'
  const next = examplesOf(sides.slice(0, -1), sides.slice(1))
  sources.push({ name, examples: next, weight: NEXT_WEIGHT, dropout: 0, batchSize })
  return sources
}

/** A text in its form for training. */
interface Side {
  words: readonly Word[]
  taught?: Float32Array
}

function examplesOf(a: readonly Side[], b: readonly Side[]): Example[] {
  return a.flatMap((left, i) => {
    const right = b[i]!
    if (left.words.length === 0 || right.words.length === 0) return []
    const teacher = left.taught && right.taught && { a: left.taught, b: right.taught }
    return { a: left.words, b: right.words, ...(teacher ? { teacher } : {}) }
  })
}

/** All pairs with scores, including low ones. */
async function scoredExamples(
  pairs: readonly Pair[],
  wordsOf: (texts: readonly string[]) => Promise<Word[][]>,
): Promise<Example[]> {
  const scored = pairs.filter(pair => pair.score !== undefined)
  const [a, b] = [await wordsOf(scored.map(p => p.a)), await wordsOf(scored.map(p => p.b))]
  return scored.flatMap(({ score }, i) => {
    const [left, right] = [a[i]!, b[i]!]
    return left.length === 0 || right.length === 0 ? [] : { a: left, b: right, score: score! }
  })
}

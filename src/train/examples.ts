import type { Random } from '../basics/random.js'
import { dot } from '../basics/vectors.js'
import type { Word } from './words.js'

/** A text in its form for training. */
export interface Side {
  words: readonly Word[]
  /** The teacher's unit vector. */
  taught?: Float32Array
}

/** Texts to pull together, or two to place by their score. */
export interface Example {
  /** Two or more. */
  sides: readonly Side[]
  /** A text to push them away from. */
  negative?: readonly Word[]
  /** Human similarity on any scale. A source has scores for all its examples or for none. */
  score?: number
}

/** Examples of one kind. Batches are not mixed, because negatives of the same kind are harder to distinguish. */
export interface Source {
  name: string
  examples: Example[]
  /** Passes over the examples per epoch. */
  weight: number
  /** Probability of dropping a word in each pass. */
  dropout: number
  /** Examples per step. */
  batchSize: number
}

/** Two different texts of an example. */
export interface Drawn {
  a: Side
  b: Side
  negative?: readonly Word[]
  score?: number
}

/** Examples of a source, by their places in it. */
export interface Batch {
  source: Source
  places: Uint32Array
}

/**
 * Plans all batches of a training run, in random order. In each pass an example gives one pair, so that no batch holds
 * two pairs of one group, each the negative of the other. A pass shorter than a batch gives one smaller batch.
 * Places alone are kept: passes have many times as many pairs as there are texts.
 */
export function planTraining(sources: readonly Source[], epochs: number, random: Random): Batch[] {
  const batches: Batch[] = []
  for (const source of sources) {
    for (let passes = epochs * source.weight; passes > 0; passes--) {
      const order = Uint32Array.from(random.shuffle([...source.examples.keys()]))
      const end = Math.floor(Math.min(1, passes) * order.length)
      const size = Math.min(source.batchSize, end)
      if (size === 0) break
      for (let start = 0; start + size <= end; start += size)
        batches.push({ source, places: order.subarray(start, start + size) })
    }
  }
  return random.shuffle(batches)
}

/** Draws two texts of each example of a batch. */
export function drawBatch({ source, places }: Batch, random: Random): Drawn[] {
  return Array.from(places, place => draw(source.examples[place]!, random))
}

function draw({ sides, ...rest }: Example, random: Random): Drawn {
  if (sides.length === 2) return { a: sides[0]!, b: sides[1]!, ...rest }
  const first = random.below(sides.length)
  const second = (first + 1 + random.below(sides.length - 1)) % sides.length
  return { a: sides[first]!, b: sides[second]!, ...rest }
}

/**
 * The teacher's cosines between all first and all second texts of a batch, row-major; undefined without a teacher.
 */
export function teacherCosines(examples: readonly Drawn[]): Float32Array | undefined {
  if (!examples[0]?.a.taught) return undefined
  const rows = examples.length
  const cosines = new Float32Array(rows * rows)
  for (const [i, { a }] of examples.entries())
    for (const [j, { b }] of examples.entries()) cosines[i * rows + j] = dot(a.taught!, b.taught!)
  return cosines
}

import type { Random } from '../basics/random.js'
import { dot } from '../basics/vectors.js'
import type { Word } from './words.js'

/** A pair to pull together, or to place by its score. */
export interface Example {
  a: readonly Word[]
  b: readonly Word[]
  /** Human similarity on any scale. A source has scores for all its examples or for none. */
  score?: number
  /** The teacher's unit vectors of both texts. */
  teacher?: { a: Float32Array; b: Float32Array }
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

export interface Batch {
  source: Source
  examples: Example[]
}

/**
 * Plans all batches of a training run, in random order. A source smaller than its batch size gives one smaller batch.
 */
export function planTraining(sources: readonly Source[], epochs: number, random: Random): Batch[] {
  const batches: Batch[] = []
  for (const source of sources) {
    for (let pass = 0; pass < epochs * source.weight; pass++) {
      const order = random.shuffle([...source.examples])
      const size = Math.min(source.batchSize, order.length)
      for (let start = 0; start + size <= order.length; start += size) {
        batches.push({ source, examples: order.slice(start, start + size) })
      }
    }
  }
  return random.shuffle(batches)
}

/**
 * The teacher's cosines between all first and all second texts of a batch, row-major; undefined without a teacher.
 */
export function teacherCosines(examples: readonly Example[]): Float32Array | undefined {
  if (!examples[0]?.teacher) return undefined
  const rows = examples.length
  const cosines = new Float32Array(rows * rows)
  for (const [i, { teacher: left }] of examples.entries())
    for (const [j, { teacher: right }] of examples.entries()) cosines[i * rows + j] = dot(left!.a, right!.b)
  return cosines
}

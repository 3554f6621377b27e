import type { Random } from '../basics/random.js'
import { dot } from '../basics/vectors.js'
import type { Word } from './words.js'

/** Two texts that should lie close together, or as close as their score says. */
export interface Example {
  a: readonly Word[]
  b: readonly Word[]
  /** How much alike people found them, on any scale; every example of a scored source has one. */
  score?: number
  /** What a teacher makes of the two texts: unit vectors. */
  teacher?: { a: Float32Array; b: Float32Array }
}

/** One kind of example. A batch holds one kind only: texts of one kind are harder to tell apart. */
export interface Source {
  name: string
  examples: Example[]
  /** Times each example is seen in an epoch. */
  weight: number
  /** Share of words left out at random each time. */
  dropout: number
  /** Examples of a step. */
  batchSize: number
}

export interface Batch {
  source: Source
  examples: Example[]
}

/** All batches of a training run in a random order; a source smaller than a batch gives one of its size. */
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

/** A teacher's cosines of each first text of a batch with each second one, row-major; undefined without a teacher. */
export function teacherCosines(examples: readonly Example[]): Float32Array | undefined {
  if (!examples[0]?.teacher) return undefined
  const rows = examples.length
  const cosines = new Float32Array(rows * rows)
  for (const [i, { teacher: left }] of examples.entries())
    for (const [j, { teacher: right }] of examples.entries()) cosines[i * rows + j] = dot(left!.a, right!.b)
  return cosines
}

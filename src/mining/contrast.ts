import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Replaced } from './flags/replaced.js'

/** File of the weights, made by `npm run fit:contrast` for the bundled table of words. */
export const CONTRAST_FILE = fileURLToPath(
  new URL('../../../src/mining/builtin/contrast.json', import.meta.url),
)

/**
 * Tells words that mean something else from words for the same thing, by logistic regression on the vectors of what stands
 * in each other's place in two texts, and on how many words and places that is.
 */
export interface Contrast {
  /** Of the table that the vectors are of: with another one, the weights say nothing. */
  fingerprint: string
  bias: number
  /** Of the features of `shapeOf`. */
  shape: number[]
  /** By dimension: of the distance of two unit vectors in it, and of their product. */
  distance: number[]
  product: number[]
}

const SCHEMA = z.object({
  fingerprint: z.string(),
  bias: z.number(),
  shape: z.array(z.number()),
  distance: z.array(z.number()),
  product: z.array(z.number()),
})

let bundled: Contrast | undefined

/** The weights that come with the package. */
export function bundledContrast(): Contrast {
  bundled ??= SCHEMA.parse(JSON.parse(readFileSync(CONTRAST_FILE, 'utf8')))
  return bundled
}

/** How many words are replaced, and at how many places. */
export function shapeOf({ a, b, places, additions }: Replaced): number[] {
  return [a.length + b.length, Math.abs(a.length - b.length), Math.min(a.length, b.length), places, additions]
}

/**
 * Log odds that the words mean something else; from 0 on, they are taken to.
 * @param one unit vector of the words of one text, as is `other`
 */
export function contrastOf(
  { bias, shape, distance, product }: Contrast,
  replaced: Replaced,
  one: Float32Array,
  other: Float32Array,
): number {
  let odds = bias
  shapeOf(replaced).forEach((value, f) => {
    odds += shape[f]! * value
  })
  for (let d = 0; d < one.length; d++)
    odds += distance[d]! * Math.abs(one[d]! - other[d]!) + product[d]! * one[d]! * other[d]!
  return odds
}

import { dot } from '../basics/vectors.js'
import { projection } from './material/projection.js'

/** How much less a piece's vector of the field counts if all of its uses are general. */
const FIELD_LOSS = 0.4
/** Weight of the general vector of a piece that only the field uses, and of one that it never uses. */
const GENERAL_LEAST = 0.09
const GENERAL_MOST = 0.6
const SEED = 1

/** Vectors of pieces, row-major [pieces, dimension], and how often the texts have each that they were learnt from. */
export interface LearntTable {
  vectors: Float32Array
  counts: readonly number[]
}

/**
 * One table of two: what a field's texts teach, and what general ones do. They would pull the same words in different
 * directions (*kayıt* is a row of data, and enrolment), so each has learnt from its own, and their vectors stand side by side,
 * weighted by where a piece is used more. Principal directions bring both back to the dimension of one: a text's
 * vector is a mean of its pieces', and a projection of a mean is the mean of projections.
 *
 * @param dimension of both, and of the result
 * @returns row-major [pieces, dimension]
 */
export function joinTables(field: LearntTable, general: LearntTable, dimension: number): Float32Array {
  const pieces = field.counts.length
  const shares = generalShares(field.counts, general.counts)
  const norm = meanNorm(general.vectors, dimension)
  const scale = norm > 0 ? meanNorm(field.vectors, dimension) / norm : 0
  const width = 2 * dimension
  const both = new Float32Array(pieces * width)
  for (let piece = 0; piece < pieces; piece++) {
    const share = shares[piece]!
    const ofField = 1 - FIELD_LOSS * share
    const ofGeneral = scale * (GENERAL_LEAST + (GENERAL_MOST - GENERAL_LEAST) * share)
    for (let d = 0, from = piece * dimension, to = piece * width; d < dimension; d++, from++, to++) {
      both[to] = ofField * field.vectors[from]!
      both[to + dimension] = ofGeneral * general.vectors[from]!
    }
  }
  const directions = projection(both, width, dimension, SEED)
  const out = new Float32Array(pieces * dimension)
  for (let piece = 0; piece < pieces; piece++) {
    const own = both.subarray(piece * width, (piece + 1) * width)
    for (let d = 0; d < dimension; d++) out[piece * dimension + d] = dot(own, directions, d * width)
  }
  return out
}

/** Of each piece, the share of its frequency that is in general texts; a half for one in neither. */
function generalShares(field: readonly number[], general: readonly number[]): number[] {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
  const [inField, inGeneral] = [sum(field), sum(general)]
  return field.map((count, piece) => {
    const [own, other] = [(count + 1) / (inField + 1), (general[piece]! + 1) / (inGeneral + 1)]
    return other / (own + other)
  })
}

function meanNorm(vectors: Float32Array, dimension: number): number {
  let total = 0
  for (let start = 0; start < vectors.length; start += dimension) {
    const row = vectors.subarray(start, start + dimension)
    total += Math.sqrt(dot(row, row))
  }
  return (total * dimension) / vectors.length
}

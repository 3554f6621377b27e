/** How an index keeps the vectors that searches compare: as they are, or with a byte for each dimension. */
export const VECTOR_KINDS = ['float', 'byte'] as const
export type VectorKind = (typeof VECTOR_KINDS)[number]

/** What vectors of an index are like. */
export interface VectorShape {
  vectors: VectorKind
  dimension: number
}

const LARGEST = 127

/**
 * The vector of rows that are no passage: unless every row has one, Lucene looks up in a table where each vector stands, which takes a
 * tenth of a search. It is near to no text: the dimensions in which encoders are large on average cancel out.
 */
export function fillerOf({ vectors, dimension }: VectorShape): number[] {
  const size = vectors === 'byte' ? 1 : 1 / Math.sqrt(dimension)
  return Array.from({ length: dimension }, (_, d) => (d % 2 === 0 ? size : -size))
}

/**
 * A vector of bytes in almost the same direction: its largest dimension is 127 or -127. Cosines do not depend on lengths, so each
 * vector has a scale of its own.
 * @param vector not all zeros
 */
export function codesOf(vector: Float32Array): Int8Array {
  const largest = vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  return Int8Array.from(vector, x => Math.round((x / largest) * LARGEST))
}

/**
 * Angle between a vector and its codes, in radians. The angle between the codes of two vectors differs from that between
 * the vectors by the sum of these at most, and so does its cosine.
 */
export function blurOf(vector: Float32Array): number {
  const codes = codesOf(vector)
  let product = 0
  let squares = 0
  for (const [d, code] of codes.entries()) {
    product += code * vector[d]!
    squares += code * code
  }
  // From the part that is at right angles to the codes: a cosine near 1 says little of a small angle.
  const scale = product / squares
  const rest = Math.sqrt(codes.reduce((sum, code, d) => sum + (vector[d]! - scale * code) ** 2, 0))
  return Math.atan2(rest, scale * Math.sqrt(squares))
}

/** The numbers that the cluster compares with its own. */
export function numbersOf(vector: Float32Array, kind: VectorKind): number[] {
  return Array.from(kind === 'byte' ? codesOf(vector) : vector)
}

/** The same as JSON. */
export function jsonOf(vector: Float32Array, kind: VectorKind): string {
  const numbers = kind === 'byte' ? codesOf(vector).join(',') : Array.from(vector, printed).join(',')
  return `[${numbers}]`
}

/** Nine digits give back the same 32 bits. */
function printed(value: number): string {
  return value.toPrecision(9)
}

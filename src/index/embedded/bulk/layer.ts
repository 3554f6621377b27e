import type { ListMemory } from './candidate-lists.js'
import { listMemory } from './candidate-lists.js'

/**
 * How much farther than from the row itself a candidate may be from a row linked already, and still be linked. At 1, as
 * in HNSW (Malkov and Yashunin 2016, algorithm 4), lists that hold only the nearest would leave too few links.
 */
const RELAXATION = 1.2

/** Rows nearer than this to each other are linked whatever else is: codes do not tell which of them are nearest. */
const RESOLUTION = 1e-3

/** Most links of a row to what is farther away than its candidates. */
export const FAR_LINKS = 8

/** One layer of a graph while it is built, in buffers that threads share. Rows are numbered within the layer. */
export interface Layer {
  rows: number
  dimension: number
  /** [rows, dimension], as `encodeLeft` makes them in the `reduced` range. */
  codes: Uint8Array
  /** A product of codes times this is a cosine, nearly. */
  scale: number
  candidates: ListMemory
  /** Links that a row chooses, their products, and how many: [rows, choices] twice, [rows]. */
  choices: number
  chosen: Uint32Array
  chosenProducts: Int32Array
  chosenCounts: Uint32Array
  /** Links to rows farther away, which do not link back: [rows, FAR_LINKS], [rows]. */
  far: Uint32Array
  farCounts: Uint32Array
  /** Links that a row has in the end, those that chose it included: [rows, most], [rows]. */
  most: number
  links: Uint32Array
  linkCounts: Uint32Array
}

export interface LayerOptions
  extends Pick<Layer, 'rows' | 'dimension' | 'codes' | 'scale' | 'choices' | 'most'> {
  /** Candidates of each row. */
  length: number
}

export function createLayer({ length, ...options }: LayerOptions): Layer {
  const { rows, choices, most } = options
  return {
    ...options,
    candidates: listMemory(rows, length),
    chosen: sharedNumbers(rows * choices),
    chosenProducts: new Int32Array(sharedNumbers(rows * choices).buffer),
    chosenCounts: sharedNumbers(rows),
    far: sharedNumbers(rows * FAR_LINKS),
    farCounts: sharedNumbers(rows),
    links: sharedNumbers(rows * most),
    linkCounts: sharedNumbers(rows),
  }
}

/** Bytes of a row in cells and landmarks, at most. */
const PLACE_BYTES = 400

/** Bytes that a layer takes in memory at most: with two lists for each row, and its links from both sides. */
export function layerBytes({
  rows,
  dimension,
  length,
  choices,
  most,
}: Omit<LayerOptions, 'codes' | 'scale'>): number {
  return rows * (dimension + 16 * (length + choices) + 4 * (FAR_LINKS + most) + PLACE_BYTES)
}

/** The codes of some rows, copied to memory that threads share. */
export function codesOf(layer: Pick<Layer, 'codes' | 'dimension'>, rows: Uint32Array): Uint8Array {
  const some = new Uint8Array(new SharedArrayBuffer(rows.length * layer.dimension))
  copyCodes(layer, rows, some)
  return some
}

/** Copies the codes of some rows, one after the other. */
export function copyCodes(
  { codes, dimension }: Pick<Layer, 'codes' | 'dimension'>,
  rows: Uint32Array,
  into: Uint8Array,
): void {
  for (let i = 0, end = 1; i < rows.length; i = end++) {
    // Rows that follow each other are copied together.
    while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++
    into.set(codes.subarray(rows[i]! * dimension, (rows[end - 1]! + 1) * dimension), i * dimension)
  }
}

export function sharedNumbers(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(length * 4))
}

export function shared(numbers: ArrayLike<number>): Uint32Array {
  const copy = sharedNumbers(numbers.length)
  copy.set(numbers)
  return copy
}

/** 0, 1, 2, … */
export function upTo(count: number): Uint32Array {
  const numbers = sharedNumbers(count)
  for (let i = 0; i < count; i++) numbers[i] = i
  return numbers
}

/**
 * The product from which a linked row is so near to a candidate that it leads there.
 * @param product of the candidate with the row that chooses
 */
export function leadingProduct({ scale }: Pick<Layer, 'scale'>, product: number): number {
  const distance = 1 - product * scale
  if (distance < RESOLUTION) return Number.POSITIVE_INFINITY
  return Math.floor((1 - distance / RELAXATION) / scale) + 1
}

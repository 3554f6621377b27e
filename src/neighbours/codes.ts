import { closeSync, openSync } from 'node:fs'
import { TILE } from '../graph/products.js'
import { type ByteRange, LEFT_LARGEST, LEFT_ZERO, RIGHT_LARGEST } from '../runtime/byte-range.js'
import { readAll, writeAll } from '../whole-io.js'
import type { VectorFile } from './vector-file.js'

/** Rows multiplied at a time: 1,024 × 1,024 products in int32 are 4 MiB, which stay in a processor's caches. */
export const BLOCK = 1024

/**
 * Share of rows that are represented whole. The few with a greater number than all others are cut off at it, so that
 * one odd row does not coarsen all; what that costs them is in their error.
 */
const WHOLE_SHARE = 0.99
/** Rows looked at to choose the scale. */
const SCALE_SAMPLE = 4096

/** Rows of a block, and of it padded to whole tiles. */
export function blockSize(rows: number, block: number): { rows: number; padded: number } {
  const size = Math.min(BLOCK, rows - block * BLOCK)
  return { rows: size, padded: Math.ceil(size / TILE) * TILE }
}

/**
 * Rows as right sides: row i is `scale * codes` but for an error vector of length `errors[i]`, which is computed, not
 * estimated. A file holds each block of rows transposed, [dimension, padded rows], as a product wants its right side.
 */
export interface Codes {
  scale: number
  errors: Float32Array
}

/** Quantises a file of unit rows. */
export function writeCodes(vectors: VectorFile, path: string): Codes {
  const { rows, dimension } = vectors
  const values = new Float32Array(BLOCK * dimension)
  const scale = chooseScale(vectors)
  const errors = new Float32Array(rows)
  const file = openSync(path, 'w')
  try {
    for (let block = 0; block * BLOCK < rows; block++) {
      const start = block * BLOCK
      const { rows: size, padded } = blockSize(rows, block)
      vectors.read(start, size, values)
      const codes = new Int8Array(dimension * padded)
      const into = { codes, columns: padded, from: 0 }
      const rounding = { dimension, scale, largest: RIGHT_LARGEST }
      encodeRows(values.subarray(0, size * dimension), rounding, into, errors.subarray(start))
      writeAll(file, new Uint8Array(codes.buffer))
    }
  } finally {
    closeSync(file)
  }
  return { scale, errors }
}

export interface Rounding {
  dimension: number
  /** What a code of 1 stands for. */
  scale: number
  /** Greatest code, without its sign; what is beyond it is cut off at it. */
  largest: number
}

/**
 * Writes rows as int8, transposed.
 * @param values [rows, dimension]
 * @param into gets them: [dimension, columns], from a column on
 * @param errors gets the length of each row's error
 */
export function encodeRows(
  values: Float32Array,
  { dimension, scale, largest }: Rounding,
  { codes, columns, from }: { codes: Int8Array; columns: number; from: number },
  errors: Float32Array,
): void {
  const inverse = 1 / scale
  for (let row = 0; row * dimension < values.length; row++) {
    let squared = 0
    for (let d = 0; d < dimension; d++) {
      const x = values[row * dimension + d]!
      // Rounding by cutting off a positive number: three times as fast as Math.round.
      const rounded = ((x * inverse + 1024.5) | 0) - 1024
      const code = rounded > largest ? largest : rounded < -largest ? -largest : rounded
      codes[d * columns + from + row] = code
      const error = x - code * scale
      squared += error * error
    }
    errors[row] = Math.sqrt(squared)
  }
}

/**
 * Writes rows as left sides want them: unsigned, [rows, dimension].
 * @param scale what a code of 1 stands for
 * @param errors gets the length of each row's error
 */
export function encodeLeft(
  values: Float32Array,
  { dimension, scale, range }: { dimension: number; scale: number; range: ByteRange },
  into: Uint8Array,
  errors: Float32Array,
): void {
  const codes = new Int8Array(dimension)
  const rounding = { dimension, scale, largest: LEFT_LARGEST[range] }
  for (let row = 0; row * dimension < values.length; row++) {
    const at = row * dimension
    const target = { codes, columns: 1, from: 0 }
    encodeRows(values.subarray(at, at + dimension), rounding, target, errors.subarray(row, row + 1))
    for (let d = 0; d < dimension; d++) into[at + d] = codes[d]! + LEFT_ZERO[range]
  }
}

function chooseScale(vectors: VectorFile): number {
  const { rows, dimension } = vectors
  const step = Math.max(1, Math.floor(rows / SCALE_SAMPLE))
  const row = new Float32Array(dimension)
  const greatest: number[] = []
  for (let i = 0; i < rows; i += step) {
    vectors.read(i, 1, row)
    greatest.push(greatestOf(row))
  }
  return scaleFor(greatest, RIGHT_LARGEST)
}

/** The greatest number of a row, without its sign. */
export function greatestOf(row: Float32Array): number {
  let most = 0
  for (const x of row) most = Math.max(most, Math.abs(x))
  return most
}

/** A scale for rows with these greatest numbers, and codes up to `largest`. */
export function scaleFor(greatest: number[], largest: number): number {
  greatest.sort((a, b) => a - b)
  const whole = greatest[Math.floor((greatest.length - 1) * WHOLE_SHARE)]!
  // Rows of nothing but zeros have any scale.
  return whole === 0 ? 1 : whole / largest
}

/** Reads blocks of a file that `writeCodes` wrote. */
export class CodeFile {
  private readonly file: number
  private readonly buffer: Int8Array<ArrayBuffer>

  constructor(
    path: string,
    private readonly rows: number,
    private readonly dimension: number,
  ) {
    this.file = openSync(path, 'r')
    this.buffer = new Int8Array(BLOCK * dimension)
  }

  /** @returns codes of one block, [dimension, padded rows]; they are good until the next block is read */
  read(block: number): Int8Array {
    const { padded } = blockSize(this.rows, block)
    const codes = this.buffer.subarray(0, this.dimension * padded)
    readAll(this.file, new Uint8Array(codes.buffer, 0, codes.length), block * BLOCK * this.dimension)
    return codes
  }

  close(): void {
    closeSync(this.file)
  }
}

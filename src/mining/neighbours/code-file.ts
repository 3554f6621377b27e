import { closeSync, openSync } from 'node:fs'
import { evenlySpaced } from '../../basics/evenly-spaced.js'
import { readAll, writeAll } from '../../basics/whole-io.js'
import { RIGHT_LARGEST } from '../../onnx/byte-range.js'
import { encodeRows, greatestOf, scaleFor } from '../../onnx/codes.js'
import { TILE } from '../../onnx/products.js'
import type { VectorFile } from './vector-file.js'

/** Rows multiplied at a time: 1,024 × 1,024 products in int32 are 4 MiB, which stay in a processor's caches. */
export const BLOCK = 1024

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

function chooseScale(vectors: VectorFile): number {
  const { rows, dimension } = vectors
  const row = new Float32Array(dimension)
  const greatest: number[] = []
  for (const i of evenlySpaced(rows, SCALE_SAMPLE)) {
    vectors.read(i, 1, row)
    greatest.push(greatestOf(row))
  }
  return scaleFor(greatest, RIGHT_LARGEST)
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

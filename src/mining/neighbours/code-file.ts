import { closeSync, openSync } from 'node:fs'
import { evenlySpaced } from '../../basics/evenly-spaced.js'
import { readAll, writeAll } from '../../basics/files.js'
import { RIGHT_LARGEST } from '../../onnx/byte-range.js'
import { encodeRows, largestMagnitude, scaleFor } from '../../onnx/codes.js'
import { TILE } from '../../onnx/products.js'
import type { VectorFile } from './vector-file.js'

/** Rows per block: 1,024 × 1,024 int32 products are 4 MiB, which fit the processor's caches. */
export const BLOCK = 1024

/** Rows sampled to choose the scale. */
const SCALE_SAMPLE = 4096

/** Number of rows in a block, and that number padded to whole tiles. */
export function blockSize(rows: number, block: number): { rows: number; padded: number } {
  const size = Math.min(BLOCK, rows - block * BLOCK)
  return { rows: size, padded: Math.ceil(size / TILE) * TILE }
}

/**
 * Quantised rows for the right side of products. Row i equals `scale * codes` plus an error vector with norm
 * `errors[i]`, which is computed, not estimated. The file holds each block transposed, [dimension, padded rows].
 */
export interface Codes {
  scale: number
  errors: Float32Array
}

/** Quantises a file of unit vectors. */
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
    greatest.push(largestMagnitude(row))
  }
  return scaleFor(greatest, RIGHT_LARGEST)
}

/** Reads blocks of a file written by `writeCodes`. */
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

  /** @returns codes of a block, [dimension, padded rows]; valid until the next read */
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

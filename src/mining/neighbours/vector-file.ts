import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { bytesOf } from '../../basics/bytes.js'
import { readAll, writeAll } from '../../basics/files.js'
import { unitCosine } from '../../basics/vectors.js'

/** Writes unit vectors sequentially, as float32 in native byte order: the file is only for this machine. */
export class VectorWriter {
  private readonly file: number
  private readonly hash = createHash('sha256')

  constructor(path: string) {
    this.file = openSync(path, 'w')
  }

  append(values: Float32Array): void {
    const bytes = bytesOf(values)
    writeAll(this.file, bytes)
    this.hash.update(bytes)
  }

  /** @returns hex SHA-256 of all rows */
  close(): string {
    try {
      fsyncSync(this.file)
    } finally {
      closeSync(this.file)
    }
    return this.hash.digest('hex')
  }
}

/** Reads rows of a file written by `VectorWriter`. */
export class VectorFile {
  private readonly file: number
  private readonly left: Float32Array
  private leftRow = -1
  private readonly right: Float32Array

  constructor(
    path: string,
    readonly rows: number,
    readonly dimension: number,
  ) {
    this.file = openSync(path, 'r')
    this.left = new Float32Array(dimension)
    this.right = new Float32Array(dimension)
  }

  /** Reads rows into the start of a buffer. */
  read(start: number, count: number, into: Float32Array): void {
    const bytes = bytesOf(into.subarray(0, count * this.dimension))
    readAll(this.file, bytes, start * this.dimension * 4)
  }

  /** Cosine of two rows, summed in float64 and rounded to float32. Symmetric to the last bit. */
  cosine(a: number, b: number): number {
    if (a !== this.leftRow) this.read(a, 1, this.left)
    this.leftRow = a
    this.read(b, 1, this.right)
    return Math.fround(unitCosine(this.left, this.right))
  }

  close(): void {
    closeSync(this.file)
  }
}

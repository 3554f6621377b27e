import { closeSync, fsyncSync, openSync, readSync, statSync } from 'node:fs'
import { publishFile, removeIfPossible, writeAll } from '../basics/files.js'
import { AnlamError, asAnlamError } from '../errors.js'

/**
 * NumPy's format for an array (numpy.lib.format, version 1.0): six bytes of magic, the version, the length of a header,
 * the header, which is a literal of Python, padded with spaces to a multiple of 64 bytes, and the numbers.
 */
const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1')
const HEADER_BYTES = 128
/** No array of vectors needs a longer one. */
const LONGEST_HEADER = 1 << 16

/** Types of numbers that are read, with their bytes. */
const TYPES = { '<f4': 4, '<f8': 8, '<f2': 2 } as const
type NumberType = keyof typeof TYPES

/** Writes float32 rows to a file, one at a time. It gets its name when it is whole. */
export class NpyWriter {
  private rows = 0
  private isOpen = true
  private readonly file: number

  /** @throws AnlamError `not-found` for a folder that is not there, `storage-full` */
  constructor(
    private readonly path: string,
    private readonly dimension: number,
  ) {
    this.file = guarded(() => openSync(this.temporary, 'w'))
    this.add(headerOf(0, dimension))
  }

  private get temporary(): string {
    return `${this.path}.tmp`
  }

  write(row: Float32Array): void {
    this.rows++
    this.add(new Uint8Array(row.buffer, row.byteOffset, row.byteLength))
  }

  /** Makes the file whole and durable. @returns the number of rows */
  finish(): number {
    guarded(() => {
      writeAll(this.file, headerOf(this.rows, this.dimension), 0)
      fsyncSync(this.file)
      this.close()
      publishFile(this.temporary, this.path)
    })
    return this.rows
  }

  /** Leaves what was there before. */
  discard(): void {
    this.close()
    removeIfPossible(this.temporary)
  }

  private close(): void {
    if (this.isOpen) closeSync(this.file)
    this.isOpen = false
  }

  private add(bytes: Uint8Array): void {
    guarded(() => writeAll(this.file, bytes))
  }
}

function headerOf(rows: number, dimension: number): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dimension}), }`
  const length = Buffer.alloc(2)
  length.writeUInt16LE(HEADER_BYTES - MAGIC.length - length.length)
  const padded = header.padEnd(HEADER_BYTES - MAGIC.length - length.length - 1)
  return Buffer.concat([MAGIC, length, Buffer.from(`${padded}\n`, 'latin1')])
}

/** Rows of a file, read one after the other. */
export interface NpyRows {
  rows: number
  dimension: number
  /** The next row as float32, in a buffer of its own. */
  next(): Float32Array
  close(): void
}

/**
 * Opens a file of NumPy's with a two-dimensional array of float32, float64 or float16.
 * @throws AnlamError `not-found`; `invalid-input` for another file, with the way to one that can be read
 */
export function openNpy(path: string): NpyRows {
  refusePickles(path)
  const file = guarded(() => openSync(path, 'r'))
  try {
    const { type, rows, dimension, start } = readHeader(file, path)
    const bytes = TYPES[type] * dimension
    const { size } = statSync(path)
    if (size !== start + rows * bytes)
      throw refused(
        path,
        `it has ${size} bytes, and ${rows} × ${dimension} numbers need ${start + rows * bytes}`,
      )
    let at = start
    return {
      rows,
      dimension,
      next: () => {
        const row = Buffer.alloc(bytes)
        readSync(file, row, 0, bytes, at)
        at += bytes
        return toFloats(row, type, dimension)
      },
      close: () => closeSync(file),
    }
  } catch (error) {
    closeSync(file)
    throw error
  }
}

/** Formats that are Python objects, by the ends of their names. */
const PICKLES = /\.(?:pkl|pickle|pt|pth|bin|joblib)$/i

/** @throws AnlamError `invalid-input` for a pickle: to read one is to run the program in it */
export function refusePickles(path: string): void {
  if (PICKLES.test(path) || startsAsPickle(path))
    throw refused(
      path,
      'a pickle is a program that reading runs, and it may hold anything; in Python, numpy.save("vectors.npy", embeddings) ' +
        'writes what can be read safely',
    )
}

function startsAsPickle(path: string): boolean {
  const file = guarded(() => openSync(path, 'r'))
  try {
    const start = Buffer.alloc(2)
    return readSync(file, start, 0, 2, 0) === 2 && start[0] === 0x80 && start[1]! >= 2 && start[1]! <= 5
  } finally {
    closeSync(file)
  }
}

function readHeader(
  file: number,
  path: string,
): { type: NumberType; rows: number; dimension: number; start: number } {
  const first = Buffer.alloc(12)
  readSync(file, first, 0, first.length, 0)
  if (first.toString('latin1', 0, 6) !== '\x93NUMPY') throw refused(path, 'it is no array of NumPy (.npy)')
  const isShort = first[6] === 1
  const length = isShort ? first.readUInt16LE(8) : first.readUInt32LE(8)
  const begin = isShort ? 10 : 12
  if (length > LONGEST_HEADER) throw refused(path, 'its header is damaged')
  const bytes = Buffer.alloc(length)
  readSync(file, bytes, 0, length, begin)
  const header = bytes.toString('latin1')
  const type = /'descr': '([^']{1,16})'/.exec(header)?.[1]
  const shape = /'shape': \((\d+), (\d+)\)/.exec(header)
  if (type === undefined || !Object.hasOwn(TYPES, type))
    throw refused(
      path,
      `its numbers are ${type ?? 'objects of Python'}; embeddings.astype("float32") are what is read`,
    )
  if (!shape) throw refused(path, 'it is no table of vectors; one row for each text is needed')
  if (header.includes("'fortran_order': True"))
    throw refused(
      path,
      'its columns stand one after the other; numpy.ascontiguousarray(embeddings) turns them',
    )
  return {
    type: type as NumberType,
    rows: Number(shape[1]),
    dimension: Number(shape[2]),
    start: begin + length,
  }
}

function toFloats(row: Buffer, type: NumberType, dimension: number): Float32Array {
  if (type === '<f2')
    return Float32Array.from({ length: dimension }, (_, i) => toHalf(row.readUInt16LE(2 * i)))
  const read = type === '<f4' ? row.readFloatLE.bind(row) : row.readDoubleLE.bind(row)
  return Float32Array.from({ length: dimension }, (_, i) => read(TYPES[type] * i))
}

/** A number of IEEE 754 binary16. */
function toHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023]
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function refused(path: string, why: string): AnlamError {
  return new AnlamError('invalid-input', `${path}: ${why}`)
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asAnlamError(error)
  }
}

import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { publishFile, readAll, removeIfPossible, writeAll } from '../../../basics/files.js'
import { VERSION } from '../../../basics/version.js'
import { type ListMemory, listMemory } from './candidate-lists.js'
import type { Layer } from './layer.js'

/** Milliseconds of work that are worth a file: at least these, and about twenty times what writing it takes. */
const FEWEST_WORTH = 15_000
const WORTH_OF_BYTE = 1e-4
/** Bytes before the lists: the header, JSON filled up with spaces. */
const HEADER_BYTES = 512
const PIECE = 1 << 26

const KEPT_FILE = /^graph\.bulk\.(cells|candidates)(\.tmp)?$/
type Name = 'cells' | 'candidates'

export interface KeepOptions {
  /** Folder of the files. */
  directory: string
  /** Absent for who may use what is kept, but writes and deletes nothing: an index has one writer. */
  isWriter?: boolean
  /** Milliseconds of work that are worth a file; default: 15,000, or more by the size of the file. */
  worth?: number
}

export interface Kept {
  /** How many steps had been done. */
  step: number
  lists: ListMemory[]
}

interface Header {
  step: number
  /** Rows and length of each list. */
  shapes: [rows: number, length: number][]
  /** SHA-256 of what the lists were made from. */
  of: string
  /** SHA-256 of the above and the lists. */
  sha256: string
}

/**
 * The lists of a layer so far, in files beside the graph: what takes nearly all of the time of a long build, so that one goes on
 * from there after its process was killed. Files that are damaged, or were made of other vectors, count as none. They are
 * not synced: what power loss takes is noticed by the checksum, and made again.
 */
export class KeptLists {
  /** Whether something was there. */
  resumed = false
  private since = performance.now()
  private made: string | undefined

  /** @param layer to which the lists belong */
  constructor(
    private readonly layer: Pick<Layer, 'codes' | 'rows' | 'dimension' | 'scale'>,
    private options: KeepOptions,
  ) {}

  /** What a build left that was cut off; undefined if nothing can be used. */
  restore(name: Name): Kept | undefined {
    const path = this.pathOf(name)
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined
    const kept = this.read(path)
    if (kept) this.resumed = true
    else if (this.options.isWriter) removeIfPossible(path)
    return kept
  }

  private read(path: string): Kept | undefined {
    let file: number | undefined
    try {
      file = openSync(path, 'r')
      const bytes = Buffer.alloc(HEADER_BYTES)
      readAll(file, bytes, 0)
      const { sha256, ...header } = JSON.parse(bytes.toString()) as Header
      if (header.of !== this.origin || statSync(path).size !== sizeOf(header.shapes)) return undefined
      const lists = header.shapes.map(([rows, length]) => listMemory(rows, length))
      let at = HEADER_BYTES
      for (const piece of lists.flatMap(piecesOf)) {
        readAll(file, piece, at)
        at += piece.length
      }
      return digest(header, lists) === sha256 ? { step: header.step, lists } : undefined
    } catch {
      // Cut off, or no header: as if it were not there.
      return undefined
    } finally {
      if (file !== undefined) closeSync(file)
    }
  }

  /** Keeps lists in place of earlier ones of this name, if there was much work since the last ones. */
  keep(name: Name, step: number, lists: ListMemory[]): void {
    const bytes = sizeOf(lists.map(shapeOf))
    const { isWriter, worth = Math.max(FEWEST_WORTH, bytes * WORTH_OF_BYTE) } = this.options
    if (!isWriter || performance.now() - this.since < worth) return
    try {
      this.write(this.pathOf(name), step, lists)
    } catch {
      // The room on the disk is for the graph.
      removeKept(this.options.directory)
      this.options = { ...this.options, isWriter: false }
    }
    this.since = performance.now()
  }

  private write(path: string, step: number, lists: ListMemory[]): void {
    const header = { step, shapes: lists.map(shapeOf), of: this.origin }
    const temporary = `${path}.tmp`
    const file = openSync(temporary, 'w')
    try {
      const text = JSON.stringify({ ...header, sha256: digest(header, lists) } satisfies Header)
      writeAll(file, Buffer.from(text.padEnd(HEADER_BYTES)), 0)
      let at = HEADER_BYTES
      for (const piece of lists.flatMap(piecesOf)) {
        writeAll(file, piece, at)
        at += piece.length
      }
    } finally {
      closeSync(file)
    }
    publishFile(temporary, path)
  }

  /** Other versions may make other lists of the same codes. */
  private get origin(): string {
    const { rows, dimension, scale, codes } = this.layer
    this.made ??= digestOf(JSON.stringify([VERSION, rows, dimension, scale]), pieces(codes))
    return this.made
  }

  private pathOf(name: Name): string {
    return join(this.options.directory, `graph.bulk.${name}`)
  }
}

/** Deletes what builds have kept: their graph is published, or will not be built. */
export function removeKept(directory: string): void {
  for (const name of readdirSync(directory)) if (KEPT_FILE.test(name)) removeIfPossible(join(directory, name))
}

function piecesOf({ keys, sizes, floors }: ListMemory): Uint8Array[] {
  return [keys, sizes, floors].flatMap(pieces)
}

/** Bytes in pieces: files and digests take less than 2 GiB at a time. */
function pieces({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array[] {
  return Array.from({ length: Math.ceil(byteLength / PIECE) }, (_, i) => {
    const at = i * PIECE
    return new Uint8Array(buffer, byteOffset + at, Math.min(PIECE, byteLength - at))
  })
}

function digestOf(text: string, bytes: Uint8Array[]): string {
  const hash = createHash('sha256').update(text)
  for (const piece of bytes) hash.update(piece)
  return hash.digest('hex')
}

function digest(header: Omit<Header, 'sha256'>, lists: ListMemory[]): string {
  return digestOf(JSON.stringify(header), lists.flatMap(piecesOf))
}

function shapeOf({ sizes, length }: ListMemory): [rows: number, length: number] {
  return [sizes.length, length]
}

function sizeOf(shapes: Header['shapes']): number {
  return shapes.reduce((sum, [rows, length]) => sum + rows * (8 * length + 8), HEADER_BYTES)
}

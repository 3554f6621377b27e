import { closeSync, ftruncateSync, openSync } from 'node:fs'
import { readAll, writeAll } from '../../../basics/files.js'
import {
  type GraphParameters,
  type GraphShape,
  HEADER_BYTES,
  headerBytes,
  shapeOf,
} from '../graph/graph-file.js'

/** Nodes written or read at a time. */
const PAGE = 512
/** hnswlib doubles its room when it is full. */
const FEWEST_PLACES = 1024

/** Links of the nodes of a graph. */
export interface Links {
  /** Links of each node on level 0, and how many: [nodes, 2 M], [nodes]. */
  links: Uint32Array
  linkCounts: Uint32Array
  /** Highest level of each node. */
  levels: Uint8Array
  /** Links of a node on a level above 0. */
  above(node: number, level: number): Uint32Array
  /** Node where searches begin, on the highest level. */
  entry: number
}

/** Writes a graph file: first the vectors, which can be read again, then the links. */
export class GraphWriter {
  private readonly file: number
  private readonly shape: GraphShape
  private readonly page: Buffer
  private nodes = 0

  constructor(
    path: string,
    private readonly parameters: GraphParameters,
  ) {
    this.shape = shapeOf(parameters)
    this.page = Buffer.alloc(PAGE * this.shape.recordBytes)
    this.file = openSync(path, 'w+')
  }

  /** Number of nodes. */
  get size(): number {
    return this.nodes
  }

  /** @param vector of unit length */
  append(label: number, vector: Float32Array): void {
    const { recordBytes, vectorAt, labelAt } = this.shape
    const at = (this.nodes % PAGE) * recordBytes
    this.floats(at + vectorAt, this.parameters.dimension).set(vector)
    this.page.writeBigUInt64LE(BigInt(label), at + labelAt)
    if (++this.nodes % PAGE === 0) this.writePage(this.nodes - PAGE, PAGE)
  }

  /** Writes what `append` holds back. */
  flush(): void {
    const held = this.nodes % PAGE
    if (held > 0) this.writePage(this.nodes - held, held)
  }

  /** Calls back with the vectors of all nodes in turn. */
  eachVector(take: (node: number, vector: Float32Array) => void): void {
    const { recordBytes, vectorAt } = this.shape
    this.eachPage((start, count) => {
      for (let i = 0; i < count; i++)
        take(start + i, this.floats(i * recordBytes + vectorAt, this.parameters.dimension))
    })
  }

  vector(node: number): Float32Array {
    const vector = new Float32Array(this.parameters.dimension)
    const { recordBytes, vectorAt } = this.shape
    readAll(this.file, new Uint8Array(vector.buffer), HEADER_BYTES + node * recordBytes + vectorAt)
    return vector
  }

  finish(links: Links): void {
    const { recordBytes, most } = this.shape
    this.eachPage((start, count) => {
      for (let i = 0; i < count; i++) {
        const node = start + i
        const from = node * most
        const record = new Uint32Array(this.page.buffer, this.page.byteOffset + i * recordBytes, most + 1)
        record[0] = links.linkCounts[node]!
        record.set(links.links.subarray(from, from + links.linkCounts[node]!), 1)
      }
      this.writePage(start, count)
    })
    this.writeAbove(links)
    const { levels, entry } = links
    const level = this.nodes === 0 ? -1 : levels[entry]!
    const capacity = Math.max(this.nodes, FEWEST_PLACES)
    writeAll(this.file, headerBytes(this.parameters, { nodes: this.nodes, capacity, level, entry }), 0)
  }

  private writeAbove({ levels, above }: Links): void {
    const { recordBytes, levelBytes } = this.shape
    let position = HEADER_BYTES + this.nodes * recordBytes
    for (let start = 0; start < this.nodes; start += PAGE) {
      const lists: Uint8Array[] = []
      for (let node = start; node < Math.min(this.nodes, start + PAGE); node++) {
        const numbers = new Uint32Array(1 + (levels[node]! * levelBytes) / 4)
        numbers[0] = levels[node]! * levelBytes
        for (let level = 1; level <= levels[node]!; level++) {
          const links = above(node, level)
          const at = 1 + ((level - 1) * levelBytes) / 4
          numbers[at] = links.length
          numbers.set(links, at + 1)
        }
        lists.push(new Uint8Array(numbers.buffer))
      }
      const bytes = Buffer.concat(lists)
      writeAll(this.file, bytes, position)
      position += bytes.length
    }
    ftruncateSync(this.file, position)
  }

  private floats(at: number, length: number): Float32Array {
    return new Float32Array(this.page.buffer, this.page.byteOffset + at, length)
  }

  private eachPage(take: (start: number, count: number) => void): void {
    const { recordBytes } = this.shape
    for (let start = 0; start < this.nodes; start += PAGE) {
      const count = Math.min(PAGE, this.nodes - start)
      readAll(this.file, this.page.subarray(0, count * recordBytes), HEADER_BYTES + start * recordBytes)
      take(start, count)
    }
  }

  private writePage(start: number, count: number): void {
    const { recordBytes } = this.shape
    writeAll(this.file, this.page.subarray(0, count * recordBytes), HEADER_BYTES + start * recordBytes)
  }

  close(): void {
    closeSync(this.file)
  }
}

import { closeSync, openSync, statSync } from 'node:fs'
import { readAll } from '../../../basics/files.js'
import { AnlamError } from '../../../errors.js'

export interface GraphParameters {
  dimension: number
  /** Links per node; more give better recall and take more memory. */
  m: number
  /** Candidates examined when a point is added; more give a better graph and a slower build. */
  efConstruction: number
}

/** hnswlib-node has 32-bit labels; larger ones wrap around. */
export const MAX_LABEL = 2 ** 32 - 1

/**
 * A file of hnswlib 0.8, little-endian: a header, a record for each node, and a list of upper links for each node. A
 * record holds a count of links (16 bits, then a byte that is 1 for a removed node, then 0), places for 2 M links, the
 * vector in float32, and the label in 64 bits. A list holds its bytes in 32 bits and, for each level from 1, a count of
 * links and places for M of them. Links are numbers of nodes.
 */
export const HEADER_BYTES = 96
/** Nodes read at a time. */
const PAGE = 1024

export interface GraphShape {
  /** Places for links on level 0, and on each level above. */
  most: number
  mostAbove: number
  /** Offsets in a record, and its bytes. */
  vectorAt: number
  labelAt: number
  recordBytes: number
  /** Bytes of the links of a node on one level above 0. */
  levelBytes: number
}

export function shapeOf({ dimension, m }: GraphParameters): GraphShape {
  const most = 2 * m
  const vectorAt = 4 + most * 4
  const labelAt = vectorAt + dimension * 4
  return { most, mostAbove: m, vectorAt, labelAt, recordBytes: labelAt + 8, levelBytes: 4 + m * 4 }
}

export interface GraphHeader {
  nodes: number
  /** Nodes that hnswlib reserves memory for; it writes beyond it if there are more. */
  capacity: number
  /** Highest level, and a node on it; -1 and 2^32 - 1 without nodes. */
  level: number
  entry: number
}

export function headerBytes(
  parameters: GraphParameters,
  { nodes, capacity, level, entry }: GraphHeader,
): Buffer {
  const { most, vectorAt, labelAt, recordBytes } = shapeOf(parameters)
  const { m, efConstruction } = parameters
  const header = Buffer.alloc(HEADER_BYTES)
  ;[0, capacity, nodes, recordBytes, labelAt, vectorAt].forEach((field, i) => {
    header.writeBigUInt64LE(BigInt(field), 8 * i)
  })
  header.writeInt32LE(level, 48)
  header.writeUInt32LE(entry, 52)
  for (const [i, field] of [m, most, m].entries()) header.writeBigUInt64LE(BigInt(field), 56 + 8 * i)
  // Of the levels that hnswlib draws for further nodes: their mean is this.
  header.writeDoubleLE(1 / Math.log(m), 80)
  header.writeBigUInt64LE(BigInt(Math.max(m, efConstruction)), 88)
  return header
}

/**
 * Checks that a file has the sizes of a graph with these parameters, from its header and the lists of upper links.
 * @param points nodes that it should have
 * @throws AnlamError `corrupt-index`
 */
export function checkGraphFile(file: string, parameters: GraphParameters, points?: number): void {
  withFile(file, reader => {
    const header = readHeader(reader, parameters)
    if (points !== undefined && header.nodes !== points)
      throw reader.damage(`holds ${header.nodes} points, not ${points}`)
    readLevels(reader, parameters, header)
  })
}

/**
 * Checks whatever hnswlib relies on, and does not check itself, without loading the graph. Reads the whole file.
 * @throws AnlamError `corrupt-index`
 */
export function checkGraphStructure(file: string, parameters: GraphParameters): void {
  withFile(file, reader => {
    const header = readHeader(reader, parameters)
    const { levels, lists, starts } = readLevels(reader, parameters, header)
    checkRecords(reader, parameters, header)
    const { levelBytes, mostAbove } = shapeOf(parameters)
    const check = linkChecker(reader, header.nodes)
    for (let node = 0; node < header.nodes; node++)
      for (let level = 1; level <= levels[node]!; level++) {
        const at = starts[node]! + (level - 1) * levelBytes
        const links = check(node, lists.subarray(at, at + levelBytes), mostAbove)
        const low = links.find(link => levels[link]! < level)
        if (low !== undefined)
          throw reader.damage(`node ${node} links to node ${low} on level ${level}, where it is not`)
      }
  })
}

interface Reader {
  file: number
  size: number
  damage(what: string): AnlamError
}

function withFile(path: string, work: (reader: Reader) => void): void {
  const { size } = statSync(path)
  const file = openSync(path, 'r')
  const damage = (what: string): AnlamError => new AnlamError('corrupt-index', `${path}: ${what}`)
  try {
    work({ file, size, damage })
  } finally {
    closeSync(file)
  }
}

function readHeader({ file, size, damage }: Reader, parameters: GraphParameters): GraphHeader {
  if (size < HEADER_BYTES) throw damage(`truncated: ${size} bytes are too few for a header`)
  const bytes = Buffer.alloc(HEADER_BYTES)
  readAll(file, bytes, 0)
  const header: GraphHeader = {
    capacity: Number(bytes.readBigUInt64LE(8)),
    nodes: Number(bytes.readBigUInt64LE(16)),
    level: bytes.readInt32LE(48),
    entry: bytes.readUInt32LE(52),
  }
  const { nodes, capacity } = header
  const dimension = (Number(bytes.readBigUInt64LE(32)) - Number(bytes.readBigUInt64LE(40))) / 4
  if (dimension !== parameters.dimension)
    throw damage(`holds vectors of ${dimension} dimensions, not ${parameters.dimension}`)
  if (HEADER_BYTES + nodes * shapeOf(parameters).recordBytes > size)
    throw damage(`truncated: ${size} bytes are too few for ${nodes} points`)
  if (capacity < nodes) throw damage(`has room for ${capacity} points, and holds ${nodes}`)
  if (!bytes.equals(headerBytes(parameters, header)))
    throw damage('its header is not one of these parameters')
  return header
}

/** Levels of all nodes, from the lengths of their lists; the lists, and where each begins in them. */
function readLevels(
  { file, size, damage }: Reader,
  parameters: GraphParameters,
  { nodes, level, entry }: GraphHeader,
): { levels: Uint8Array; lists: Buffer; starts: Float64Array } {
  const { recordBytes, levelBytes } = shapeOf(parameters)
  const from = HEADER_BYTES + nodes * recordBytes
  const lists = Buffer.alloc(size - from)
  readAll(file, lists, from)
  const levels = new Uint8Array(nodes)
  const starts = new Float64Array(nodes)
  let at = 0
  let highest = 0
  for (let node = 0; node < nodes; node++) {
    if (at + 4 > lists.length) throw damage('truncated among the upper links')
    const bytes = lists.readUInt32LE(at)
    starts[node] = at + 4
    at += 4 + bytes
    if (at > lists.length) throw damage('truncated among the upper links')
    if (bytes % levelBytes !== 0 || bytes / levelBytes > 255)
      throw damage(`node ${node} has no whole number of levels`)
    levels[node] = bytes / levelBytes
    highest = Math.max(highest, levels[node]!)
  }
  if (at !== lists.length) throw damage('has bytes left over')
  if (nodes > 0 && (entry >= nodes || level !== highest || levels[entry] !== highest))
    throw damage(`searches begin at node ${entry} on level ${level}, and it is not there`)
  return { levels, lists, starts }
}

function checkRecords(reader: Reader, parameters: GraphParameters, { nodes }: GraphHeader): void {
  const { recordBytes, vectorAt, labelAt, most } = shapeOf(parameters)
  const page = Buffer.alloc(PAGE * recordBytes)
  const labels = new Set<number>()
  const check = linkChecker(reader, nodes)
  for (let node = 0; node < nodes; node++) {
    const at = (node % PAGE) * recordBytes
    if (at === 0)
      readAll(
        reader.file,
        page.subarray(0, Math.min(PAGE, nodes - node) * recordBytes),
        HEADER_BYTES + node * recordBytes,
      )
    check(node, page.subarray(at, at + vectorAt), most)
    const label = Number(page.readBigUInt64LE(at + labelAt))
    if (label > MAX_LABEL || labels.has(label)) throw reader.damage(`node ${node} has the label ${label}`)
    labels.add(label)
    // Its buffer is a whole number of floats after the page's beginning.
    const vector = new Float32Array(page.buffer, page.byteOffset + at + vectorAt, parameters.dimension)
    if (!isFiniteVector(vector)) throw reader.damage(`the vector of node ${node} holds NaN or Infinity`)
  }
}

/** In a counted loop, like all that is done with every number of a graph. */
function isFiniteVector(vector: Float32Array): boolean {
  for (let i = 0; i < vector.length; i++) if (!Number.isFinite(vector[i]!)) return false
  return true
}

/** Checks a node's links on one level, and returns them. */
function linkChecker(
  { damage }: Reader,
  nodes: number,
): (node: number, bytes: Buffer, most: number) => number[] {
  return (node, bytes, most) => {
    const count = bytes.readUInt16LE(0)
    if (count > most || bytes[2]! > 1 || bytes[3] !== 0) throw damage(`node ${node} has no count of links`)
    const links: number[] = []
    for (let i = 0; i < count; i++) {
      const link = bytes.readUInt32LE(4 + 4 * i)
      if (link >= nodes || link === node) throw damage(`node ${node} links to node ${link} of ${nodes}`)
      links.push(link)
    }
    return links
  }
}

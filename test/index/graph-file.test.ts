import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AnlamError } from '../../src/errors.js'
import {
  checkGraphFile,
  checkGraphStructure,
  HEADER_BYTES,
  shapeOf,
} from '../../src/index/embedded/graph/graph-file.js'
import { VectorGraph } from '../../src/index/embedded/graph/hnsw.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, rowOf } from '../support/vectors.js'

const NODES = 400
const parameters = { dimension: 8, m: 8, efConstruction: 50 }
const { recordBytes, vectorAt, labelAt, levelBytes } = shapeOf(parameters)
const vectors = clusteredVectors(NODES, 8, 1)
const recordAt = (node: number): number => HEADER_BYTES + node * recordBytes

/** Where the upper links of a node begin, and its highest level. */
function above(bytes: Buffer, node: number): { at: number; level: number } {
  let at = recordAt(NODES)
  for (let i = 0; i < node; i++) at += 4 + bytes.readUInt32LE(at)
  return { at: at + 4, level: bytes.readUInt32LE(at) / levelBytes }
}

/** The first node of at least this level, or of exactly level 0. */
function nodeOn(bytes: Buffer, level: number): number {
  for (let node = 0; ; node++) {
    const { level: highest } = above(bytes, node)
    if (level === 0 ? highest === 0 : highest >= level) return node
  }
}

const DAMAGE: Record<string, { damage: (bytes: Buffer) => unknown; message: RegExp }> = {
  'room for fewer nodes than there are': {
    damage: bytes => bytes.writeBigUInt64LE(BigInt(NODES - 1), 8),
    message: /room for 399 points, and holds 400/,
  },
  'a search that begins at a node that is not there': {
    damage: bytes => bytes.writeUInt32LE(NODES, 52),
    message: /searches begin at node 400/,
  },
  'a search that begins at a node without upper levels': {
    damage: bytes => bytes.writeUInt32LE(nodeOn(bytes, 0), 52),
    message: /searches begin at node \d+ on level/,
  },
  'a highest level that no node has': {
    damage: bytes => bytes.writeInt32LE(9, 48),
    message: /on level 9, and it is not there/,
  },
  'more links than there is room for': {
    damage: bytes => bytes.writeUInt16LE(17, recordAt(3)),
    message: /node 3 has no count of links/,
  },
  'bits where neither a count nor the mark of removal is': {
    damage: bytes => bytes.writeUInt8(2, recordAt(3) + 2),
    message: /node 3 has no count of links/,
  },
  'a link out of range': {
    damage: bytes => bytes.writeUInt32LE(NODES, recordAt(5) + 4),
    message: /node 5 links to node 400 of 400/,
  },
  'an upper link out of range': {
    damage: bytes => bytes.writeUInt32LE(NODES, above(bytes, nodeOn(bytes, 1)).at + 4),
    message: /links to node 400 of 400/,
  },
  'an upper link to a node without that level': {
    damage: bytes => bytes.writeUInt32LE(nodeOn(bytes, 0), above(bytes, nodeOn(bytes, 1)).at + 4),
    message: /on level 1, where it is not/,
  },
  'upper links that are no whole number of levels': {
    damage: bytes => bytes.writeUInt32LE(levelBytes + 4, above(bytes, nodeOn(bytes, 0)).at - 4),
    message: /no whole number of levels|truncated|left over/,
  },
  'records of another size': {
    damage: bytes => bytes.writeBigUInt64LE(BigInt(recordBytes + 4), 24),
    message: /header is not one of these parameters/,
  },
  'two nodes of one label': {
    damage: bytes => bytes.copy(bytes, recordAt(1) + labelAt, recordAt(0) + labelAt, recordAt(1)),
    message: /node 1 has the label 0/,
  },
  'a label beyond 32 bits': {
    damage: bytes => bytes.writeUInt32LE(1, recordAt(2) + labelAt + 4),
    message: /node 2 has the label/,
  },
  'a vector that holds NaN': {
    damage: bytes => bytes.writeFloatLE(Number.NaN, recordAt(7) + vectorAt),
    message: /vector of node 7 holds NaN/,
  },
}

function saved(folder: string): string {
  const file = join(folder, 'g.hnsw')
  const graph = VectorGraph.create(parameters)
  for (let node = 0; node < NODES; node++) graph.add(node, rowOf(vectors, node))
  graph.remove(11)
  graph.save(file)
  return file
}

test('what hnswlib writes is sound, removed nodes included', t => {
  const file = saved(scratch(t))
  checkGraphFile(file, parameters, NODES)
  checkGraphStructure(file, parameters)
})

test('whatever would crash hnswlib, or have it write beyond its memory, is found in the file', t => {
  const file = saved(scratch(t))
  const whole = readFileSync(file)
  for (const [what, { damage, message }] of Object.entries(DAMAGE)) {
    const bytes = Buffer.from(whole)
    damage(bytes)
    writeFileSync(file, bytes)
    assert.throws(
      () => checkGraphStructure(file, parameters),
      error => error instanceof AnlamError && error.code === 'corrupt-index' && message.test(error.message),
      what,
    )
  }
})

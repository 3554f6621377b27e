import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AnlamError, type ErrorCode } from '../../src/errors.js'
import { checkGraphFile, MAX_LABEL } from '../../src/index/embedded/graph/graph-file.js'
import { VectorGraph } from '../../src/index/embedded/graph/hnsw.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, rowOf } from '../support/vectors.js'

const parameters = { dimension: 8, m: 8, efConstruction: 50 }
const vectors = clusteredVectors(3000, 8, 1)

function code(expected: ErrorCode): (error: unknown) => boolean {
  return error => error instanceof AnlamError && error.code === expected
}

function filled(count: number): VectorGraph {
  const graph = VectorGraph.create(parameters)
  for (let i = 0; i < count; i++) graph.add(i, rowOf(vectors, i))
  return graph
}

test('it grows past its first capacity', () => {
  const graph = filled(3000)
  assert.equal(graph.size, 3000)
  assert.equal(graph.search(rowOf(vectors, 2999), 1, 100)[0]?.label, 2999)
})

test('vectors that hnswlib would take and be poisoned by are refused', () => {
  const graph = filled(10)
  const nan = rowOf(vectors, 0)
  nan[2] = Number.NaN
  for (const bad of [
    nan,
    new Float32Array(8),
    new Float32Array(7).fill(1),
    new Float32Array(8).fill(Number.POSITIVE_INFINITY),
  ]) {
    assert.throws(() => graph.add(99, bad), code('invalid-input'))
    assert.throws(() => graph.search(bad, 1, 10), code('invalid-input'))
  }
  assert.equal(graph.size, 10)
})

test('labels that would wrap around, or are in use, are refused', () => {
  const graph = filled(2)
  for (const label of [MAX_LABEL + 1, 2 ** 32 + 5, -1, 1.5, 1]) {
    assert.throws(() => graph.add(label, rowOf(vectors, 5)), code('invalid-input'))
  }
  graph.add(MAX_LABEL, rowOf(vectors, 5))
  assert.equal(graph.search(rowOf(vectors, 5), 1, 10)[0]?.label, MAX_LABEL)
})

test('a filter that throws ends the search with its own error, not the process', () => {
  const graph = filled(100)
  const filter = (): boolean => {
    throw new RangeError('from the filter')
  }
  assert.throws(() => graph.search(rowOf(vectors, 0), 5, 50, filter), RangeError)
  assert.equal(graph.search(rowOf(vectors, 0), 5, 50).length, 5)
})

test('asking for more than there is gives what there is', () => {
  assert.equal(filled(7).search(rowOf(vectors, 0), 100, 10).length, 7)
  assert.deepEqual(VectorGraph.create(parameters).search(rowOf(vectors, 0), 3, 10), [])
})

test('k above ef is answered in full, also after loading', t => {
  const file = join(scratch(t), 'g')
  filled(500).save(file)
  const loaded = VectorGraph.load(file, parameters)
  assert.equal(loaded.search(rowOf(vectors, 0), 300, 10).length, 300)
})

test('a removed label is not found, before and after saving', t => {
  const file = join(scratch(t), 'g')
  const graph = filled(50)
  graph.remove(3)
  graph.remove(3)
  graph.remove(1234)
  assert.equal(graph.size, 49)
  graph.save(file)
  const loaded = VectorGraph.load(file, parameters)
  loaded.remove(3)
  assert.equal(loaded.size, 49)
  assert.ok(!loaded.search(rowOf(vectors, 3), 49, 100).some(({ label }) => label === 3))
})

test('a file of another dimension, or cut short anywhere, is refused before hnswlib sees it', t => {
  const file = join(scratch(t), 'g')
  const graph = filled(400)
  graph.save(file)
  assert.throws(() => VectorGraph.load(file, { ...parameters, dimension: 4 }), code('corrupt-index'))
  assert.throws(() => checkGraphFile(file, parameters, 401), code('corrupt-index'))
  for (const size of [40_000, 5000, 97, 50, 0]) {
    truncateSync(file, size)
    assert.throws(() => VectorGraph.load(file, parameters), code('corrupt-index'), `${size} bytes`)
  }
})

test('a disk that is full while the graph is saved is noticed', {
  skip: process.platform !== 'linux' && '/dev/full is a Linux device',
}, () => {
  assert.throws(() => filled(100).save('/dev/full'), code('storage-full'))
})

test('a graph that is adopted is saved by renaming its file, as long as it is as in there', t => {
  const folder = scratch(t)
  const saved = join(folder, 'saved.hnsw')
  filled(100).save(saved)
  const bytes = readFileSync(saved)
  const adopt = (name: string): [VectorGraph, string] => {
    const file = join(folder, name)
    writeFileSync(file, bytes)
    return [VectorGraph.adopt(file, parameters), file]
  }
  const [same, own] = adopt('same')
  const inode = statSync(own).ino
  same.save(saved)
  assert.deepEqual([statSync(saved).ino, existsSync(own)], [inode, false])
  assert.deepEqual(readFileSync(saved), bytes)
  // From now on it is written anew.
  same.save(`${saved}-2`)
  assert.deepEqual(readFileSync(`${saved}-2`), bytes)
  const [cleaned, gone] = adopt('cleaned')
  rmSync(gone)
  cleaned.save(saved)
  assert.deepEqual(readFileSync(saved), bytes)
  const [whole, kept] = adopt('kept')
  whole.unmark(7)
  assert.ok(existsSync(kept), 'nothing was removed')
  const changes: ((graph: VectorGraph) => void)[] = [
    graph => graph.add(100, rowOf(vectors, 100)),
    graph => graph.remove(7),
    graph => graph.release(),
  ]
  for (const change of changes) {
    const [graph, file] = adopt('changed')
    change(graph)
    assert.ok(!existsSync(file))
    graph.save(file)
    assert.ok(VectorGraph.load(file, parameters).size >= 100)
  }
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { dot } from '../../src/basics/vectors.js'
import { loadConfig } from '../../src/config.js'
import { AnlamError } from '../../src/errors.js'
import { type BulkOptions, type BulkReport, buildGraph } from '../../src/index/embedded/bulk/build-graph.js'
import { VectorGraph } from '../../src/index/embedded/graph/hnsw.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { unit } from '../support/vectors.js'

const K = 10
const EF = 100
/** Label of the first vector. */
const FIRST = 7

const folder = mkdtempSync(join(tmpdir(), 'anlam-bulk-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Vectors of real sentences, the last of them as queries. */
const { vectors, queries } = await sentences(2000, 200)
const dimension = vectors[0]!.length
const parameters = { dimension, m: 32, efConstruction: 200 }
const truth = queries.map(query => nearest(vectors, query))

async function sentences(
  count: number,
  asked: number,
): Promise<Record<'vectors' | 'queries', Float32Array[]>> {
  const groups = join(PROJECT_ROOT, 'corpus/groups')
  const texts = readdirSync(groups)
    .flatMap(file => readFileSync(join(groups, file), 'utf8').trim().split('\n'))
    .flatMap(line => (JSON.parse(line) as { texts: string[] }).texts)
  const distinct = new Random(1).shuffle([...new Set(texts)]).slice(0, count + asked)
  const encoder = await loadEncoder({
    directory: modelDirectory(loadConfig(), STATIC_MODEL),
    model: STATIC_MODEL,
  })
  const { values, dimension: width } = await encoder.encode(distinct, { kind: 'document' })
  await encoder.close()
  const rows = distinct.map((_, i) => values.slice(i * width, (i + 1) * width))
  return { vectors: rows.slice(0, count), queries: rows.slice(count) }
}

function nearest(among: readonly Float32Array[], query: Float32Array): Set<number> {
  const scored = among.map((vector, i) => ({ label: FIRST + i, score: dot(vector, query) }))
  return new Set(
    scored
      .sort((a, b) => b.score - a.score)
      .slice(0, K)
      .map(({ label }) => label),
  )
}

/** Share of the true nearest that a graph finds. */
function recall(graph: VectorGraph, wanted: readonly Set<number>[] = truth): number {
  const found = queries.map(
    (query, i) => graph.search(query, K, EF).filter(({ label }) => wanted[i]!.has(label)).length,
  )
  return found.reduce((sum, n) => sum + n) / (K * queries.length)
}

async function bulk(
  rows: readonly Float32Array[],
  name: string,
  options: Partial<BulkOptions> = {},
): Promise<{ file: string; report: BulkReport }> {
  const file = join(folder, name)
  function* pages(): Generator<{ label: number; vector: Float32Array }[]> {
    for (let at = 0; at < rows.length; at += 999)
      yield rows.slice(at, at + 999).map((vector, i) => ({ label: FIRST + at + i, vector }))
  }
  const report = await buildGraph({ file, parameters, vectors: pages(), threads: 2, ...options })
  return { file, report }
}

function incremental(rows: readonly Float32Array[]): VectorGraph {
  const graph = VectorGraph.create(parameters)
  for (const [i, vector] of rows.entries()) graph.add(FIRST + i, vector)
  return graph
}

const oneByOne = incremental(vectors)
const whole = await bulk(vectors, 'whole.hnsw')

test('a graph built at once finds what one built vector by vector finds', () => {
  const graph = VectorGraph.load(whole.file, parameters)
  assert.equal(graph.size, vectors.length)
  const labels = [...graph.all()].sort((a, b) => a - b)
  assert.deepEqual(
    [labels[0], labels.at(-1), labels.length],
    [FIRST, FIRST + vectors.length - 1, vectors.length],
  )
  const [found, expected] = [recall(graph), recall(oneByOne)]
  assert.ok(found >= expected - 0.002, `${found} instead of ${expected}`)
})

test('cells find nearly all of the candidates that all pairs give, measured on a sample', async () => {
  const { file, report } = await bulk(vectors, 'cells.hnsw', { allPairs: 1000 })
  assert.ok(report.cells > 1)
  assert.ok(report.recall >= 0.97 && report.recall < 1, `${report.recall}`)
  const [found, expected] = [recall(VectorGraph.load(file, parameters)), recall(oneByOne)]
  assert.ok(found >= expected - 0.005, `${found} instead of ${expected}`)
})

test('its bytes do not depend on the number of threads', async () => {
  const digests = new Set<string>()
  for (const threads of [1, 2, 4]) {
    const { file } = await bulk(vectors.slice(0, 1000), `threads-${threads}.hnsw`, { threads, allPairs: 500 })
    digests.add(createHash('sha256').update(readFileSync(file)).digest('hex'))
  }
  assert.equal(digests.size, 1)
})

test('additions and removals afterwards cost no more recall than in a graph built vector by vector', () => {
  const [kept, added] = [vectors.slice(0, 1500), vectors.slice(1500)]
  const live = [...kept.slice(0, 1000), ...added]
  const wanted = queries.map(query => {
    const label = (i: number): number => (i < 1000 ? FIRST + i : FIRST + 500 + i)
    const scored = live.map((vector, i) => ({ label: label(i), score: dot(vector, query) }))
    return new Set(
      scored
        .sort((a, b) => b.score - a.score)
        .slice(0, K)
        .map(each => each.label),
    )
  })
  return bulk(kept, 'kept.hnsw').then(({ file }) => {
    const found = [VectorGraph.load(file, parameters), incremental(kept)].map(graph => {
      for (const [i, vector] of added.entries()) graph.add(FIRST + 1500 + i, vector)
      for (let i = 1000; i < 1500; i++) graph.remove(FIRST + i)
      return recall(graph, wanted)
    })
    assert.ok(found[0]! >= found[1]! - 0.002, `${found[0]} instead of ${found[1]}`)
  })
})

test('vectors much alike do not hide what lies around them', async () => {
  const random = new Random(3)
  const alike = Array.from({ length: 1000 }, () => unit(vectors[0]!.map(x => x + 1e-2 * random.normal())))
  const all = [...vectors.slice(0, 1000), ...alike]
  const graph = VectorGraph.load((await bulk(all, 'alike.hnsw')).file, parameters)
  const isLost = (vector: Float32Array, i: number): boolean =>
    graph.search(vector, K, EF).every(({ label }) => label !== FIRST + i)
  const lost = vectors.slice(0, 1000).filter(isLost).length
  assert.ok(lost <= 5, `${lost} others are not found by themselves`)
  const found = recall(
    graph,
    queries.map(query => nearest(all, query)),
  )
  assert.ok(found >= 0.98, `${found}`)
})

test('few vectors are a graph too, and so is none', async () => {
  for (const count of [0, 1, 2, 32, 65]) {
    const { file, report } = await bulk(vectors.slice(0, count), `few-${count}.hnsw`, { threads: 1 })
    assert.equal(report.nodes, count)
    const graph = VectorGraph.load(file, parameters)
    assert.equal(graph.search(vectors[0]!, count + 1, EF).length, count)
    graph.add(FIRST + count, vectors[count]!)
    assert.equal(graph.search(vectors[count]!, 1, EF)[0]?.label, FIRST + count)
  }
})

test('a build that is cancelled leaves no file', async () => {
  const stop = new AbortController()
  const onProgress = (stage: string): void => {
    if (stage === 'pairs') stop.abort()
  }
  await assert.rejects(
    bulk(vectors, 'cancelled.hnsw', { signal: stop.signal, onProgress }),
    error => error instanceof AnlamError && error.code === 'cancelled',
  )
  assert.ok(!existsSync(join(folder, 'cancelled.hnsw')))
})

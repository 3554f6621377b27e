import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Random } from '../../src/basics/random.js'
import { dot, rowOf } from '../../src/basics/vectors.js'
import { AnlamError } from '../../src/errors.js'
import { type BulkOptions, type BulkReport, buildGraph } from '../../src/index/embedded/bulk/build-graph.js'
import { findDevice } from '../../src/index/embedded/bulk/find-device.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { VectorGraph } from '../../src/index/embedded/graph/hnsw.js'
import { noteGraph } from '../../src/ingest/note-graph.js'
import type { Machine } from '../../src/onnx/providers.js'
import { scratch } from '../support/scratch.js'
import { clusteredVectors, documents, unit } from '../support/vectors.js'
import { SOFTWARE_VULKAN, unlessWebGpu } from '../support/webgpu.js'

const DIMENSION = 48
const ROWS = 3000
const PARAMETERS = { dimension: DIMENSION, m: 16, efConstruction: 100 }
/** Fewer than there are rows, so that what is compared with stays on the device in several parts. */
const COLUMNS = 1100
/** Fewer too, so that they pass by it in several runs, the last of which is shorter. */
const PASSING = 1300

const clustered = clusteredVectors(ROWS, DIMENSION, 4)
const vectors = Array.from({ length: ROWS }, (_, i) => rowOf(clustered, i))

async function build(
  t: TestContext,
  options: Partial<BulkOptions>,
  rows: readonly Float32Array[] = vectors,
): Promise<{ file: string; sha256: string; report: BulkReport }> {
  const file = join(scratch(t), 'graph.hnsw')
  const pages = [rows.map((vector, label) => ({ label, vector }))]
  const report = await buildGraph({ file, parameters: PARAMETERS, vectors: pages, threads: 2, ...options })
  return { file, report, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') }
}

/** Share of the ten nearest that searches for every tenth vector find. */
function recall(graph: VectorGraph): number {
  let [found, asked] = [0, 0]
  for (let i = 0; i < ROWS; i += 10, asked += 10) {
    const scores = vectors.map((vector, label) => ({ label, score: dot(vector, vectors[i]!) }))
    const nearest = scores.sort((a, b) => b.score - a.score).slice(0, 10)
    const wanted = new Set(nearest.map(({ label }) => label))
    found += graph.search(vectors[i]!, 10, 50).filter(({ label }) => wanted.has(label)).length
  }
  return found / asked
}

// The processor stands for the device: the same graphs of onnxruntime, by another provider.
test('a device that compares all pairs finds what the processor finds, in one part or run or several', async t => {
  const expected = await build(t, { allPairs: Number.POSITIVE_INFINITY })
  assert.equal(expected.report.device, undefined)
  for (const sizes of [{ columns: COLUMNS }, { columns: COLUMNS, rows: PASSING }, { rows: PASSING }, {}]) {
    const device = { provider: 'cpu', deviceId: 0, ...sizes } as const
    const { report, file } = await build(t, { allPairs: 1000, findDevice: async () => device })
    assert.deepEqual(
      { cells: report.cells, device: report.device, recall: report.recall },
      { cells: 1, device: 'cpu', recall: 1 },
    )
    const [found, wanted] = [file, expected.file].map(path => recall(VectorGraph.load(path, PARAMETERS)))
    assert.ok(found! >= wanted! - 0.002, `${found} instead of ${wanted}`)
  }
})

test('on WebGPU it finds them too', { skip: unlessWebGpu() }, async t => {
  Object.assign(process.env, SOFTWARE_VULKAN)
  const few = vectors.slice(0, 600)
  const device = { provider: 'webgpu', deviceId: 0 } as const
  const { report } = await build(t, { allPairs: 100, findDevice: async () => device }, few)
  assert.deepEqual([report.withoutDevice, report.device, report.recall], [undefined, 'webgpu', 1])
})

test('vectors that no code tells apart are found beside others', async t => {
  const random = new Random(3)
  const alike = Array.from({ length: 500 }, () => unit(vectors[0]!.map(x => x + 1e-6 * random.normal())))
  const all = [...vectors.slice(0, 700), ...alike]
  const device = { provider: 'cpu', deviceId: 0, columns: COLUMNS } as const
  const { file, report } = await build(t, { allPairs: 100, findDevice: async () => device }, all)
  assert.equal(report.device, 'cpu')
  const graph = VectorGraph.load(file, PARAMETERS)
  const lost = all.filter((vector, i) => graph.search(vector, 600, 600).every(({ label }) => label !== i))
  assert.equal(lost.length, 0)
})

test('without the device that was chosen, the processor builds the graph, and the reason is kept', async t => {
  const device = { provider: 'cuda', deviceId: 250 } as const
  const { report, sha256 } = await build(t, { allPairs: 1000, findDevice: async () => device })
  assert.ok(report.withoutDevice)
  assert.equal(report.device, undefined)
  assert.ok(report.cells > 1)
  assert.equal(sha256, (await build(t, { allPairs: 1000 })).sha256)
})

test('no device is looked for where the processor compares all pairs, and a build is cancelled meanwhile', async t => {
  const findDevice = (): Promise<never> => assert.fail('looked for')
  const { report } = await build(t, { findDevice })
  assert.deepEqual([report.cells, report.withoutDevice], [1, undefined])
  const stop = new AbortController()
  const endless = (): Promise<never> => {
    stop.abort()
    return new Promise(() => undefined)
  }
  await assert.rejects(
    build(t, { allPairs: 1000, findDevice: endless, signal: stop.signal }),
    error => error instanceof AnlamError && error.code === 'cancelled',
  )
})

test('a device is looked for where CUDA is wanted or to be expected', async () => {
  const machine = (works: boolean, rest: Partial<Machine> = {}): Machine => ({
    cudaInstalled: true,
    hasGpu: true,
    hasNvidia: true,
    probe: async () => (works ? null : 'no driver'),
    ...rest,
  })
  const cuda = { provider: 'cuda', deviceId: 1 }
  const find = (provider: 'auto' | 'cuda' | 'cpu' | 'webgpu', where: Machine, dimension = DIMENSION) =>
    findDevice({ provider, deviceId: 1 }, dimension, where)
  assert.deepEqual(await find('auto', machine(true)), cuda)
  assert.deepEqual(await find('cuda', machine(true)), cuda)
  assert.deepEqual(await find('auto', machine(true), 4096), cuda)
  for (const [provider, where] of [
    ['auto', machine(true, { hasGpu: false })],
    ['auto', machine(true, { cudaInstalled: false })],
    ['cpu', machine(true)],
    ['webgpu', machine(true)],
  ] as const)
    assert.equal(await find(provider, where), undefined)
  await assert.rejects(find('auto', machine(false)), /no driver/)
  await assert.rejects(find('cuda', machine(true, { cudaInstalled: false })), /install:cuda/)
  await assert.rejects(find('auto', machine(true), 8192), /8192 dimensions/)
})

test('who builds a graph is told why no GPU compared its vectors', () => {
  const [warnings, notes]: [string[], string[]] = [[], []]
  const reporter = { warn: (text: string) => warnings.push(text), note: (text: string) => notes.push(text) }
  const graph = { builtAtOnce: 20_000, cells: 9, candidateRecall: 0.98 }
  noteGraph({ graph: { ...graph, withoutDevice: 'no driver' } }, {}, reporter)
  assert.match(
    warnings.join(),
    /^the processor compared vectors for the graph, since no GPU could: no driver$/,
  )
  noteGraph({ graph: { ...graph, cells: 1, device: 'cuda' } }, {}, reporter)
  assert.match(notes.at(-1)!, /all pairs were compared by cuda$/)
})

test('an index keeps why its graph was built without the GPU that was asked for', async t => {
  const rows = 17_000
  const identity = { model: 'test', fingerprint: 'a'.repeat(64), dimension: 8 }
  const device = { provider: 'cuda', deviceId: 250 } as const
  const index = await EmbeddedIndex.create(scratch(t), 'x', identity, { device })
  await index.write(documents(rows), clusteredVectors(rows, 8, 7))
  await index.commit()
  const { graph } = await index.stats()
  await index.close()
  assert.equal(graph?.builtAtOnce, rows)
  assert.ok(graph.withoutDevice)
  assert.equal(graph.device, undefined)
})

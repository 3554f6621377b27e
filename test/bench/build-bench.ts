import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bytesOf } from '../../src/basics/bytes.js'
import { Random } from '../../src/basics/random.js'
import { dot } from '../../src/basics/vectors.js'
import { loadConfig } from '../../src/config.js'
import { buildGraph } from '../../src/index/embedded/bulk/build-graph.js'
import type { GraphParameters } from '../../src/index/embedded/graph/graph-file.js'
import { VectorGraph } from '../../src/index/embedded/graph/hnsw.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { PROJECT_ROOT } from '../support/shared.js'
import { flattenedVectors, rowOf, unit } from '../support/vectors.js'
import { table } from './report.js'

const QUERIES = 100
const K = 10
const EFFORTS = [50, 100, 200]
/** Length of what is added to a real vector, so that many can be made of few. */
const PERTURBATION = 0.5

interface Contest {
  name: string
  vectors: Float32Array[]
  queries: Float32Array[]
  /** Rows of the nearest vectors of each query. */
  truth: Set<number>[]
}

interface Result {
  name: string
  wall: number
  cpu: number
  recalls: number[]
  /** Milliseconds of a search at each effort, on one thread; absent for peers. */
  times?: number[]
}

/**
 * Graphs built vector by vector, at once, and by usearch, faiss and hnswlib with all threads (M 32, efConstruction 200):
 * wall and processor seconds, with the recall@10 of searches.
 * @param sizes numbers of vectors; of real sentences, perturbed, and synthetic with 512 dimensions
 * @param python program that may have the peers
 */
export async function benchBuild(sizes: readonly number[], python: string): Promise<void> {
  for (const size of sizes) {
    await compare(contest(`${size} real, perturbed`, await perturbed(size + QUERIES)), python)
    const synthetic = flattenedVectors(size + QUERIES, 512, 1, Math.ceil(size / 50))
    await compare(
      contest(
        `${size} synthetic`,
        Array.from({ length: size + QUERIES }, (_, i) => rowOf(synthetic, i)),
      ),
      python,
    )
  }
}

async function compare(contest: Contest, python: string): Promise<void> {
  const { name, vectors } = contest
  const parameters = { dimension: vectors[0]!.length, m: 32, efConstruction: 200 }
  const threads = availableParallelism()
  const results = [
    await atOnce(contest, parameters, threads),
    await measured('vector by vector', contest, async () => {
      const graph = VectorGraph.create(parameters)
      for (const [i, vector] of vectors.entries()) graph.add(i, vector)
      return graph
    }),
    ...peers(contest, python),
  ]
  const rows = results.map(({ name: contestant, wall, cpu, recalls, times }) => [
    contestant,
    wall.toFixed(1),
    cpu.toFixed(1),
    ...recalls.map(recall => recall.toFixed(4)),
    times?.map(time => time.toFixed(2)).join(' / ') ?? '',
  ])
  table(
    `A graph of ${name}, ${parameters.dimension} dimensions`,
    ['', 'wall s', 'processor s', ...EFFORTS.map(ef => `recall at ef ${ef}`), 'ms a search'],
    rows,
  )
}

async function atOnce(contest: Contest, parameters: GraphParameters, threads: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  try {
    const file = join(folder, 'graph')
    let candidates = ''
    const result = await measured('', contest, async () => {
      const pages = function* (): Generator<{ label: number; vector: Float32Array }[]> {
        for (let at = 0; at < contest.vectors.length; at += 1000)
          yield contest.vectors.slice(at, at + 1000).map((vector, i) => ({ label: at + i, vector }))
      }
      const { cells, recall } = await buildGraph({ file, parameters, vectors: pages(), threads })
      candidates = `${cells === 1 ? 'all pairs' : `${cells} cells each`}, ${recall.toFixed(3)} of the candidates`
      return VectorGraph.load(file, parameters)
    })
    return { ...result, name: `at once, written and loaded (${threads} threads; ${candidates})` }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measured(
  name: string,
  { queries, truth }: Contest,
  build: () => Promise<VectorGraph>,
): Promise<Result> {
  const [start, before] = [performance.now(), process.cpuUsage()]
  const graph = await build()
  const wall = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(before)
  const times: number[] = []
  const recalls = EFFORTS.map(ef => {
    const begun = performance.now()
    const found = queries.map(query => graph.search(query, K, ef))
    times.push((performance.now() - begun) / queries.length)
    const right = found.map((hits, i) => hits.filter(({ label }) => truth[i]!.has(label)).length)
    return right.reduce((sum, n) => sum + n) / (K * queries.length)
  })
  return { name, wall, cpu: (user + system) / 1e6, recalls, times }
}

function peers({ vectors, queries, truth }: Contest, python: string): Result[] {
  const folder = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  try {
    const [rows, nearest] = [join(folder, 'rows'), join(folder, 'nearest')]
    writeFileSync(rows, Buffer.concat([...vectors, ...queries].map(bytesOf)))
    writeFileSync(nearest, bytesOf(Uint32Array.from(truth.flatMap(each => [...each]))))
    const script = fileURLToPath(new URL('../../../test/bench/peers/build.py', import.meta.url))
    const numbers = [vectors.length, queries.length, vectors[0]!.length].map(String)
    const { stdout } = spawnSync(python, [script, rows, ...numbers, nearest], { encoding: 'utf8' })
    const lines = (stdout ?? '').split('\n').filter(line => line.startsWith('{'))
    return lines.map(line => JSON.parse(line) as Result)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function contest(name: string, all: Float32Array[]): Contest {
  const [vectors, queries] = [all.slice(0, -QUERIES), all.slice(-QUERIES)]
  const truth = queries.map(query => {
    const scores = Float32Array.from(vectors, vector => dot(vector, query))
    const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!)
    return new Set(order.slice(0, K))
  })
  return { name, vectors, queries, truth }
}

/** Vectors of the bundled paraphrases, in turn, each moved in a random direction. */
async function perturbed(count: number): Promise<Float32Array[]> {
  const folder = join(PROJECT_ROOT, 'corpus/groups')
  const texts = readdirSync(folder)
    .flatMap(file => readFileSync(join(folder, file), 'utf8').trim().split('\n'))
    .flatMap(line => (JSON.parse(line) as { texts: string[] }).texts)
  const encoder = await loadEncoder({
    directory: modelDirectory(loadConfig(), STATIC_MODEL),
    model: STATIC_MODEL,
  })
  const { values, dimension } = await encoder.encode(texts, { kind: 'document' })
  await encoder.close()
  const random = new Random(1)
  const factor = PERTURBATION / Math.sqrt(dimension)
  return Array.from({ length: count }, (_, i) => {
    const from = (i % texts.length) * dimension
    return unit(values.subarray(from, from + dimension).map(x => x + factor * random.normal()))
  })
}

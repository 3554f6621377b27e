import { existsSync, readFileSync } from 'node:fs'
import { Random } from '../../src/basics/random.js'
import { countTrue, TopK } from '../../src/basics/top-k.js'
import { dot, rowOf } from '../../src/basics/vectors.js'
import { loadConfig } from '../../src/config.js'
import { VectorGraph } from '../../src/index/embedded/graph/hnsw.js'
import { codesOf } from '../../src/index/opensearch/codes.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { BUILTIN_MODEL, modelDirectory } from '../../src/model/models.js'
import { shared } from '../support/shared.js'
import { table } from './report.js'

const PASSAGES = 20_000
const QUERIES = 200
const K = 10
const SHARDS = [1, 2, 4, 8, 16, 32]
/** Lengths of each shard's candidate list. */
const EFFORTS = [10, 20, 50, 100]
/** Hits that each shard gives to be merged. */
const GIVEN = [1, 2, 3, 4, 6, 10]
/** Rows that are read by their bytes: as many as are wanted, and as the engine reads. */
const READ = [10, 13, 26]
/** Links and candidates of construction: those of the engines. */
const GRAPH = { m: 32, efConstruction: 200 }
/** Difference of equal cosines, of which the graph's are in 32 bits. */
const TIE = 1e-6
const PROSE = ['more/prose_indomain', 'more/prose_tech']

/**
 * How cutting an index into shards changes what is found: recall@10 by the number of shards and the candidates of each
 * one's graph, and what merging loses if shards give fewer hits than are wanted.
 */
export async function benchShards(corpus: string): Promise<void> {
  const texts = textsOf([corpus, ...PROSE.map(name => shared(`data/${name}.jsonl`))])
  const directory = modelDirectory(loadConfig(), BUILTIN_MODEL)
  const encoder = await loadEncoder({ directory, model: BUILTIN_MODEL })
  // Queries are texts of the same kind that are in no shard.
  const random = new Random(1)
  random.shuffle(texts)
  const queries = await encoder.encode(texts.slice(0, QUERIES))
  const vectors = await encoder.encode(texts.slice(QUERIES, QUERIES + PASSAGES))
  await encoder.close()
  const assigned = SHARDS.map(shards => Uint8Array.from({ length: vectors.rows }, () => random.below(shards)))
  /** The exact best of each shard, for each number of shards and query. */
  const exact = SHARDS.map((): TopK[][] => [])
  for (let i = 0; i < queries.rows; i++) {
    const query = rowOf(queries, i)
    const tops = SHARDS.map(shards => Array.from({ length: shards }, () => new TopK(K)))
    for (let row = 0; row < vectors.rows; row++) {
      const score = dot(query, vectors.values, row * vectors.dimension)
      for (const [n, top] of tops.entries()) top[assigned[n]![row]!]!.offer(row, score)
    }
    for (const [n, top] of tops.entries()) exact[n]!.push(top)
  }
  // The first number is 1, and all are in that shard.
  const truth = exact[0]!.map(([top]) => top!.scores)

  const codes = Array.from({ length: vectors.rows }, (_, row) => unitOf(codesOf(rowOf(vectors, row))))
  const byBytes = READ.map(read =>
    recall(truth, i => {
      const [query, top] = [rowOf(queries, i), new TopK(read)]
      const code = unitOf(codesOf(query))
      for (const [row, each] of codes.entries()) top.offer(row, dot(code, each))
      return top.best.map(({ row }) => dot(query, vectors.values, row * vectors.dimension))
    }),
  )

  const byGraph: string[][] = []
  const byGiven: string[][] = []
  for (const [n, shards] of SHARDS.entries()) {
    byGiven.push([
      `${shards}`,
      ...GIVEN.map(given => recall(truth, i => exact[n]![i]!.flatMap(top => top.scores.slice(0, given)))),
    ])
    const graphs = Array.from({ length: shards }, () =>
      VectorGraph.create({ dimension: vectors.dimension, ...GRAPH }),
    )
    for (let row = 0; row < vectors.rows; row++) graphs[assigned[n]![row]!]!.add(row, rowOf(vectors, row))
    byGraph.push([
      `${shards}`,
      `${Math.round(vectors.rows / shards)}`,
      ...EFFORTS.map(effort =>
        recall(truth, i =>
          graphs.flatMap(graph => graph.search(rowOf(queries, i), K, effort).map(({ score }) => score)),
        ),
      ),
    ])
  }
  const what = `${vectors.rows} real sentences × ${vectors.dimension}, ${QUERIES} others as queries`
  table(
    `Recall@${K} by shards and the candidates of each (${what})`,
    ['shards', 'passages each', ...EFFORTS.map(effort => `${effort} candidates`)],
    byGraph,
  )
  table(
    `Recall@${K} of vectors of bytes, all compared, if so many are read and put in order by floats`,
    READ.map(read => `${read} read`),
    [byBytes],
  )
  table(
    `Recall@${K} of merging if each shard gives only its best few, exact shards`,
    ['shards', ...GIVEN.map(given => `${given} given`)],
    byGiven,
  )
}

function unitOf(codes: Int8Array): Float32Array {
  const length = Math.hypot(...codes)
  return Float32Array.from(codes, code => code / length)
}

/** Share of the true hits among the best ten of what all shards gave, over all queries. */
function recall(truth: readonly (readonly number[])[], given: (query: number) => number[]): string {
  let hits = 0
  for (const [i, best] of truth.entries()) {
    const merged = given(i).sort((a, b) => b - a)
    hits += countTrue(merged.slice(0, K), best, TIE)
  }
  return (hits / (truth.length * K)).toFixed(4)
}

/** Distinct texts of JSON lines. */
export function textsOf(paths: readonly string[]): string[] {
  const lines = paths.filter(existsSync).flatMap(path => readFileSync(path, 'utf8').trim().split('\n'))
  return [...new Set(lines.map(line => (JSON.parse(line) as { text: string }).text))]
}

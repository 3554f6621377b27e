import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Random } from '../../src/basics/random.js'
import { loadConfig } from '../../src/config.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { mineCorpus } from '../../src/mining/mine-corpus.js'
import { AllPairs } from '../../src/mining/neighbours/all-pairs.js'
import { VectorWriter } from '../../src/mining/neighbours/vector-file.js'
import { selectPairs } from '../../src/mining/pairs.js'
import { probeByteRange } from '../../src/onnx/byte-probe.js'
import type { ProductType } from '../../src/onnx/products.js'
import { SILENT } from '../../src/types.js'
import { median, table } from './report.js'

const PEERS = fileURLToPath(new URL('../../../test/bench/peers/all-pairs.py', import.meta.url))
const ROWS = 50_000
const DIMENSION = 1024
const MILLION = { rows: 1_000_000, dimension: 256 }
const THRESHOLD = 0.8
const K = 10
const RUNS = 3
/** Rows close to each other, like paraphrases. */
const FAMILY = 4
const SPREAD = 0.45

interface Measured {
  name: string
  seconds: number
  pairs: number
}

/**
 * All pairs of 50,000 × 1,024 vectors above a threshold, compared with faiss's flat index and PyTorch's topk on the
 * same vectors; then exact and approximate mining of a corpus.
 */
export async function benchMine(corpus: string, python: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  try {
    const vectors = join(root, 'vectors')
    writeVectors(vectors, ROWS, DIMENSION)
    const range = await probeByteRange()
    const results = [
      await allPairs(root, range, ROWS, DIMENSION),
      await allPairs(root, 'fp32', ROWS, DIMENSION),
    ]
    const args = [PEERS, vectors, ROWS, DIMENSION, K, THRESHOLD, availableParallelism()].map(String)
    const lines = execFileSync(python, args, { encoding: 'utf8' }).trim().split('\n').filter(Boolean)
    for (const line of lines) {
      const { name, version, seconds, pairs } = JSON.parse(line) as Measured & { version: string }
      results.push({ name: `${name} ${version}`, seconds, pairs })
    }
    const [own] = results as [Measured]
    table(
      `All pairs of ${ROWS} × ${DIMENSION} vectors with a cosine of ${THRESHOLD} or more, ${K} neighbours each`,
      ['', 'seconds', 'times anlam int8', 'pairs'],
      results.map(({ name, seconds, pairs }) => [
        name,
        seconds.toFixed(1),
        (seconds / own.seconds).toFixed(2),
        pairs,
      ]),
    )
    await benchCorpus(corpus, root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** All pairs of a million vectors, and the memory they take. Runs for some minutes. */
export async function benchMineMillion(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  try {
    const { rows, dimension } = MILLION
    writeVectors(join(root, 'vectors'), rows, dimension)
    const { seconds, pairs } = await allPairs(root, await probeByteRange(), rows, dimension, 1)
    const peak = process.resourceUsage().maxRSS / 2 ** 20
    table(
      `All pairs of ${rows} × ${dimension} vectors with a cosine of ${THRESHOLD} or more, ${K} neighbours each`,
      ['seconds', 'pairs', 'peak memory, GiB'],
      [[seconds.toFixed(0), pairs, peak.toFixed(2)]],
    )
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

async function allPairs(
  root: string,
  type: ProductType,
  rows: number,
  dimension: number,
  runs = RUNS,
): Promise<Measured> {
  const times: number[] = []
  let pairs = 0
  for (let run = 0; run < runs; run++) {
    const folder = join(root, `${type}-${run}`)
    mkdirSync(folder)
    const started = performance.now()
    const ranks = Uint32Array.from({ length: rows }, (_, i) => i)
    const finder = await AllPairs.open({
      vectors: join(root, 'vectors'),
      folder,
      rows,
      dimension,
      threads: availableParallelism(),
      type,
      threshold: THRESHOLD,
      k: K,
      ranks,
      constraint: { kind: 'any' },
      memory: 2 ** 31,
    })
    for (let done = -1, total = 0; done < total; ) ({ done, total } = await finder.advance(1000))
    const found = await selectPairs(finder, { ranks, topK: K, mutual: false, maxPairs: 10 * rows })
    times.push((performance.now() - started) / 1000)
    pairs = found.found
    await finder.close()
    rmSync(folder, { recursive: true })
  }
  return { name: type === 'fp32' ? 'anlam fp32' : `anlam int8, ${type} range`, seconds: median(times), pairs }
}

function writeVectors(path: string, rows: number, dimension: number): void {
  const random = new Random(1)
  const writer = new VectorWriter(path)
  const middle = new Float32Array(dimension)
  const row = new Float32Array(dimension)
  for (let i = 0; i < rows; i++) {
    if (i % FAMILY === 0) for (let d = 0; d < dimension; d++) middle[d] = random.normal()
    let squared = 0
    for (let d = 0; d < dimension; d++) {
      row[d] = middle[d]! + SPREAD * random.normal()
      squared += row[d]! ** 2
    }
    const scale = 1 / Math.sqrt(squared)
    for (let d = 0; d < dimension; d++) row[d]! *= scale
    writer.append(row)
  }
  writer.close()
}

async function benchCorpus(corpus: string, root: string): Promise<void> {
  const config = loadConfig({ flags: { indexes: join(root, 'indexes') } })
  const read = { textField: 'text', idField: 'id', onError: 'fail' } as const
  await indexFiles(config, { paths: [corpus], index: 'ml', read })
  const rows: (string | number)[][] = []
  for (const method of ['exact', 'approximate'] as const) {
    const started = performance.now()
    const { pairs, groups, recall, passages } = await mineCorpus(
      config,
      {
        sources: [{ index: 'ml' }],
        settings: { topK: 100, mutual: false, maxPairs: 1_000_000, memory: 2 ** 31, method },
        threshold: 0.7,
        folder: join(root, `mine-${method}`),
        read,
        reporter: SILENT,
      },
      async ({ result }) => result.summary,
    )
    const seconds = (performance.now() - started) / 1000
    rows.push([method, passages, seconds.toFixed(1), pairs, groups, recall?.recall?.toFixed(4) ?? 1])
  }
  table(
    'Mining the corpus with the built-in encoder, from the index to pairs and groups, cosine 0.7',
    ['method', 'passages', 'seconds', 'pairs', 'groups', 'recall (approximate: as estimated)'],
    rows,
  )
}

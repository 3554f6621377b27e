import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { Searcher } from '../../src/search/searcher.js'
import { openSearcher } from '../../src/search/searcher-pool.js'
import { median, percentile, table } from './report.js'

const RUNS = 5
const QUERIES = 300

/**
 * Indexing from the file to the published snapshot, and searching: in-process latency of a whole search, and recall
 * against exact search, which is also the peer in speed.
 */
export async function benchIndex(corpus: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  try {
    const rates: number[] = []
    let passages = 0
    for (let run = 0; run < RUNS; run++) {
      const config = loadConfig({ flags: { indexes: join(root, `${run}`) } })
      const report = await indexFiles(config, {
        paths: [corpus],
        index: 'ml',
        read: { textField: 'text', idField: 'id', onError: 'fail' },
      })
      passages = report.passages
      rates.push(report.passages / report.seconds)
    }
    table(
      'Index, end to end',
      ['passages', 'passages/s, median', 'range'],
      [
        [
          passages,
          Math.round(median(rates)),
          `${Math.round(Math.min(...rates))} to ${Math.round(Math.max(...rates))}`,
        ],
      ],
    )
    await benchSearch(join(root, '0'))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

async function benchSearch(root: string): Promise<void> {
  const encoder = await loadEncoder({
    directory: modelDirectory(loadConfig(), STATIC_MODEL),
    model: STATIC_MODEL,
  })
  const index = await EmbeddedIndex.open(root, 'ml', { mode: 'reader' })
  const exact = new MemoryIndex('exact', index.identity)
  const texts: string[] = []
  for await (const { passages, vectors } of index.scan()) {
    texts.push(...passages.map(passage => passage.text))
    const documents = passages.map(passage => ({
      document: { id: passage.id, source: passage.source, metadata: {} },
      hash: '',
      passages: [{ ...passage, documentId: passage.id }],
    }))
    await exact.write(documents, vectors)
  }
  // A query is the second half of a sentence, so that it differs from every text.
  const step = Math.max(1, Math.floor(texts.length / QUERIES))
  const queries = texts.filter((_, i) => i % step === 0).map(text => text.slice(text.length >> 1).trim())
  const usable = queries.filter(query => /\p{L}{3}/u.test(query)).slice(0, QUERIES)
  const times: number[] = []
  const exactTimes: number[] = []
  let found = 0
  const [fast, slow] = [new Searcher(encoder, index), new Searcher(encoder, exact)]
  for (const query of usable) {
    const result = await fast.search({ query, mode: 'semantic', k: 10 })
    const truth = await slow.search({ query, mode: 'semantic', k: 10 })
    times.push(result.timings.total)
    exactTimes.push(truth.timings.total)
    const ids = new Set(result.hits.map(hit => hit.id))
    found += truth.hits.filter(hit => ids.has(hit.id)).length
  }
  const row = (name: string, values: number[], recall: string) => [
    name,
    median(values).toFixed(2),
    percentile(values, 0.99).toFixed(2),
    recall,
    (median(exactTimes) / median(values)).toFixed(1),
  ]
  table(
    `Search, k 10, default ef, ${usable.length} queries (encode and search, in the process)`,
    ['engine', 'p50 ms', 'p99 ms', 'recall@10', 'times exact'],
    [
      row('embedded (HNSW)', times, (found / (usable.length * 10)).toFixed(4)),
      row('exact, in memory', exactTimes, '1'),
    ],
  )
  await Promise.all([encoder.close(), index.close()])
  await benchThreaded(root, usable)
}

async function benchThreaded(root: string, queries: readonly string[]): Promise<void> {
  const { searcher, close } = await openSearcher(loadConfig({ flags: { indexes: root } }), 'ml')
  const times: number[] = []
  for (const query of queries)
    times.push((await searcher.search({ query, mode: 'semantic', k: 10 })).timings.total)
  table(
    'The same through worker threads, as serve runs it',
    ['p50 ms', 'p99 ms'],
    [[median(times).toFixed(2), percentile(times, 0.99).toFixed(2)]],
  )
  await close()
}

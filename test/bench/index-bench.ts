import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.js'
import { readCorpus } from '../../src/corpus/read.js'
import { EmbeddedIndex } from '../../src/index/embedded/embedded-index.js'
import { ThreadedIndex } from '../../src/index/embedded/threaded-index.js'
import { MemoryIndex } from '../../src/index/memory/memory-index.js'
import type { IndexedDocument } from '../../src/index/types.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { toSources } from '../../src/ingest/sources.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { modelDirectory, STATIC_MODEL } from '../../src/model/models.js'
import { Searcher } from '../../src/search/searcher.js'
import { openSearcher } from '../../src/search/searcher-pool.js'
import type { VectorBatch } from '../../src/types.js'
import { median, percentile, table } from './report.js'

const RUNS = 5
const QUERIES = 300
/** Documents of a write, as when files are indexed. */
const BATCH = 1024

/**
 * Indexing from the file to the published snapshot, and searching: in-process latency of a whole search, and recall
 * against exact search, which is also the peer in speed.
 */
export async function benchIndex(corpus: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  try {
    const rates: number[] = []
    const processor: number[] = []
    let passages = 0
    for (let run = 0; run < RUNS; run++) {
      const config = loadConfig({ flags: { indexes: join(root, `${run}`) } })
      const before = process.cpuUsage()
      const report = await indexFiles(config, {
        paths: [corpus],
        index: 'ml',
        read: { textField: 'text', idField: 'id', onError: 'fail' },
      })
      passages = report.passages
      rates.push(report.passages / report.seconds)
      const { user, system } = process.cpuUsage(before)
      processor.push((user + system) / 1e6)
    }
    table(
      'Index, end to end',
      ['passages', 'passages/s, median', 'range', 'processor s, median'],
      [
        [
          passages,
          Math.round(median(rates)),
          `${Math.round(Math.min(...rates))} to ${Math.round(Math.max(...rates))}`,
          median(processor).toFixed(1),
        ],
      ],
    )
    await benchRows(corpus, root)
    await benchSearch(join(root, '0'))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Rows and words alone: documents and vectors are there, and no graph is published. */
async function benchRows(corpus: string, root: string): Promise<void> {
  const encoder = await loadEncoder({
    directory: modelDirectory(loadConfig(), STATIC_MODEL),
    model: STATIC_MODEL,
  })
  const batches: { documents: IndexedDocument[]; vectors: VectorBatch }[] = []
  const add = async (documents: IndexedDocument[]): Promise<void> => {
    const texts = documents.flatMap(({ passages }) => passages.map(({ text }) => text))
    batches.push({ documents, vectors: await encoder.encode(texts, { kind: 'document' }) })
  }
  let documents: IndexedDocument[] = []
  const read = readCorpus([corpus], { textField: 'text', idField: 'id', onError: 'fail' })
  for await (const { document, passages } of toSources(read, undefined)) {
    documents.push({ document, hash: document.id, passages: passages() })
    if (documents.length < BATCH) continue
    await add(documents)
    documents = []
  }
  await add(documents)
  const index = await ThreadedIndex.create(root, 'rows', { ...encoder.spec, unit: 'document' })
  const [start, before] = [performance.now(), process.cpuUsage()]
  let [earlier, later]: Promise<unknown>[] = []
  for (const { documents, vectors } of batches) {
    await earlier
    earlier = later
    later = index.write(documents, vectors)
  }
  await Promise.all([earlier, later])
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(before)
  const { passages } = await index.stats()
  table(
    'Rows and words alone',
    ['passages', 'passages/s', 'processor s'],
    [[passages, Math.round(passages / seconds), ((user + system) / 1e6).toFixed(1)]],
  )
  await Promise.all([index.close(), encoder.close()])
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

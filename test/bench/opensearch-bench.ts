import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@opensearch-project/opensearch'
import { rowOf } from '../../src/basics/vectors.js'
import { openEncoder } from '../../src/compose.js'
import { loadConfig } from '../../src/config.js'
import { EmbeddedEngine } from '../../src/index/embedded/embedded-engine.js'
import type { IndexEngine } from '../../src/index/engine.js'
import { newIndex, newMeta } from '../../src/index/opensearch/mapping.js'
import { OpenSearchEngine } from '../../src/index/opensearch/opensearch-engine.js'
import { rowId, rowJson, rowsOf } from '../../src/index/opensearch/rows.js'
import type { IndexedDocument, SearchIndex } from '../../src/index/types.js'
import { mineCorpus } from '../../src/mining/mine-corpus.js'
import { SILENT, type VectorBatch } from '../../src/types.js'
import { sharedCluster } from '../opensearch/shared-cluster.js'
import { readTexts } from './encode-bench.js'
import { percentile, table } from './report.js'
import { passageBytes } from './sizing.js'

const DIMENSION = 256
/** Passages of a write, searches at once and in all, neighbours. */
const BATCH = 1000
const AT_ONCE = 16
const SEARCHES = 320
const K = 10
const REQUEST_BYTES = 4 << 20

/** What a load needs: texts with vectors, and as many queries that are not among them. */
interface Load {
  documents: IndexedDocument[]
  vectors: VectorBatch
  queries: Float32Array[]
}

/**
 * An index in three real nodes on this machine, beside the embedded engine and beside OpenSearch's client alone with the same
 * rows. Times are of a machine that does other work: compare within a run.
 */
export async function benchOpenSearch(corpus: string, passages: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  const urls = await sharedCluster()
  const prefix = `bench-${process.pid}`
  const settings = { urls, prefix, shards: 1, replicas: 1 }
  const engine = new OpenSearchEngine(settings)
  const embedded = new EmbeddedEngine(root)
  const client = new Client({ nodes: urls, requestTimeout: 300_000 })
  try {
    const load = await loadOf(readTexts(corpus), passages)
    const nodes = new NodeClock(client)
    const rows = [
      await measure('embedded', nodes, () => indexed(embedded, load)),
      await measure('rows as JSON, sent nowhere', nodes, async () => void linesOf(load).reduce(longer, 0)),
      await measure('OpenSearch, client alone', nodes, () => sentBare(client, `${prefix}-bare`, load)),
      await measure('OpenSearch, Anlam', nodes, () => indexed(engine, load)),
    ]
    table(
      `Indexing ${passages} sentences × ${DIMENSION} into one shard and a copy, without encoding`,
      ['', 'seconds', 'passages/s', 'CPU s of this process', 'CPU s of the nodes'],
      rows.map(({ name, seconds, own, theirs }) => [
        name,
        seconds.toFixed(1),
        Math.round(passages / seconds),
        own.toFixed(1),
        theirs.toFixed(1),
      ]),
    )
    const [here, there] = [
      await embedded.open('n', { mode: 'reader' }),
      await engine.open('n', { mode: 'reader' }),
    ]
    await benchSearches(load, here, there, client, `${prefix}-bare`)
    await printSizes(client, `${prefix}-id-${there.id}`, passages)
    await Promise.all([here.close(), there.close()])
    await benchMining(root, urls, prefix, passages)
  } finally {
    await engine.delete('n').catch(() => undefined)
    await client.indices.delete({ index: `${prefix}-bare` }).catch(() => undefined)
    await Promise.all([engine.close(), client.close()])
    rmSync(root, { recursive: true, force: true })
  }
}

async function loadOf(texts: readonly string[], passages: number): Promise<Load> {
  const encoder = await openEncoder(loadConfig())
  const wanted = Array.from({ length: passages + SEARCHES }, (_, i) =>
    // A corpus that is too small comes again, with a number.
    i < texts.length ? texts[i]! : `${texts[i % texts.length]} (${Math.floor(i / texts.length)})`,
  )
  const values = new Float32Array(wanted.length * DIMENSION)
  for (let from = 0; from < wanted.length; from += BATCH) {
    const encoded = await encoder.encode(wanted.slice(from, from + BATCH), { kind: 'document' })
    for (let row = 0; row < encoded.rows; row++) {
      const short = rowOf(encoded, row).subarray(0, DIMENSION)
      const length = Math.hypot(...short) || 1
      for (const [d, x] of short.entries()) values[(from + row) * DIMENSION + d] = x / length
    }
  }
  await encoder.close()
  const all = { values, rows: wanted.length, dimension: DIMENSION }
  return {
    documents: wanted.slice(0, passages).map((text, i) => {
      const id = `p${i}`
      const document = { id, source: 'bench', metadata: {} }
      return { document, hash: id, passages: [{ id, documentId: id, text, start: 0, end: text.length }] }
    }),
    vectors: { values: values.subarray(0, passages * DIMENSION), rows: passages, dimension: DIMENSION },
    queries: Array.from({ length: SEARCHES }, (_, i) => rowOf(all, passages + i)),
  }
}

async function indexed(engine: IndexEngine, { documents, vectors }: Load): Promise<void> {
  const identity = { model: 'builtin', fingerprint: 'b'.repeat(64), dimension: DIMENSION }
  const index = await engine.create('n', identity)
  for (let from = 0; from < documents.length; from += BATCH) {
    const rows = Math.min(BATCH, documents.length - from)
    const values = vectors.values.slice(from * DIMENSION, (from + rows) * DIMENSION)
    await index.write(documents.slice(from, from + rows), { values, rows, dimension: DIMENSION })
  }
  await index.commit()
  await index.stats()
  await index.close()
}

/** The rows that Anlam writes, as bulk requests. */
function linesOf({ documents, vectors }: Load): string[] {
  const requests: string[] = []
  let request = ''
  for (const [i, document] of documents.entries())
    for (const row of rowsOf(document, [rowOf(vectors, i)], 1, 2 * i)) {
      request += `{"index":{"_id":"${rowId(row)}"}}\n${rowJson(row)}\n`
      if (request.length < REQUEST_BYTES) continue
      requests.push(request)
      request = ''
    }
  return [...requests, request]
}

const longer = (length: number, request: string): number => Math.max(length, request.length)

/** Sends the same requests, two at once, and refreshes. */
async function sentBare(client: Client, index: string, load: Load): Promise<void> {
  const meta = newMeta('bare', 'bare', { model: 'b', fingerprint: 'b', dimension: DIMENSION })
  await client.transport.request({
    method: 'PUT',
    path: `/${index}`,
    body: newIndex(meta, { shards: 1, replicas: 1 }),
  })
  const requests = linesOf(load)[Symbol.iterator]()
  const send = async (): Promise<void> => {
    for (const bulkBody of requests)
      await client.transport.request({ method: 'POST', path: `/${index}/_bulk`, bulkBody })
  }
  await Promise.all([send(), send()])
  await client.indices.refresh({ index })
}

async function benchSearches(
  { queries }: Load,
  here: SearchIndex,
  there: SearchIndex,
  client: Client,
  bare: string,
): Promise<void> {
  const bareSearch = async (vector: Float32Array): Promise<string[]> => {
    const knn = { vector: { vector: Array.from(vector), k: K + 16, method_parameters: { ef_search: 100 } } }
    const { body } = await client.transport.request({
      method: 'POST',
      path: `/${bare}/_search`,
      body: { query: { knn }, size: K + 16, track_total_hits: false },
    })
    const { hits } = (body as { hits: { hits: { _source: { pid: string } }[] } }).hits
    return hits.slice(0, K).map(({ _source }) => _source.pid)
  }
  const idsOf = (index: SearchIndex, exact: boolean) => async (vector: Float32Array) =>
    (await index.search(vector, { k: K, exact })).map(({ id }) => id)
  const exact = await Promise.all(queries.map(idsOf(here, true)))
  const rows: (string | number)[][] = []
  for (const [name, search] of [
    ['embedded', idsOf(here, false)],
    ['OpenSearch, client alone', bareSearch],
    ['OpenSearch, Anlam', idsOf(there, false)],
  ] as const) {
    for (const at of [AT_ONCE, 1]) {
      await Promise.all(queries.slice(0, AT_ONCE).map(search))
      const { found, times } = await timed(at === 1 ? queries.slice(0, 60) : queries, at, search)
      const right = found.flatMap((ids, i) => ids.filter(id => exact[i]!.includes(id)))
      const recall = right.length / found.length / K
      rows.push([name, at, ...[0.5, 0.95].map(p => percentile(times, p).toFixed(1)), recall.toFixed(4)])
    }
  }
  table(`Searches by vector, k ${K}`, ['', 'at once', 'p50 ms', 'p95 ms', `recall@${K}`], rows)
}

async function timed(
  queries: readonly Float32Array[],
  atOnce: number,
  search: (vector: Float32Array) => Promise<string[]>,
): Promise<{ found: string[][]; times: number[] }> {
  const found: string[][] = []
  const times: number[] = []
  const waiting = queries.entries()
  const work = async (): Promise<void> => {
    for (const [i, query] of waiting) {
      const started = performance.now()
      found[i] = await search(query)
      times.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { found, times }
}

async function printSizes(client: Client, index: string, passages: number): Promise<void> {
  const bytes = async (): Promise<number> => {
    const { body } = await client.transport.request({ method: 'GET', path: `/${index}/_stats/store` })
    return (body as { _all: { primaries: { store: { size_in_bytes: number } } } })._all.primaries.store
      .size_in_bytes
  }
  const before = await bytes()
  await client.indices.forcemerge({ index, max_num_segments: 1 })
  const { body } = await client.transport.request({ method: 'GET', path: '/_nodes/stats/jvm' })
  const heaps = Object.values(
    (body as { nodes: Record<string, { jvm: { mem: { heap_used_in_bytes: number } } }> }).nodes,
  )
  const { disk } = passageBytes({ dimension: DIMENSION, vectors: 'float' })
  table(
    'Bytes of a passage in one copy',
    ['computed', 'written', 'merged into one segment', 'heap used, MiB'],
    [
      [
        Math.round(disk),
        Math.round(before / passages),
        Math.round((await bytes()) / passages),
        heaps.map(({ jvm }) => Math.round(jvm.mem.heap_used_in_bytes / 2 ** 20)).join(', '),
      ],
    ],
  )
}

/** Reads and mines the index from the cluster. */
async function benchMining(root: string, urls: string[], prefix: string, passages: number): Promise<void> {
  const flags = { engine: 'opensearch', opensearchUrl: urls.join(','), opensearchPrefix: prefix }
  const started = performance.now()
  let read = 0
  const pairs = await mineCorpus(
    loadConfig({ flags }),
    {
      sources: [{ index: 'n' }],
      settings: { topK: K, method: 'exact', mutual: false, maxPairs: 100_000, memory: 64 << 20 },
      threshold: 0.9,
      folder: join(root, 'mine'),
      read: { textField: 'text', idField: 'id', onError: 'fail' },
      onProgress: stage => {
        if (stage === 'comparing' && read === 0) read = performance.now() - started
      },
      reporter: SILENT,
    },
    async ({ result }) => result.summary.pairs,
  )
  const seconds = (performance.now() - started) / 1000
  const peak = process.resourceUsage().maxRSS / 2 ** 10
  console.log(
    `\nMining the ${passages} from the cluster: read in ${(read / 1000).toFixed(1)} s, ${seconds.toFixed(1)} s in all, ` +
      `${pairs} pairs; peak of this process ${Math.round(peak)} MiB`,
  )
}

/** CPU time of all nodes. */
class NodeClock {
  constructor(private readonly client: Client) {}

  async seconds(): Promise<number> {
    const { body } = await this.client.transport.request({ method: 'GET', path: '/_nodes/stats/process' })
    const { nodes } = body as { nodes: Record<string, { process: { cpu: { total_in_millis: number } } }> }
    return Object.values(nodes).reduce((sum, { process }) => sum + process.cpu.total_in_millis / 1000, 0)
  }
}

async function measure(
  name: string,
  nodes: NodeClock,
  work: () => Promise<void>,
): Promise<{ name: string; seconds: number; own: number; theirs: number }> {
  const [started, own, theirs] = [performance.now(), process.cpuUsage(), await nodes.seconds()]
  await work()
  const { user, system } = process.cpuUsage(own)
  return {
    name,
    seconds: (performance.now() - started) / 1000,
    own: (user + system) / 1e6,
    theirs: (await nodes.seconds()) - theirs,
  }
}

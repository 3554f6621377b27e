import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@opensearch-project/opensearch'
import { rowOf } from '../../../src/basics/vectors.js'
import { type Config, loadConfig } from '../../../src/config.js'
import { EmbeddedEngine } from '../../../src/index/embedded/embedded-engine.js'
import type { OpenedIndex } from '../../../src/index/engine.js'
import type { ClusterSettings } from '../../../src/index/opensearch/client.js'
import { newIndex, newMeta } from '../../../src/index/opensearch/mapping.js'
import { OpenSearchEngine } from '../../../src/index/opensearch/opensearch-engine.js'
import { rowId, rowJson, rowsOf } from '../../../src/index/opensearch/rows.js'
import type { IndexIdentity } from '../../../src/index/types.js'
import { indexFiles } from '../../../src/ingest/index-files.js'
import { mineCorpus } from '../../../src/mining/mine-corpus.js'
import { SILENT } from '../../../src/types.js'
import { TestCluster } from '../../opensearch/cluster.js'
import { table } from '../report.js'
import { passageBytes } from '../sizing.js'
import { benchJudgedIn } from './judged.js'
import { DIMENSION, type Load, loadOf, writeLoad } from './load.js'
import { type Measured, measure, Nodes } from './nodes.js'
import { bareSearch, compareSearches, SEARCH_COLUMNS, searchOf } from './searches.js'

const IDENTITY = { model: 'builtin', fingerprint: 'b'.repeat(64), dimension: DIMENSION }
const REQUEST_BYTES = 4 << 20
/** MiB of each node's heap, and of one that merges graphs of a million. */
const HEAP = 1024
const LARGE_HEAP = 2048
/**
 * Passages up to which an index has a copy and is merged in the end: with both, a million takes hours on two cores, and bytes are those of
 * one copy anyway.
 */
const MOST_COPIED = 200_000

/** What a run has at hand. */
interface World {
  root: string
  client: Client
  nodes: Nodes
  settings: ClusterSettings
}

/**
 * Indexes in three real nodes on this machine: indexing beside the client alone, floats and bytes, the command, and judged queries
 * in both engines. Times are of a machine that may do other work: compare within a run.
 */
export async function benchOpenSearch(corpus: string, passages: number): Promise<void> {
  await inCluster(corpus, passages, async (world, load) => {
    await benchJudged(world)
    await benchIndexing(world, load, passages)
    await benchBytes(world, load, passages)
    await benchCommand(world, load, passages)
  })
}

/** One index in three real nodes that grows from size to size: bytes, heaps, and searches beside the embedded engine. */
export async function benchOpenSearchGrowth(corpus: string, sizes: readonly number[]): Promise<void> {
  await inCluster(corpus, Math.max(...sizes), (world, load) => benchGrowth(world, load, sizes))
}

async function inCluster(
  corpus: string,
  passages: number,
  work: (world: World, load: Load) => Promise<void>,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  const isLarge = passages > MOST_COPIED
  const heap = isLarge ? LARGE_HEAP : HEAP
  const cluster = await TestCluster.start({ heap, isLong: true })
  const settings = { urls: cluster.urls, prefix: 'bench', shards: 1, replicas: isLarge ? 0 : 1 }
  const client = new Client({ nodes: cluster.urls, requestTimeout: 600_000 })
  try {
    const load = await loadOf(corpus, passages)
    console.log(
      `\n${load.documents.length} sentences (${load.real} of them real), encoded in ${load.encoding.toFixed(1)} s; nodes with heaps of ` +
        `${heap} MiB, one shard ${isLarge ? 'without' : 'and'} a copy`,
    )
    await work({ root, client, nodes: new Nodes(client), settings }, load)
  } finally {
    await client.close()
    await cluster.stop()
    rmSync(root, { recursive: true, force: true })
  }
}

/** What our layer takes beside the client alone, which sends the same rows. */
async function benchIndexing(
  { client, nodes, settings }: World,
  load: Load,
  passages: number,
): Promise<void> {
  const engine = new OpenSearchEngine({ ...settings, prefix: 'beside' })
  const index = await engine.create('n', IDENTITY)
  const rows = {
    'rows as JSON, sent nowhere': await measure(nodes, async () => void [...linesOf(load, passages)].length),
    'client alone': await measure(nodes, () => sentBare(client, load, passages)),
    Anlam: await measure(nodes, () => writeLoad(index, load, 0, passages)),
  }
  table(
    `Indexing ${passages} sentences × ${DIMENSION}, without encoding`,
    ['', 'seconds', 'passages/min', 'CPU s of this process', 'CPU s of the nodes'],
    Object.entries(rows).map(([name, measured]) => [name, ...cellsOf(measured, passages)]),
  )
  await index.close()
  await engine.delete('n')
  await engine.close()
  await client.indices.delete({ index: 'bare' })
}

function cellsOf({ seconds, own, theirs }: Measured, passages: number): string[] {
  return [seconds.toFixed(1), `${Math.round((passages / seconds) * 60)}`, own.toFixed(1), theirs.toFixed(1)]
}

/** The rows that Anlam writes, as bulk requests. */
function* linesOf({ documents, vectors }: Load, passages: number): Generator<string> {
  let request = ''
  for (const [i, document] of documents.slice(0, passages).entries())
    for (const row of rowsOf(document, [rowOf(vectors, i)], 1, 2 * i)) {
      request += `{"index":{"_id":"${rowId(row)}"}}\n${rowJson(row, { vectors: 'float', dimension: DIMENSION })}\n`
      if (request.length < REQUEST_BYTES) continue
      yield request
      request = ''
    }
  yield request
}

/** Sends the same requests, two at once, and refreshes. */
async function sentBare(client: Client, load: Load, passages: number): Promise<void> {
  const body = newIndex(newMeta('bare', 'bare', IDENTITY), { shards: 1, replicas: 1 })
  await client.transport.request({ method: 'PUT', path: '/bare', body })
  const requests = linesOf(load, passages)
  const send = async (): Promise<void> => {
    for (const bulkBody of requests)
      await client.transport.request({ method: 'POST', path: '/bare/_bulk', bulkBody })
  }
  await Promise.all([send(), send()])
  await client.indices.refresh({ index: 'bare' })
}

/** An index of bytes, its recall, and what is left of it when segments are merged. */
async function benchBytes(world: World, load: Load, passages: number): Promise<void> {
  const { client, nodes, settings } = world
  const exact = await embeddedIndex(world, load, 'bytes', passages)
  const rows: string[][] = []
  const sizes: (string | number)[][] = []
  for (const vectors of ['float', 'byte'] as const) {
    const prefix = `${vectors}s`
    const engine = new OpenSearchEngine({ ...settings, prefix, vectors })
    const index = await engine.create('n', IDENTITY)
    await writeLoad(index, load, 0, passages)
    const name = `${prefix}-id-${index.id}`
    const search = async (what: string): Promise<void> => {
      const ways = { [`${vectors}, ${what}`]: searchOf(index) }
      rows.push(...(await compareSearches(ways, load.queries, { exact: searchOf(exact, true), nodes })))
      sizes.push([`${vectors}, ${what}`, ...(await bytesOf(nodes, name, passages))])
    }
    await search('as written')
    await nodes.merge(name)
    await search('merged')
    await index.close()
    await engine.close()
    await client.indices.delete({ index: `${prefix}-*` })
  }
  await exact.close()
  table(`${passages} × ${DIMENSION}: floats and bytes, k 10`, SEARCH_COLUMNS, rows)
  table('Bytes of a passage in one copy', ['', 'all', 'segments', ...FILES], sizes)
}

/** Kinds of files whose bytes are shown: vectors, links, columns, kept texts, inverted lists. */
const FILES = ['vec', 'vex', 'dvd', 'fdt', 'doc', 'tim']

async function bytesOf(nodes: Nodes, index: string, passages: number): Promise<string[]> {
  const { bytes, segments, files } = await nodes.sizeOf(index)
  const each = (size = 0): string => `${Math.round(size / passages)}`
  return [each(bytes), `${segments}`, ...FILES.map(kind => each(files[kind]))]
}

async function embeddedIndex(
  { root }: World,
  load: Load,
  folder: string,
  passages: number,
): Promise<OpenedIndex> {
  const index = await new EmbeddedEngine(join(root, folder)).create('n', IDENTITY)
  await writeLoad(index, load, 0, passages)
  return index
}

/** Files, encoded and indexed as `anlam index` does, and mined. */
async function benchCommand(
  { root, client, nodes, settings }: World,
  load: Load,
  passages: number,
): Promise<void> {
  const path = join(root, 'texts.jsonl')
  const lines = load.documents
    .slice(0, passages)
    .map(({ document: { id }, passages: [passage] }) => JSON.stringify({ id, text: passage!.text }))
  writeFileSync(path, `${lines.join('\n')}\n`)
  const flags = { engine: 'opensearch', opensearchUrl: settings.urls.join(','), opensearchPrefix: 'command' }
  const config = loadConfig({ flags })
  const read = { textField: 'text', idField: 'id', onError: 'fail' as const }
  const measured = await measure(
    nodes,
    async () => void (await indexFiles(config, { paths: [path], index: 'n', read })),
  )
  table(
    `\`anlam index\` of ${passages} sentences with the built-in encoder, whole vectors`,
    ['seconds', 'passages/min', 'CPU s of this process', 'CPU s of the nodes'],
    [cellsOf(measured, passages)],
  )
  await benchMining(config, root, passages)
  await client.indices.delete({ index: 'command-*' })
}

async function benchMining(config: Config, root: string, passages: number): Promise<void> {
  const started = performance.now()
  let read = 0
  const pairs = await mineCorpus(
    config,
    {
      sources: [{ index: 'n' }],
      settings: { topK: 10, method: 'exact', mutual: false, maxPairs: 100_000, memory: 64 << 20 },
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
  console.log(
    `\nMining the ${passages} from the cluster: read in ${(read / 1000).toFixed(1)} s, ${seconds.toFixed(1)} s in all, ${pairs} pairs`,
  )
}

async function benchJudged({ root, client, settings }: World): Promise<void> {
  const embedded = new EmbeddedEngine(join(root, 'judged'))
  const engine = new OpenSearchEngine({ ...settings, prefix: 'judged' }, { few: 0 })
  const create = (of: OpenSearchEngine | EmbeddedEngine) => (identity: IndexIdentity) =>
    of.create('n', identity)
  await benchJudgedIn({ embedded: create(embedded), 'OpenSearch, its graph': create(engine) })
  await engine.close()
  await client.indices.delete({ index: 'judged-*' })
}

/** One index that grows from size to size. */
async function benchGrowth(world: World, load: Load, sizes: readonly number[]): Promise<void> {
  const { client, nodes, settings } = world
  const engine = new OpenSearchEngine({ ...settings, prefix: 'grown' })
  const index = await engine.create('n', IDENTITY)
  const name = `grown-id-${index.id}`
  let written = 0
  for (const size of [...sizes].sort((a, b) => a - b)) {
    const measured = await measure(nodes, () => writeLoad(index, load, written, size))
    const { disk } = passageBytes({ dimension: DIMENSION, vectors: 'float' })
    table(
      `The ${size - written} sentences up to ${size}`,
      [
        'seconds',
        'passages/min',
        'CPU s of this process',
        'CPU s of the nodes',
        'heaps used, MiB',
        'bytes computed',
      ],
      [[...cellsOf(measured, size - written), (await nodes.heaps()).join(', '), Math.round(disk)]],
    )
    table('Bytes of a passage in one copy', ['all', 'segments', ...FILES], [await bytesOf(nodes, name, size)])
    written = size
    const embedded = await embeddedIndex(world, load, `grown-${size}`, size)
    const ways = {
      embedded: searchOf(embedded),
      'OpenSearch, client alone': bareSearch(client, name),
      'OpenSearch, Anlam': searchOf(index),
    }
    const exact = searchOf(embedded, true)
    const compare = async (what: string): Promise<void> =>
      table(
        `Searches by vector among ${size}, k 10, ${what}`,
        SEARCH_COLUMNS,
        await compareSearches(ways, load.queries, { exact, nodes }),
      )
    await compare('as written')
    if (size === Math.max(...sizes) && size <= MOST_COPIED) {
      await nodes.merge(name)
      table(
        'Bytes of a passage in one copy, merged',
        ['all', 'segments', ...FILES],
        [await bytesOf(nodes, name, size)],
      )
      await compare('merged')
    }
    await embedded.close()
  }
  await index.close()
  await engine.close()
}

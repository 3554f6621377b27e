import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { loadConfig } from '../../src/config.js'
import { indexFiles } from '../../src/index-files.js'
import { VectorWriter } from '../../src/neighbours/vector-file.js'
import { countTrue, exactScores } from '../../src/search/exact.js'
import { openSearcher } from '../../src/searcher-pool.js'
import { rowOf } from '../../src/vectors.js'
import { ANLAM } from '../support/cli.js'
import type { PaceOrder, PaceReport } from './pace.js'
import { table } from './report.js'

const PACE = fileURLToPath(new URL('pace.js', import.meta.url))
const PEER = fileURLToPath(new URL('../../../test/bench/peers/lancedb-server.mjs', import.meta.url))
const PASSAGES = 100_000
const CONNECTIONS = [1, 16, 64, 256]
/** More than any server answers at once. */
const OVERLOAD = 3000
const SECONDS = 8
/** Milliseconds for a server to finish what is left of a flood. */
const SETTLE = 3000
const K = 10
const QUERIES = 200

interface Target {
  name: string
  url: string
  /** Body of the nth request; all are different. */
  body: (n: number) => string
}

/** Searches over HTTP: throughput and latency by connections, at half of capacity, under overload, and beside a peer. */
export async function benchHttp(
  corpus: string,
  options: { peers: string | undefined; soak: number },
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  const children: ChildProcess[] = []
  try {
    const config = loadConfig({ flags: { indexes: join(root, 'indexes') } })
    const texts = writeCorpus(corpus, join(root, 'texts.jsonl'))
    await indexFiles(config, {
      paths: [join(root, 'texts.jsonl')],
      index: 'n',
      read: { textField: 'text', idField: 'id', onError: 'fail' },
    })
    const queries = texts
      .filter((_, i) => i % Math.floor(PASSAGES / QUERIES) === 0)
      .map(text => text.slice(0, 60))
    const { vectors, recall, dimension } = await prepare(config, queries, join(root, 'vectors'))

    const child = spawn(process.execPath, [
      ANLAM,
      'serve',
      '--port',
      '0',
      '--json',
      '--log-level',
      'warn',
      '--indexes',
      config.indexes,
    ])
    children.push(child)
    const { url } = await firstLine<{ url: string }>(child)
    // Numbers keep the cache of queries out of it: people rarely ask what was asked before.
    const own: Target = {
      name: 'anlam (text in, hits with texts out)',
      url: `${url}/v1/search`,
      body: n => JSON.stringify({ query: `${queries[n % queries.length]} ${n}`, k: K }),
    }
    const rows: (string | number)[][] = []
    let capacity = 0
    for (const connections of CONNECTIONS) {
      const result = await fire(own, { connections })
      capacity = Math.max(capacity, result.requests.average)
      rows.push(describe(own.name, connections, result, recall))
    }
    // What the flood before it left in the queue is not this one's.
    await new Promise(resolve => setTimeout(resolve, SETTLE))
    const half = await paced(own, capacity / 2, SECONDS)
    rows.push([
      `${own.name}, at half of capacity`,
      'as needed',
      Math.round(half.answers / SECONDS),
      ...[half.p50, half.p97_5, half.p99].map(ms => ms.toFixed(1)),
      describeFailures(half),
      recall.toFixed(4),
    ])
    if (options.peers) {
      const folder = join(root, 'lance')
      mkdirSync(folder)
      const peer = spawn(
        process.execPath,
        [PEER, options.peers, folder, join(root, 'vectors'), String(PASSAGES), String(dimension)],
        {
          // It warns of something at every search.
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      )
      children.push(peer)
      const { port, version } = await firstLine<{ port: number; version: string }>(peer)
      const other: Target = {
        name: `LanceDB ${version} behind express (vector in, ids out)`,
        url: `http://127.0.0.1:${port}/search`,
        body: n => JSON.stringify({ vector: vectors[n % vectors.length], k: K }),
      }
      const peerRecall = await recallOf(other, config, queries)
      for (const connections of [16, 64])
        rows.push(describe(other.name, connections, await fire(other, { connections }), peerRecall))
      peer.kill()
    }
    table(
      `Searches over HTTP, ${PASSAGES} passages, built-in encoder, k ${K}, ${SECONDS} s each, on loopback`,
      ['', 'connections', 'requests/s', 'p50 ms', 'p97.5 ms', 'p99 ms', 'not 200', 'recall@10'],
      rows,
    )
    await benchOverload(own)
    if (options.soak > 0) await benchSoak(own, child, capacity / 2, options.soak)
  } finally {
    for (const child of children) child.kill()
    rmSync(root, { recursive: true, force: true })
  }
}

/** Sentences of the corpus, and pairs of them, until there are enough. */
function writeCorpus(corpus: string, path: string): string[] {
  const sentences = readFileSync(corpus, 'utf8')
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as { text: string }).text)
  const texts = Array.from({ length: PASSAGES }, (_, i) => {
    const first = sentences[i % sentences.length]!
    const round = Math.floor(i / sentences.length)
    return round === 0 ? first : `${first} ${sentences[(i * 7 + round) % sentences.length]!}`
  })
  writeFileSync(path, texts.map((text, i) => JSON.stringify({ id: String(i), text })).join('\n'))
  return texts
}

/** Vectors of the passages for a peer, those of queries, and the recall of searches. */
async function prepare(config: ReturnType<typeof loadConfig>, queries: readonly string[], path: string) {
  const { searcher, close } = await openSearcher(config, 'n')
  try {
    const writer = new VectorWriter(path)
    for await (const { vectors } of searcher.index.scan()) writer.append(vectors.values)
    writer.close()
    const encoded = await searcher.encoder.encode(queries, { kind: 'query' })
    const list = queries.map((_, i) => rowOf(encoded, i))
    const best = await exactScores(searcher.index.scan(), list, K)
    let found = 0
    for (const [i, vector] of list.entries())
      found += countTrue(await searcher.index.search(vector, { k: K }), best[i]!)
    const recall = found / (K * queries.length)
    return { vectors: list.map(vector => [...vector]), recall, dimension: encoded.dimension }
  } finally {
    await close()
  }
}

async function recallOf(
  peer: Target,
  config: ReturnType<typeof loadConfig>,
  queries: readonly string[],
): Promise<number> {
  const { searcher, close } = await openSearcher(config, 'n')
  try {
    const encoded = await searcher.encoder.encode(queries, { kind: 'query' })
    const list = queries.map((_, i) => rowOf(encoded, i))
    const best = await exactScores(searcher.index.scan(), list, K)
    let found = 0
    for (const [i] of queries.entries()) {
      const answer = await fetch(peer.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: peer.body(i),
      })
      const { ids } = (await answer.json()) as { ids: number[] }
      const vectors = await searcher.index.vectors(ids.map(String))
      const hits = vectors.map(vector => ({
        score: vector!.reduce((sum, x, d) => sum + x * list[i]![d]!, 0),
      }))
      found += countTrue(hits, best[i]!)
    }
    return found / (K * queries.length)
  } finally {
    await close()
  }
}

let sent = 0

function fire(
  target: Target,
  options: { connections: number; duration?: number },
): Promise<autocannon.Result> {
  return autocannon({
    url: target.url,
    method: 'POST',
    duration: SECONDS,
    headers: { 'content-type': 'application/json' },
    timeout: 30,
    requests: [{ setupRequest: request => ({ ...request, body: target.body(sent++) }) }],
    ...options,
  })
}

function describe(
  name: string,
  connections: number,
  { requests, latency, non2xx }: autocannon.Result,
  recall: number,
): (string | number)[] {
  return [
    name,
    connections,
    Math.round(requests.average),
    latency.p50,
    latency.p97_5,
    latency.p99,
    non2xx,
    recall.toFixed(4),
  ]
}

/** See `pace.ts`. */
async function paced(target: Target, rate: number, seconds: number): Promise<PaceReport> {
  const child = spawn(process.execPath, [PACE], { stdio: ['pipe', 'pipe', 'inherit'] })
  const bodies = Array.from({ length: Math.ceil(rate * seconds) }, () => target.body(sent++))
  child.stdin.end(JSON.stringify({ url: target.url, rate, seconds, bodies } satisfies PaceOrder))
  return JSON.parse(await text(child.stdout)) as PaceReport
}

function describeFailures({ failures }: PaceReport): string {
  const parts = Object.entries(failures).map(([why, times]) => `${times} × ${why}`)
  return parts.join(', ') || '0'
}

async function benchOverload(target: Target): Promise<void> {
  const flood = await fire(target, { connections: OVERLOAD })
  const after = await fire(target, { connections: 16, duration: 3 })
  const statuses = Object.entries(flood.statusCodeStats ?? {}).map(
    ([status, stats]) => `${status}: ${stats?.count}`,
  )
  table(
    `${OVERLOAD} connections at once, and 16 after them`,
    ['answers', 'broken connections', 'timeouts', 'requests/s after', 'p99 ms after'],
    [
      [
        statuses.join(', '),
        flood.errors - flood.timeouts,
        flood.timeouts,
        Math.round(after.requests.average),
        after.latency.p99,
      ],
    ],
  )
}

async function benchSoak(target: Target, server: ChildProcess, rate: number, minutes: number): Promise<void> {
  const rows: (string | number)[][] = []
  const step = Math.max(1, Math.round(minutes / 5))
  for (let minute = 0; minute <= minutes; minute += step) {
    const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]
    if (minute === minutes) {
      rows.push([minute, Math.round(Number(memory) / 1024), '', '', ''])
      break
    }
    const report = await paced(target, rate, step * 60)
    rows.push([
      minute,
      Math.round(Number(memory) / 1024),
      Math.round(report.answers / step / 60),
      report.p99.toFixed(1),
      describeFailures(report),
    ])
  }
  table(
    `${minutes} minutes at half of capacity`,
    ['minute', 'memory MiB', 'requests/s', 'p99 ms', 'not 200'],
    rows,
  )
}

function firstLine<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', line => resolve(JSON.parse(line) as T))
    child.once('exit', code => reject(new Error(`a server ended with ${code}`)))
  })
}

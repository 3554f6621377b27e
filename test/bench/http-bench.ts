import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { loadConfig } from '../../src/config.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { ANLAM } from '../support/cli.js'
import { anlam, findTruth, K, lance, PEER_SETTINGS, recallOf, type Target } from './http-targets.js'
import type { PaceOrder, PaceReport } from './pace.js'
import { table } from './report.js'

const PACE = fileURLToPath(new URL('pace.js', import.meta.url))
const PEER = fileURLToPath(new URL('../../../test/bench/peers/lancedb-server.mjs', import.meta.url))
const PASSAGES = 100_000
const CONNECTIONS = [1, 16, 64, 256]
/** Concurrent connections: more than any server answers at once. */
const OVERLOAD = 3000
const SECONDS = 8
/** Milliseconds for a server to empty its queue after a flood of requests. */
const SETTLE = 3000
const QUERIES = 200
/** Documents written during searches, seconds of the measurement, and searches per second. */
const WRITTEN = 5000
const WRITING_SECONDS = 6
const WRITING_RATES = [100, 400]
/** Seconds of warm-up before the first measurement: code is compiled, connections and buffers are made. */
const WARM_UP = 10

/** Searches over HTTP: throughput and latency by connections, at half capacity, under overload, and beside a peer. */
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
    const truth = await findTruth(config, queries, join(root, 'vectors'))
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
    const own = anlam(url, queries)
    const rows: (string | number)[][] = []
    const measure = async (target: Target, connections: number): Promise<number> => {
      const recall = await recallOf(target, truth, connections)
      const result = await fire(target, { connections })
      rows.push(describe(target.name, connections, result, recall))
      return result.requests.average
    }
    await fire(own, { connections: 16, duration: WARM_UP })
    let capacity = 0
    for (const connections of CONNECTIONS) capacity = Math.max(capacity, await measure(own, connections))
    // The queue of the previous measurement must not count here.
    await new Promise(resolve => setTimeout(resolve, SETTLE))
    const half = await paced(own, capacity / 2, SECONDS)
    rows.push([
      `${own.name}, at half of capacity`,
      'as needed',
      Math.round(half.answers / SECONDS),
      ...[half.p50, half.p97_5, half.p99].map(ms => ms.toFixed(1)),
      describeFailures(half),
      '',
    ])
    if (options.peers) {
      const peer = spawn(
        process.execPath,
        [
          PEER,
          options.peers,
          mkdtempSync(join(root, 'lance-')),
          join(root, 'vectors'),
          String(PASSAGES),
          String(truth.passages.dimension),
        ],
        {
          // It prints a warning at every search.
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      )
      children.push(peer)
      const { port, version } = await firstLine<{ port: number; version: string }>(peer)
      for (const settings of PEER_SETTINGS) {
        const other = lance(`http://127.0.0.1:${port}/search`, version, settings, truth.queries)
        await fire(other, { connections: 16, duration: WARM_UP })
        for (const connections of [16, 64]) await measure(other, connections)
      }
      peer.kill()
    }
    table(
      `Searches over HTTP, ${PASSAGES} passages, built-in encoder, k ${K}, ${SECONDS} s each, on loopback`,
      ['', 'connections', 'requests/s', 'p50 ms', 'p97.5 ms', 'p99 ms', 'not 200', 'recall@10'],
      rows,
    )
    await benchOverload(own)
    if (options.soak > 0) await benchSoak(own, child, capacity / 2, options.soak)
    // Last, because it changes the index.
    await benchWriting(own, `${url}/v1/indexes/n/documents`, texts)
  } finally {
    for (const child of children) child.kill()
    rmSync(root, { recursive: true, force: true })
  }
}

/** Writes sentences of the corpus, then pairs of them, until there are enough. */
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

let sent = 0

export function fire(
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
export async function paced(target: Target, rate: number, seconds: number): Promise<PaceReport> {
  const child = spawn(process.execPath, [PACE], { stdio: ['pipe', 'pipe', 'inherit'] })
  const bodies = Array.from({ length: Math.ceil(rate * seconds) }, () => target.body(sent++))
  child.stdin.end(JSON.stringify({ url: target.url, rate, seconds, bodies } satisfies PaceOrder))
  return JSON.parse(await text(child.stdout)) as PaceReport
}

export function describeFailures({ failures }: PaceReport): string {
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

/** Latency of searches while documents are written to the same index. */
async function benchWriting(target: Target, documents: string, texts: readonly string[]): Promise<void> {
  const rows: (string | number)[][] = []
  for (const rate of WRITING_RATES) {
    const lines = Array.from({ length: WRITTEN }, (_, i) =>
      JSON.stringify({ id: `written-${i}`, text: `${texts.at(-1 - i)!} ${rate} ${texts[i]!}` }),
    )
    const started = performance.now()
    const writing = fetch(documents, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    }).then(async response => {
      const answer = await response.text()
      const indexed = answer.split('\n').filter(line => line.includes('"indexed"')).length
      return { indexed, seconds: (performance.now() - started) / 1000 }
    })
    const report = await paced(target, rate, WRITING_SECONDS)
    const { indexed, seconds } = await writing
    rows.push([
      rate,
      ...[report.p50, report.p97_5, report.p99].map(ms => ms.toFixed(1)),
      describeFailures(report),
      `${indexed} in ${seconds.toFixed(1)} s`,
    ])
  }
  table(
    `Searches for ${WRITING_SECONDS} s while ${WRITTEN} documents are written, the second time over the first ones`,
    ['searches/s', 'p50 ms', 'p97.5 ms', 'p99 ms', 'not 200', 'documents'],
    rows,
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

export function firstLine<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', line => resolve(JSON.parse(line) as T))
    child.once('exit', code => reject(new Error(`a server ended with ${code}`)))
  })
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { serving } from '../support/server.js'
import { median, percentile, table } from './report.js'

const PROBE_EVERY = 5

/**
 * Latency of `/livez` while the same process indexes a corpus and answers searches: how long the main thread stalls.
 * The peer is the same probe on the idle server.
 */
export async function benchStall(corpus: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  try {
    const config = loadConfig({ flags: { indexes: root } })
    const index = (name: string) =>
      indexFiles(config, {
        paths: [corpus],
        index: name,
        read: { textField: 'text', idField: 'id', onError: 'fail' },
      })
    await index('served')
    const server = await serving(config)
    const idle = await probe(server.url, new Promise(resolve => setTimeout(resolve, 3000)))
    let searches = 0
    let stopped = false
    const searching = (async () => {
      while (!stopped) {
        await fetch(`${server.url}/v1/search`, {
          method: 'POST',
          body: '{"query":"öğrenme hızı nasıl seçilir"}',
        })
        searches++
      }
    })()
    const busy = await probe(server.url, Promise.all([index('new'), index('other')]))
    stopped = true
    await searching
    await server.stop()
    const row = (name: string, times: number[]) => [
      name,
      times.length,
      median(times).toFixed(1),
      percentile(times, 0.99).toFixed(1),
      Math.max(...times).toFixed(1),
    ]
    table(
      `GET /livez, every ${PROBE_EVERY} ms`,
      ['while', 'probes', 'p50 ms', 'p99 ms', 'worst ms'],
      [row('idle', idle), row(`indexing two corpora and answering ${searches} searches`, busy)],
    )
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Latencies of the probes in milliseconds, until the work is done. Probes are sent at even intervals. */
async function probe(url: string, work: Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  const pending: Promise<void>[] = []
  const timer = setInterval(() => {
    const started = performance.now()
    pending.push(
      fetch(`${url}/livez`)
        .then(response => response.text())
        .then(() => {
          times.push(performance.now() - started)
        }),
    )
  }, PROBE_EVERY)
  await work
  clearInterval(timer)
  await Promise.all(pending)
  return times
}

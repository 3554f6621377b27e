import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.js'
import { indexFiles } from '../../src/ingest/index-files.js'
import { ANLAM } from '../support/cli.js'
import { readTexts } from './encode-bench.js'
import { describeFailures, fire, firstLine, paced } from './http-bench.js'
import { anlam } from './http-targets.js'
import { table } from './report.js'

const SECONDS = 8
const QUERIES = 200
/** Documents per bulk write, repeated throughout. */
const WRITTEN = 2000
const PROBE_EVERY = 50
/** A probe that takes at least this many milliseconds counts as stalled. */
const STALLED = 1000

/**
 * Sends twice as many searches as the server can answer, and measures how many it answers and how fast, with and
 * without writes.
 * @param program path of the `anlam` program to measure
 */
export async function benchLoad(corpus: string, program = ANLAM): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'anlam-bench-'))
  const read = { textField: 'text', idField: 'id', onError: 'fail' } as const
  await indexFiles(loadConfig({ flags: { indexes: root } }), { paths: [corpus], index: 'n', read })
  const child = spawn(process.execPath, [
    program,
    'serve',
    '--port',
    '0',
    '--json',
    '--log-level',
    'error',
    '--indexes',
    root,
  ])
  try {
    const { url } = await firstLine<{ url: string }>(child)
    const texts = readTexts(corpus)
    const target = anlam(
      url,
      texts.slice(0, QUERIES).map(text => text.slice(0, 60)),
    )
    await fire(target, { connections: 16, duration: SECONDS })
    const { requests } = await fire(target, { connections: 64 })
    const capacity = requests.average
    const rows: (string | number)[][] = [
      ['64 connections', Math.round(capacity), Math.round(capacity), '', '', '0', '', '', ''],
    ]
    for (const isWriting of [false, true]) {
      const writer = isWriting ? writing(`${url}/v1/indexes/n/documents`, texts) : undefined
      const probe = probing(`${url}/livez`)
      const report = await paced(target, 2 * capacity, SECONDS)
      const { count, stalled, worst } = await probe.stop()
      const written = (await writer?.stop()) ?? 0
      rows.push([
        isWriting ? 'twice the capacity, and writes' : 'twice the capacity',
        Math.round(2 * capacity),
        Math.round(report.answers / SECONDS),
        report.p50.toFixed(0),
        report.p99.toFixed(0),
        describeFailures(report),
        written,
        `${stalled} of ${count}`,
        worst.toFixed(0),
      ])
    }
    table(
      `Searches for ${SECONDS} s, ${texts.length} passages, built-in encoder, on loopback`,
      [
        '',
        'offered/s',
        'answered/s',
        'p50 ms',
        'p99 ms',
        'not 200',
        'written',
        `/livez over ${STALLED} ms`,
        'worst ms',
      ],
      rows,
    )
  } finally {
    const ended = once(child, 'exit')
    child.kill()
    await ended
    rmSync(root, { recursive: true, force: true })
  }
}

/** Sends bulk writes one by one until it is stopped. */
function writing(url: string, texts: readonly string[]): { stop(): Promise<number> } {
  let stopped = false
  let written = 0
  const work = (async () => {
    for (let round = 0; !stopped; round++) {
      const lines = texts
        .slice(0, WRITTEN)
        .map((text, i) => JSON.stringify({ id: `w${i}`, text: `${text} ${round}` }))
      const response = await fetch(url, { method: 'POST', body: lines.join('\n') })
      written += (await response.text()).split('"outcome":"indexed"').length - 1
    }
  })()
  return {
    stop: async () => {
      stopped = true
      await work
      return written
    },
  }
}

function probing(url: string): { stop(): Promise<{ count: number; stalled: number; worst: number }> } {
  const times: number[] = []
  const pending: Promise<unknown>[] = []
  const timer = setInterval(() => {
    const started = performance.now()
    const one = fetch(url).then(response => response.text())
    pending.push(one.finally(() => times.push(performance.now() - started)))
  }, PROBE_EVERY)
  return {
    stop: async () => {
      clearInterval(timer)
      await Promise.allSettled(pending)
      const stalled = times.filter(time => time > STALLED).length
      return { count: times.length, stalled, worst: Math.max(...times) }
    },
  }
}

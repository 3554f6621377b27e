import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.js'
import { loadEncoder } from '../../src/load-encoder.js'
import { choosePrecision } from '../../src/precision.js'
import { SILENT } from '../../src/types.js'
import { median, table } from './report.js'

const RUNS = 5
const BATCH = 64

interface Golden {
  texts: { text: string; embedding: number[] }[]
}

/**
 * A checkpoint with a golden.json of float64 vectors: how long it takes to load, what memory it takes beyond the
 * mapped file, how far its vectors are from the golden ones, and how fast it encodes. Linux only (`/proc`).
 */
export async function benchLarge(checkpoints: readonly string[]): Promise<void> {
  const rows: (string | number)[][] = []
  const runs = checkpoints
    .filter(path => existsSync(join(path, 'golden.json')))
    .flatMap(directory => (['fp32', 'int8'] as const).map(precision => ({ directory, precision })))
  for (const { directory, precision } of runs) {
    const choice = await choosePrecision(
      loadConfig(),
      { directory, precision, provider: 'cpu', deviceId: 0 },
      SILENT,
    )
    const { texts } = JSON.parse(readFileSync(join(directory, 'golden.json'), 'utf8')) as Golden
    const before = memory()
    const started = performance.now()
    const encoder = await loadEncoder({ directory, model: directory, ...choice })
    const loading = performance.now() - started
    const loaded = memory()
    const { values, dimension } = await encoder.encode(texts.map(({ text }) => text))
    let difference = 0
    let worst = 1
    for (const [row, { embedding }] of texts.entries()) {
      let cosine = 0
      for (const [i, want] of embedding.entries()) {
        difference = Math.max(difference, Math.abs(values[row * dimension + i]! - want))
        cosine += values[row * dimension + i]! * want
      }
      worst = Math.min(worst, cosine)
    }
    const sentences = Array.from({ length: BATCH }, (_, i) => texts[i % texts.length]!.text)
    const rates: number[] = []
    const singles: number[] = []
    for (let run = 0; run < RUNS; run++) {
      let at = performance.now()
      await encoder.encode(sentences)
      rates.push(BATCH / ((performance.now() - at) / 1000))
      at = performance.now()
      await encoder.encode([texts[0]!.text])
      singles.push(performance.now() - at)
    }
    const after = memory()
    rows.push([
      directory.split('/').at(-1)!,
      precision,
      (loading / 1000).toFixed(1),
      loaded.anonymous - before.anonymous,
      after.anonymous - before.anonymous,
      after.mapped,
      difference.toExponential(1),
      worst.toFixed(5),
      median(rates).toFixed(1),
      median(singles).toFixed(0),
    ])
    await encoder.close()
  }
  table(
    `Checkpoints with golden vectors (batches of ${BATCH} real sentences)`,
    [
      'model',
      'precision',
      'load s',
      'heap MiB, loaded',
      'heap MiB, after',
      'mapped MiB',
      'largest difference',
      'worst cosine',
      'sentences/s',
      'one sentence ms',
    ],
    rows,
  )
}

/** MiB of this process that are its own, and that are pages of files. */
function memory(): { anonymous: number; mapped: number } {
  const status = readFileSync('/proc/self/status', 'utf8')
  const read = (field: string): number =>
    Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)![1]) / 1024)
  return { anonymous: read('RssAnon'), mapped: read('RssFile') }
}

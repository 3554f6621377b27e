import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '../../src/config.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { choosePrecision } from '../../src/model/precision.js'
import { SILENT } from '../../src/types.js'
import { seconds } from './encode-bench.js'
import { table } from './report.js'

interface Golden {
  texts: { text: string; embedding: number[] }[]
}

/**
 * Checkpoints with a golden.json of float64 vectors: the difference of their vectors, the time to load, and the peak
 * memory of a separate process (mapped weights included), for short texts and for one with as many tokens as the model
 * takes. Linux only (`/proc`).
 */
export async function benchLarge(checkpoints: readonly string[]): Promise<void> {
  const rows: (string | number)[][] = []
  for (const directory of checkpoints.filter(path => existsSync(join(path, 'golden.json')))) {
    for (const precision of ['fp32', 'int8'] as const) {
      // Makes int8 weights here, so that the memory for it does not count in the measured process.
      await choosePrecision(loadConfig(), { directory, precision, provider: 'cpu', deviceId: 0 }, SILENT)
      const script = fileURLToPath(import.meta.url)
      rows.push(
        JSON.parse(execFileSync(process.execPath, [script, directory, precision], { encoding: 'utf8' })),
      )
    }
  }
  table(
    'Checkpoints with golden vectors',
    [
      'model',
      'precision',
      'load s',
      'largest difference',
      'worst cosine',
      'one sentence ms',
      'peak MiB, short texts',
      'times the weights',
      'longest text, tokens',
      's',
      'peak MiB',
      'times the weights',
    ],
    rows,
  )
}

async function measure(directory: string, precision: 'fp32' | 'int8'): Promise<(string | number)[]> {
  const choice = await choosePrecision(
    loadConfig(),
    { directory, precision, provider: 'cpu', deviceId: 0 },
    SILENT,
  )
  const { texts } = JSON.parse(readFileSync(join(directory, 'golden.json'), 'utf8')) as Golden
  const started = performance.now()
  const encoder = await loadEncoder({ directory, model: directory, ...choice })
  const loading = (performance.now() - started) / 1000
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
  const single = await seconds(() => encoder.encode([texts[0]!.text]))
  const short = peak()
  const long = 'derin öğrenme modeli '.repeat((encoder.spec.maxTokens ?? 512) / 2)
  let tokens = 0
  const longest = await seconds(async () => {
    tokens = (await encoder.encode([long])).tokens[0]!
  })
  const weights = statSync(join(directory, 'model.safetensors')).size / 2 ** 20
  await encoder.close()
  return [
    directory.split('/').at(-1)!,
    precision,
    loading.toFixed(1),
    difference.toExponential(1),
    worst.toFixed(5),
    (single * 1000).toFixed(0),
    short,
    (short / weights).toFixed(2),
    tokens,
    longest.toFixed(1),
    peak(),
    (peak() / weights).toFixed(2),
  ]
}

/** Peak memory of this process in MiB. */
function peak(): number {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024)
}

const [directory, precision] = process.argv.slice(2)
if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await measure(directory!, precision as 'fp32' | 'int8')))

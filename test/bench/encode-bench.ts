import { readFileSync } from 'node:fs'
import { loadConfig } from '../../src/config.js'
import { loadEncoder } from '../../src/model/load-encoder.js'
import { BUILTIN_MODEL, modelDirectory } from '../../src/model/models.js'
import type { OnnxEncoder } from '../../src/model/onnx-encoder.js'
import { median, table } from './report.js'

const RUNS = 5

/**
 * Throughput in sorted token-budget batches and, as the peer, one text at a time in the same run; also the largest
 * difference between the two results.
 */
export async function benchEncode(texts: readonly string[]): Promise<void> {
  const encoder = await loadEncoder({
    directory: modelDirectory(loadConfig(), BUILTIN_MODEL),
    model: BUILTIN_MODEL,
  })
  const sample = texts.slice(0, 5000)
  const single = sample.slice(0, 500)
  await encoder.encode(sample)
  const batched: number[] = []
  const alone: number[] = []
  for (let run = 0; run < RUNS; run++) {
    batched.push(sample.length / (await seconds(() => encoder.encode(sample))))
    alone.push(single.length / (await seconds(() => oneByOne(encoder, single))))
  }
  const row = [
    encoder.spec.dimension,
    median(batched).toFixed(1),
    median(alone).toFixed(1),
    (median(batched) / median(alone)).toFixed(2),
    (await difference(encoder, single)).toExponential(1),
  ]
  await encoder.close()
  table(
    'The built-in encoder (real sentences)',
    ['dimensions', 'texts/s, batched', 'texts/s, one by one', 'ratio', 'largest difference'],
    [row],
  )
}

/** Seconds that some work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

async function oneByOne(encoder: OnnxEncoder, texts: readonly string[]): Promise<void> {
  for (const text of texts) await encoder.encode([text])
}

async function difference(encoder: OnnxEncoder, texts: readonly string[]): Promise<number> {
  const batch = await encoder.encode(texts)
  let largest = 0
  for (const [row, text] of texts.entries()) {
    const { values } = await encoder.encode([text])
    values.forEach((x, i) => {
      largest = Math.max(largest, Math.abs(x - batch.values[row * batch.dimension + i]!))
    })
  }
  return largest
}

/** Texts of a JSON lines file. */
export function readTexts(path: string): string[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as { text: string }).text)
}

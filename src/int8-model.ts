import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { writeInt8 } from './checkpoint/int8.js'
import { readCheckpoint } from './checkpoint/read.js'
import type { Config } from './config.js'
import type { Parity } from './encoder/types.js'
import { AnlamError } from './errors.js'
import { loadEncoder } from './load-encoder.js'
import { dot, rowOf } from './vectors.js'

/** `auto` uses int8 only where it was measured to be at least this close to fp32. */
export const PARITY_FLOOR = { meanCosine: 0.995, worstCosine: 0.98 }

/** Sentences of the bundled corpus that parity is measured on, and how many of them search among the others. */
const SAMPLE = 128
const QUERIES = 32
const TOP = 10
const CORPUS = fileURLToPath(new URL('../../corpus/documents', import.meta.url))

const Figures = z.strictObject({
  bytes: z.number(),
  sentences: z.number(),
  meanCosine: z.number(),
  worstCosine: z.number(),
  top10: z.number(),
})

export interface Int8Model {
  file: string
  parity: Parity
}

/**
 * The int8 weights that a run should use, if any. They are made once, kept under the folder of models by the model's
 * fingerprint, and measured against fp32 when they are made.
 *
 * @param precision `int8` makes them if they are not there; `auto` takes them if they are and pass the floor
 * @throws AnlamError `invalid-input` if the model has no layers to quantise; `storage-full`
 */
export async function chooseInt8(
  config: Config,
  directory: string,
  precision: 'auto' | 'fp32' | 'int8',
): Promise<Int8Model | undefined> {
  if (precision === 'fp32') return undefined
  const made = join(config.models, 'int8')
  // Most starts end here, without reading a checkpoint that the encoder will read again.
  if (precision === 'auto' && !existsSync(made)) return undefined
  const checkpoint = await readCheckpoint(directory)
  const [first] = checkpoint.modules
  if (first.kind !== 'transformer') {
    if (precision === 'auto') return undefined
    throw new AnlamError(
      'invalid-input',
      'a static embedding has nothing to compute in int8; leave --precision out',
    )
  }
  const folder = join(made, checkpoint.fingerprint)
  const file = join(folder, 'weights.safetensors')
  const record = join(folder, 'parity.json')
  const known = readFigures(file, record)
  if (precision === 'auto') {
    const passes =
      known && known.meanCosine >= PARITY_FLOOR.meanCosine && known.worstCosine >= PARITY_FLOOR.worstCosine
    return passes ? { file, parity: known } : undefined
  }
  if (known) return { file, parity: known }
  writeInt8(first, file)
  const parity = await measureParity(directory, file)
  const temporary = `${record}.${process.pid}.tmp`
  writeFileSync(temporary, `${JSON.stringify({ bytes: statSync(file).size, ...parity }, null, 2)}\n`, {
    flush: true,
  })
  renameSync(temporary, record)
  return { file, parity }
}

function readFigures(file: string, record: string): Parity | undefined {
  if (!existsSync(file) || !existsSync(record)) return undefined
  try {
    const { bytes, ...parity } = Figures.parse(JSON.parse(readFileSync(record, 'utf8')))
    return statSync(file).size === bytes ? parity : undefined
  } catch {
    return undefined
  }
}

/** How close int8 vectors are to fp32 ones, and how much of the top 10 they agree on. */
async function measureParity(directory: string, int8: string): Promise<Parity> {
  const texts = readdirSync(CORPUS)
    .flatMap(name => readFileSync(join(CORPUS, name), 'utf8').trim().split('\n'))
    .map(line => (JSON.parse(line) as { text: string }).text)
  const step = Math.floor(texts.length / SAMPLE)
  const sample = texts.filter((_, i) => i % step === 0).slice(0, SAMPLE)
  const rows: Float32Array[][] = []
  for (const options of [{}, { int8 }]) {
    const encoder = await loadEncoder({ directory, model: directory, ...options })
    const batch = await encoder.encode(sample)
    rows.push(sample.map((_, i) => rowOf(batch, i)))
    await encoder.close()
  }
  const [exact, rounded] = rows as [Float32Array[], Float32Array[]]
  const cosines = exact.map((row, i) => dot(row, rounded[i]!))
  let agreed = 0
  for (let query = 0; query < QUERIES; query++) {
    const wanted = nearest(exact, query)
    agreed += nearest(rounded, query).filter(i => wanted.includes(i)).length
  }
  return {
    sentences: sample.length,
    meanCosine: cosines.reduce((sum, x) => sum + x, 0) / cosines.length,
    worstCosine: Math.min(...cosines),
    top10: agreed / (QUERIES * TOP),
  }
}

function nearest(rows: readonly Float32Array[], query: number): number[] {
  const scores = rows.map((row, i) => ({
    i,
    score: i === query ? Number.NEGATIVE_INFINITY : dot(row, rows[query]!),
  }))
  return scores
    .sort((a, b) => b.score - a.score)
    .slice(0, TOP)
    .map(({ i }) => i)
}

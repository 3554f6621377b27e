import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { evenlySpaced } from '../basics/evenly-spaced.js'
import { replaceFile } from '../basics/files.js'
import { cleanString, readRows } from '../basics/json-rows.js'
import { topK } from '../basics/top-k.js'
import { dot, rowOf } from '../basics/vectors.js'
import type { Config } from '../config.js'
import { AnlamError, asAnlamError } from '../errors.js'
import { probeByteRange } from '../onnx/byte-probe.js'
import type { ByteRange } from '../onnx/byte-range.js'
import type { Precision, Provider, Reporter, VectorBatch } from '../types.js'
import { writeInt8 } from './checkpoint/int8.js'
import { readCheckpoint } from './checkpoint/read.js'
import type { TransformerModule } from './checkpoint/types.js'
import type { LoadOptions } from './load-encoder.js'
import type { Parity } from './types.js'

/**
 * Minimum similarity to fp32 on the CPU. int8 loses precision by design. fp16, and fp32 on a GPU, change a vector by
 * less than one part in a thousand if computed correctly.
 */
export const PARITY_FLOOR = {
  fp32: { meanCosine: 0.9999, worstCosine: 0.999 },
  fp16: { meanCosine: 0.9999, worstCosine: 0.999 },
  int8: { meanCosine: 0.995, worstCosine: 0.98 },
} as const

/** Sentences of the bundled corpus on which parity is measured, and how many of them serve as queries. */
const SAMPLE = 128
const QUERIES = 32
const TOP = 10
/** This many of the samples are made by joining as many sentences each: long texts use other kernels. */
const LONG = 8
const CORPUS = fileURLToPath(new URL('../../../corpus/documents', import.meta.url))

const Figures = z.strictObject({
  /** Size of the int8 weights file; 0 if there is none. */
  bytes: z.number(),
  sentences: z.number(),
  meanCosine: z.number(),
  worstCosine: z.number(),
  top10: z.number(),
})

export interface PrecisionRequest {
  /** Checkpoint directory. */
  directory: string
  precision: Config['precision']
  provider: Provider
  deviceId: number
  /** Byte range of int8 weights; default: the range this processor multiplies exactly. */
  range?: ByteRange
}

/** The chosen precision, as options for `loadEncoder`. */
export type PrecisionChoice = Pick<LoadOptions, 'precision' | 'int8' | 'parity'>

const FP32: PrecisionChoice = { precision: 'fp32' }

/**
 * Chooses the precision of a run. Anything but fp32 on the CPU is first measured against that, since int8 and fp16
 * lose precision, and some GPU kernels compute wrong results. Measurements are stored in the models folder by the
 * model's fingerprint. So are int8 weights, once per byte range, because machines with different processors may share
 * the folder.
 *
 * `auto` picks fp16 on a GPU, or fp32 if fp16 fails the parity check. On a CPU it picks int8 if int8 weights already
 * exist and pass; it never makes them, since that takes minutes.
 *
 * @throws AnlamError `invalid-input` if the model or provider does not support the precision; `unavailable` if the
 * GPU is not accurate enough; `storage-full`
 */
export async function choosePrecision(
  config: Pick<Config, 'models'>,
  request: PrecisionRequest,
  reporter: Reporter,
): Promise<PrecisionChoice> {
  const { directory, precision, provider } = request
  const cpu = provider === 'cpu'
  // Most runs return here, without reading the checkpoint an extra time.
  if (cpu && (precision === 'fp32' || (precision === 'auto' && !existsSync(join(config.models, 'int8')))))
    return FP32
  const checkpoint = await readCheckpoint(directory)
  const [first] = checkpoint.modules
  if (first.kind !== 'transformer') {
    if (precision === 'auto' || precision === 'fp32') return FP32
    const what = first.kind === 'static' ? 'a static embedding' : 'a graph that came with the model'
    throw new AnlamError('invalid-input', `${what} cannot run in ${precision}; omit --precision`)
  }
  const folder = (kind: string): string => join(config.models, kind, checkpoint.fingerprint)
  if (cpu && precision !== 'fp16') return chooseInt8(first, folder('int8'), request, reporter)
  if (precision === 'int8')
    throw new AnlamError('invalid-input', `int8 is for CPUs; on ${provider}, fp16 is the fast precision`)
  return chooseFloat(folder('float'), request, reporter)
}

async function chooseFloat(
  folder: string,
  { directory, precision, provider, deviceId }: PrecisionRequest,
  reporter: Reporter,
): Promise<PrecisionChoice> {
  const reasons: string[] = []
  for (const candidate of precision === 'auto' ? (['fp16', 'fp32'] as const) : [precision]) {
    const run = { precision: candidate, provider, deviceId }
    const record = join(folder, `${provider}-${candidate}.json`)
    try {
      const known = readParity(record, 0)
      const parity = known ?? (await measureParity(directory, run, reporter))
      if (!known) writeParity(record, 0, parity)
      if (passes(candidate, parity)) return { precision: candidate, parity }
      reasons.push(
        `${candidate} is too far from fp32 on the CPU (worst cosine ${parity.worstCosine.toFixed(4)}, kept in ${record})`,
      )
    } catch (error) {
      reasons.push(`${candidate}: ${asAnlamError(error).message}`)
    }
  }
  throw new AnlamError('unavailable', `${provider} cannot be used for this model: ${reasons.join('; ')}`)
}

async function chooseInt8(
  module: TransformerModule,
  models: string,
  { directory, precision, range }: PrecisionRequest,
  reporter: Reporter,
): Promise<PrecisionChoice> {
  const exact = range ?? (await probeByteRange())
  const folder = join(models, exact)
  const run = { precision: 'int8', int8: join(folder, 'weights.safetensors') } as const
  const record = join(folder, 'parity.json')
  const known = existsSync(run.int8) ? readParity(record, statSync(run.int8).size) : undefined
  if (precision === 'auto') return known && passes('int8', known) ? { ...run, parity: known } : FP32
  if (known) return { ...run, parity: known }
  reporter.note('making int8 weights, once for this model')
  writeInt8(module, run.int8, exact)
  const parity = await measureParity(directory, run, reporter)
  writeParity(record, statSync(run.int8).size, parity)
  return { ...run, parity }
}

function passes(precision: Precision, { meanCosine, worstCosine }: Parity): boolean {
  const floor = PARITY_FLOOR[precision]
  return meanCosine >= floor.meanCosine && worstCosine >= floor.worstCosine
}

function readParity(record: string, bytes: number): Parity | undefined {
  if (!existsSync(record)) return undefined
  try {
    const { bytes: expected, ...parity } = Figures.parse(JSON.parse(readFileSync(record, 'utf8')))
    return expected === bytes ? parity : undefined
  } catch {
    return undefined
  }
}

function writeParity(record: string, bytes: number, parity: Parity): void {
  mkdirSync(dirname(record), { recursive: true })
  replaceFile(record, `${JSON.stringify({ bytes, ...parity }, null, 2)}\n`, { shared: true })
}

/** Compares vectors and top 10 results with those of fp32 on the CPU. */
async function measureParity(
  directory: string,
  run: Omit<LoadOptions, 'directory' | 'model'>,
  reporter: Reporter,
): Promise<Parity> {
  // Needed only here: otherwise a thread of its own computes.
  const { loadEncoder } = await import('./load-encoder.js')
  const { precision, provider = 'cpu' } = run
  reporter.note(`measuring how close ${precision} on ${provider} is to fp32 on the CPU, ${SAMPLE} sentences`)
  const sample = await sampleTexts()
  const batches: VectorBatch[] = []
  for (const options of [{}, run]) {
    const encoder = await loadEncoder({ directory, model: directory, ...options })
    batches.push(await encoder.encode(sample))
    await encoder.close()
  }
  const [exact, rounded] = batches as [VectorBatch, VectorBatch]
  const cosines = sample.map((_, i) => dot(rowOf(exact, i), rowOf(rounded, i)))
  let agreed = 0
  for (let query = 0; query < QUERIES; query++) {
    const wanted = nearest(exact, query)
    agreed += nearest(rounded, query).filter(i => wanted.includes(i)).length
  }
  const parity = {
    sentences: sample.length,
    meanCosine: cosines.reduce((sum, x) => sum + x, 0) / cosines.length,
    worstCosine: Math.min(...cosines),
    top10: agreed / (QUERIES * TOP),
  }
  reporter.note(`mean cosine ${parity.meanCosine.toFixed(5)}, worst ${parity.worstCosine.toFixed(5)}`)
  return parity
}

/** Sentences of the bundled corpus, the last of them joined to long texts. */
export async function sampleTexts(): Promise<string[]> {
  const files = await Promise.all(
    readdirSync(CORPUS).map(name => readRows(join(CORPUS, name), z.object({ text: cleanString }))),
  )
  const texts = files.flat().map(({ text }) => text)
  return evenlySpaced(texts.length, SAMPLE).map((at, i) =>
    texts.slice(at, at + (i >= SAMPLE - LONG ? LONG : 1)).join(' '),
  )
}

/** The rows nearest to a row, without itself. */
function nearest(batch: VectorBatch, query: number): number[] {
  return topK(batch, rowOf(batch, query), TOP, row => row !== query).map(({ row }) => row)
}

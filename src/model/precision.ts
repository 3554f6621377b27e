import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { evenlySpaced } from '../basics/evenly-spaced.js'
import { cleanString, readRows } from '../basics/json-rows.js'
import { topK } from '../basics/top-k.js'
import { dot, rowOf } from '../basics/vectors.js'
import type { Config } from '../config.js'
import { AnlamError, asAnlamError } from '../errors.js'
import type { ByteRange } from '../onnx/byte-range.js'
import type { Precision, Provider, Reporter, VectorBatch } from '../types.js'
import { readCheckpoint } from './checkpoint/read.js'
import { hasInt8Copies, int8Copy, readMeasured, writeMeasured } from './kept-copies.js'
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
 * model's fingerprint, as are int8 weights (`int8Copy`).
 *
 * `auto` picks fp16 on a GPU, or fp32 if fp16 fails the parity check. On a CPU it picks int8 if int8 weights already
 * exist and pass.
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
  if (cpu && (precision === 'fp32' || (precision === 'auto' && !hasInt8Copies(config.models)))) return FP32
  const checkpoint = await readCheckpoint(directory)
  const [first] = checkpoint.modules
  if (first.kind !== 'transformer') {
    if (precision === 'auto' || precision === 'fp32') return FP32
    const what = first.kind === 'static' ? 'a static embedding' : 'a graph that came with the model'
    throw new AnlamError('invalid-input', `${what} cannot run in ${precision}; omit --precision`)
  }
  if (cpu && precision !== 'fp16') {
    const { fingerprint } = checkpoint
    const copy = await int8Copy(
      {
        models: config.models,
        fingerprint,
        module: first,
        precision: precision === 'auto' ? 'auto' : 'int8',
        range: request.range,
        kind: 'model',
        parity: Figures,
        measure: int8 => measureParity(directory, { precision: 'int8', int8 }, reporter),
        passes: parity => passes('int8', parity),
      },
      reporter,
    )
    return copy ? { precision: 'int8', ...copy } : FP32
  }
  if (precision === 'int8')
    throw new AnlamError('invalid-input', `int8 is for CPUs; on ${provider}, fp16 is the fast precision`)
  return chooseFloat(join(config.models, 'float', checkpoint.fingerprint), request, reporter)
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
      const known = readMeasured(record, Figures)
      const parity = known ?? (await measureParity(directory, run, reporter))
      if (!known) writeMeasured(record, parity)
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

function passes(precision: Precision, { meanCosine, worstCosine }: Parity): boolean {
  const floor = PARITY_FLOOR[precision]
  return meanCosine >= floor.meanCosine && worstCosine >= floor.worstCosine
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

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { dot, rowOf } from '../basics/vectors.js'
import type { Config } from '../config.js'
import { asAnlamError } from '../errors.js'
import { digestFile } from './hub/digest.js'
import { parseHubId } from './hub/names.js'
import { readRecord } from './hub/store.js'
import { modelDirectory } from './models.js'
import type { Encoder, EncoderSpec, Parity } from './types.js'

const Ranking = z.object({
  source: z.string(),
  paraphrase: z.int().nonnegative(),
  sentences: z.array(z.string()),
})

/** Published figures by model id. Kept in a file, so that figures for other models can be added. */
const Figures = z.record(
  z.string(),
  z.object({
    source: z.string(),
    dimension: z.int().positive(),
    cosines: z
      .object({
        sentences: z.array(z.string()),
        matrix: z.array(z.array(z.number())),
        tolerance: z.number().positive(),
      })
      .optional(),
    /** The sentence at `paraphrase` must be nearer to the source than all others. */
    rankings: z.array(Ranking).default([]),
  }),
)

const FIGURES_FILE = new URL('../../../src/model/published-figures.json', import.meta.url)
/**
 * Maximum change of a component between batches. In int8, texts of a batch share activation scales; in fp16, sums are
 * added in another order.
 */
const BATCH_TOLERANCE = { fp32: 1e-5, fp16: 5e-3, int8: 0.05 }
const PROBES = ['Derin öğrenme', 'Modelin kaybı neden azalmıyor, öğrenme hızı mı yanlış?', 'ı']

export interface VerifyCheck {
  name: string
  ok: boolean
  detail: string
}

export interface VerifyReport {
  model: string
  directory: string
  provider: string | null
  precision: string | null
  threads: number | null
  checks: VerifyCheck[]
}

/**
 * Checks a model: its files equal those pulled, byte for byte; it loads and runs; vectors do not depend on their
 * batch; and it reproduces the figures published for it.
 * @param open loads the encoder as all other commands would
 * @param options.as model id of the figures to check, for a directory with another name
 * @throws AnlamError `not-found` if there is no such model
 */
export async function verifyModel(
  config: Config,
  model: string,
  open: () => Promise<Encoder>,
  options: { as?: string; signal?: AbortSignal } = {},
): Promise<VerifyReport> {
  const directory = modelDirectory(config, model)
  const report: VerifyReport = {
    model,
    directory,
    provider: null,
    precision: null,
    threads: null,
    checks: [],
  }
  const check = async (name: string, work: () => Promise<string>): Promise<boolean> => {
    try {
      report.checks.push({ name, ok: true, detail: await work() })
      return true
    } catch (error) {
      report.checks.push({ name, ok: false, detail: asAnlamError(error).message })
      return false
    }
  }
  if (!(await check('files', () => verifyFiles(directory)))) return report
  let encoder: Encoder | undefined
  const loaded = await check('loads', async () => {
    encoder = await open()
    const { architecture, dimension, provider, precision, threads } = encoder.spec
    Object.assign(report, { provider, precision, threads })
    return `${architecture}, ${dimension} dimensions, on ${provider} in ${precision} with ${threads} threads`
  })
  if (!loaded || !encoder) return report
  try {
    const ready = encoder
    const { parity } = ready.spec
    if (parity) await check('precision', async () => describeParity(ready.spec, parity))
    await check('runs', () => verifyBatching(ready, options.signal))
    const id = options.as ?? parseHubId(model)?.name ?? model
    const figures = Figures.parse(JSON.parse(readFileSync(FIGURES_FILE, 'utf8')))[id]
    if (figures) {
      const { source, dimension, cosines, rankings } = figures
      await check('dimension', async () => {
        if (ready.spec.dimension !== dimension)
          throw new Error(`${ready.spec.dimension}, ${source} says ${dimension}`)
        return `${dimension}, as ${source} says`
      })
      if (cosines) await check('cosines', () => verifyCosines(ready, cosines, source))
      for (const [i, ranking] of rankings.entries())
        await check(`ranking ${i + 1}`, () => verifyRanking(ready, ranking))
    }
  } finally {
    await encoder.close()
  }
  return report
}

function describeParity(spec: EncoderSpec, { sentences, meanCosine, worstCosine, top10 }: Parity): string {
  const { precision, prompts } = spec
  const figures = `mean cosine ${meanCosine.toFixed(5)}, worst ${worstCosine.toFixed(5)}, top 10 agree to ${(top10 * 100).toFixed(1)} %`
  return prompts.symmetric === ''
    ? `${precision} against fp32 on ${sentences} sentences: ${figures}`
    : `${precision} against fp32 on ${sentences} sentences with ${JSON.stringify(prompts.symmetric)} before each: ${figures}`
}

async function verifyFiles(directory: string): Promise<string> {
  const record = readRecord(directory)
  if (!record) return 'not pulled by anlam, so there are no digests to compare with'
  for (const { path, size, sha256 } of record.files) {
    const digests = await digestFile(join(directory, path), size)
    if (digests.sha256 !== sha256)
      throw new Error(`${path} is damaged: its SHA-256 differs from that of ${record.commit}`)
  }
  return `${record.files.length} files are those of ${record.model} @ ${record.commit}`
}

async function verifyBatching(encoder: Encoder, signal: AbortSignal | undefined): Promise<string> {
  const abort = signal ? { signal } : {}
  const batch = await encoder.encode(PROBES, abort)
  if (!batch.values.every(Number.isFinite)) throw new Error('vectors hold NaN or Infinity')
  let largest = 0
  for (const [row, text] of PROBES.entries()) {
    const alone = await encoder.encode([text], abort)
    rowOf(batch, row).forEach((x, i) => {
      largest = Math.max(largest, Math.abs(x - alone.values[i]!))
    })
  }
  const tolerance = BATCH_TOLERANCE[encoder.spec.precision]
  if (largest > tolerance) throw new Error(`batching moves a vector by ${largest}, ${tolerance} is allowed`)
  return `alone and in a batch, vectors differ by at most ${largest.toExponential(1)}`
}

async function verifyCosines(
  encoder: Encoder,
  { sentences, matrix, tolerance }: { sentences: string[]; matrix: number[][]; tolerance: number },
  source: string,
): Promise<string> {
  const batch = await encoder.encode(sentences)
  const found: string[] = []
  for (let a = 0; a < sentences.length; a++) {
    for (let b = a + 1; b < sentences.length; b++) {
      const value = dot(rowOf(batch, a), rowOf(batch, b))
      const expected = matrix[a]![b]!
      if (Math.abs(value - expected) > tolerance) {
        throw new Error(
          `sentences ${a + 1} and ${b + 1} give ${value.toFixed(4)}, ${source} says ${expected}`,
        )
      }
      found.push(value.toFixed(4))
    }
  }
  return `${found.join(', ')}, within ${tolerance} of ${source}`
}

async function verifyRanking(
  encoder: Encoder,
  { source, paraphrase, sentences }: z.output<typeof Ranking>,
): Promise<string> {
  const batch = await encoder.encode([source, ...sentences])
  const scores = sentences.map((_, i) => dot(rowOf(batch, 0), rowOf(batch, i + 1)))
  const best = scores.indexOf(Math.max(...scores))
  const text = scores.map(score => score.toFixed(3)).join(', ')
  if (best !== paraphrase) throw new Error(`sentence ${best + 1} outranks the paraphrase (${text})`)
  return `the paraphrase outranks its neighbours (${text})`
}

import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../../basics/files.js'
import type { Config } from '../../config.js'
import { probeByteRange } from '../../onnx/byte-probe.js'
import type { Reporter } from '../../types.js'
import { readCrossEncoder } from '../checkpoint/cross-encoder.js'
import { writeInt8 } from '../checkpoint/int8.js'
import { sampleTexts } from '../precision.js'
import { type CrossEncoderOptions, OnnxReranker } from './cross-encoder.js'
import type { ScoreParity } from './types.js'

/** Largest distance from fp32 at which `auto` uses int8: too little to change what stands before what. */
export const SCORE_FLOOR = { meanDifference: 0.01, worstDifference: 0.1 } as const

const Figures = z.strictObject({
  /** Size of the int8 weights file. */
  bytes: z.number(),
  pairs: z.number(),
  meanDifference: z.number(),
  worstDifference: z.number(),
})

/**
 * Chooses the precision of a re-ranker on the CPU: fp32, or int8 where it is asked for, or was made before and is near
 * enough to fp32. Weights and measurements are kept in the models folder, as for encoders (see `choosePrecision`).
 */
export async function chooseScorePrecision(
  config: Pick<Config, 'models' | 'rerankPrecision'>,
  directory: string,
  reporter: Reporter,
): Promise<Pick<CrossEncoderOptions, 'int8' | 'parity'>> {
  const kept = join(config.models, 'int8')
  const { rerankPrecision: precision } = config
  if (precision === 'fp32' || (precision === 'auto' && !existsSync(kept))) return {}
  const { module, fingerprint } = await readCrossEncoder(directory)
  const range = await probeByteRange()
  const int8 = join(kept, fingerprint, range, 'weights.safetensors')
  const record = join(dirname(int8), 'parity.json')
  const known = existsSync(int8) ? readParity(record, statSync(int8).size) : undefined
  if (precision === 'auto') return known && isNear(known) ? { int8, parity: known } : {}
  if (known) return { int8, parity: known }
  reporter.note('making int8 weights, once for this re-ranker')
  writeInt8(module, int8, range)
  const parity = await measureParity(directory, int8)
  const { meanDifference, worstDifference } = parity
  reporter.note(
    `probabilities differ from fp32 by ${meanDifference.toFixed(4)}, at most ${worstDifference.toFixed(4)}`,
  )
  mkdirSync(dirname(record), { recursive: true })
  const figures = { bytes: statSync(int8).size, ...parity }
  replaceFile(record, `${JSON.stringify(figures, null, 2)}\n`, { shared: true })
  return { int8, parity }
}

function isNear({ meanDifference, worstDifference }: ScoreParity): boolean {
  return meanDifference <= SCORE_FLOOR.meanDifference && worstDifference <= SCORE_FLOOR.worstDifference
}

function readParity(record: string, bytes: number): ScoreParity | undefined {
  if (!existsSync(record)) return undefined
  try {
    const { bytes: expected, ...parity } = Figures.parse(JSON.parse(readFileSync(record, 'utf8')))
    return expected === bytes ? parity : undefined
  } catch {
    return undefined
  }
}

/** Scores each text of a sample against the next one, in both precisions. */
async function measureParity(directory: string, int8: string): Promise<ScoreParity> {
  const texts = await sampleTexts()
  const scored: Float32Array[] = []
  for (const run of [{}, { int8 }]) {
    const reranker = await OnnxReranker.load({ directory, model: directory, ...run })
    const pairs = texts.slice(1).map((text, i) => [texts[i]!, text] as const)
    scored.push((await reranker.score(pairs)).scores)
    await reranker.close()
  }
  const [exact, rounded] = scored as [Float32Array, Float32Array]
  const differences = Array.from(exact, (score, i) => Math.abs(score - rounded[i]!))
  return {
    pairs: differences.length,
    meanDifference: differences.reduce((sum, x) => sum + x, 0) / differences.length,
    worstDifference: Math.max(...differences),
  }
}

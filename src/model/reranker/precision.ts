import { z } from 'zod'
import type { Config } from '../../config.js'
import type { Reporter } from '../../types.js'
import { readCrossEncoder } from '../checkpoint/cross-encoder.js'
import { hasInt8Copies, int8Copy } from '../kept-copies.js'
import { sampleTexts } from '../precision.js'
import { type CrossEncoderOptions, OnnxReranker } from './cross-encoder.js'
import type { ScoreParity } from './types.js'

/** Largest distance from fp32 at which `auto` uses int8: too little to change what stands before what. */
export const SCORE_FLOOR = { meanDifference: 0.01, worstDifference: 0.1 } as const

const Figures = z.strictObject({
  pairs: z.number(),
  meanDifference: z.number(),
  worstDifference: z.number(),
})

/**
 * Chooses the precision of a re-ranker on the CPU: fp32, or int8 where it is asked for, or was made before and is near
 * enough to fp32 (see `int8Copy`).
 * @throws AnlamError as `readCrossEncoder`, `storage-full`
 */
export async function chooseScorePrecision(
  { models, rerankPrecision: precision }: Pick<Config, 'models' | 'rerankPrecision'>,
  directory: string,
  reporter: Reporter,
): Promise<Pick<CrossEncoderOptions, 'int8' | 'parity'>> {
  if (precision === 'fp32' || (precision === 'auto' && !hasInt8Copies(models))) return {}
  const { module, fingerprint } = await readCrossEncoder(directory)
  const measure = async (int8: string): Promise<ScoreParity> => {
    const parity = await measureParity(directory, int8)
    const { meanDifference, worstDifference } = parity
    reporter.note(
      `probabilities differ from fp32 by ${meanDifference.toFixed(4)}, at most ${worstDifference.toFixed(4)}`,
    )
    return parity
  }
  const request = { models, fingerprint, module, precision, kind: 're-ranker' } as const
  return (await int8Copy({ ...request, parity: Figures, measure, passes: isNear }, reporter)) ?? {}
}

function isNear({ meanDifference, worstDifference }: ScoreParity): boolean {
  return meanDifference <= SCORE_FLOOR.meanDifference && worstDifference <= SCORE_FLOOR.worstDifference
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

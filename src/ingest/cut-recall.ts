import { topK } from '../basics/top-k.js'
import { rowOf } from '../basics/vectors.js'
import type { SearchIndex } from '../index/types.js'
import type { Encoder } from '../model/types.js'

/** What cutting vectors costs. */
export interface CutRecall {
  dimension: number
  /** Of the model. */
  of: number
  /** Mean share of the ten nearest passages of whole vectors that are among the ten nearest of cut ones. */
  recall: number
  /** Passages among which was looked. */
  passages: number
}

const SAMPLE = 500
const TOP = 10

/**
 * Measures on a sample of an index what its cut vectors lose. Takes as long as encoding it.
 * @returns undefined if vectors are whole, or passages too few
 */
export async function measureCut(
  index: SearchIndex,
  encoder: Encoder,
  signal?: AbortSignal,
): Promise<CutRecall | undefined> {
  const { dimension, fullDimension } = encoder.spec
  if (dimension === fullDimension) return undefined
  const { passages, vectors: cut } = await index.sample(SAMPLE)
  if (passages.length <= TOP) return undefined
  const texts = passages.map(({ text }) => text)
  const whole = await encoder.encode(texts, { kind: 'document', whole: true, ...(signal ? { signal } : {}) })
  let kept = 0
  for (let row = 0; row < texts.length; row++) {
    const others = (other: number): boolean => other !== row
    const best = topK(whole, rowOf(whole, row), TOP, others).map(hit => hit.row)
    const found = topK(cut, rowOf(cut, row), TOP, others).map(hit => hit.row)
    kept += found.filter(other => best.includes(other)).length
  }
  return { dimension, of: fullDimension, recall: kept / (TOP * texts.length), passages: texts.length }
}

import { withOwnSignal } from '../basics/cancellation.js'
import { evenlySpaced } from '../basics/evenly-spaced.js'
import { dot, rowOf } from '../basics/vectors.js'
import { indexEngine, openEncoderFor, openIndex } from '../compose.js'
import type { Config } from '../config.js'
import { asAnlamError } from '../errors.js'
import { capabilityOf, type IntegrityCheck } from '../index/engine.js'
import { assertSameModel } from '../index/identity.js'
import type { SearchIndex, StoredPassage } from '../index/types.js'
import { type Hit, type Reporter, SILENT } from '../types.js'
import { countTrueHits } from './true-hits.js'

/** Passages in the sample that is searched for and embedded again. */
const SAMPLE = 64
const K = 10
/** Passages searched for by their own vectors, and the share that may be missed, as a graph is not exact. */
const OWN_SAMPLE = 1000
/** Times as many are read, as many may be copies of others. */
const WITH_COPIES = 4
const MAX_HIDDEN = 0.01
/** Scores that differ by less are equal: the graph sums in float32. */
const TIE = 1e-5
/** Lowest recall@10 of the sample, and lowest cosine of a vector with the recomputed one. */
const MIN_RECALL = 0.9
const MIN_COSINE = { fp32: 0.9999, fp16: 0.999, int8: 0.98 }

export interface VerifyIndexOptions {
  /** Also search and embed a sample again; needs the model. */
  deep?: boolean
  signal?: AbortSignal
  reporter?: Reporter
}

/**
 * Verifies an index with its engine. A deep check also compares searches with exact search, and stored vectors with the
 * model.
 *
 * @throws AnlamError `not-found`; `invalid-input` if the engine cannot verify
 */
export async function verifyIndex(
  config: Config,
  name: string,
  { deep = false, signal, reporter = SILENT }: VerifyIndexOptions = {},
): Promise<IntegrityCheck[]> {
  const checks = await capabilityOf(indexEngine(config), 'verify')(name)
  if (!deep || checks.some(({ ok }) => !ok)) return checks
  const check = async (what: string, work: () => Promise<string>): Promise<void> => {
    try {
      checks.push({ name: what, ok: true, detail: await work() })
    } catch (error) {
      if (signal?.aborted) throw error
      checks.push({ name: what, ok: false, detail: asAnlamError(error).message })
    }
  }
  const index = await openIndex(config, name, 'reader')
  try {
    const wide = await takeSample(index)
    const sample = evenlySpaced(wide.length, SAMPLE).map(at => wide[at]!)
    await check('own vectors', () => checkOwnVectors(index, wide, signal))
    await check('recall', () => checkRecall(index, sample, signal))
    await check('model', () => checkModel(config, index, sample, reporter, signal))
  } finally {
    await index.close()
  }
  return checks
}

interface Sampled {
  passage: StoredPassage
  vector: Float32Array
}

/** An evenly spaced sample of passages with different vectors; of several with equal ones, the first. */
async function takeSample(index: SearchIndex): Promise<Sampled[]> {
  const { passages, vectors } = await index.sample(OWN_SAMPLE * WITH_COPIES)
  const seen = new Set<string>()
  const distinct = passages.flatMap((passage, row): Sampled[] => {
    const vector = rowOf(vectors, row)
    const key = vector.join()
    if (seen.has(key)) return []
    seen.add(key)
    return [{ passage, vector }]
  })
  return evenlySpaced(distinct.length, OWN_SAMPLE).map(at => distinct[at]!)
}

/** Whether searches find passages by their own vectors. A passage that no query reaches hardly shows in recall. */
async function checkOwnVectors(
  index: SearchIndex,
  sample: readonly Sampled[],
  signal?: AbortSignal,
): Promise<string> {
  const hidden: string[] = []
  for (const { passage, vector } of sample) {
    const [best] = await index.search(vector, { k: 1, ...(signal ? { signal } : {}) })
    if (best && best.score >= Math.min(1, dot(vector, vector)) - TIE) continue
    // It may have been removed meanwhile.
    const [there] = await index.get([passage.id])
    if (there) hidden.push(passage.id)
  }
  const text = `${hidden.length} of ${sample.length} passages are not found by their own vectors`
  if (hidden.length > MAX_HIDDEN * sample.length)
    throw new Error(
      `${text} (${hidden.slice(0, 3).join(', ')}, …); if copies hide them, \`anlam repair\` makes the graph anew`,
    )
  return text
}

async function checkRecall(
  index: SearchIndex,
  sample: readonly Sampled[],
  signal?: AbortSignal,
): Promise<string> {
  const queries = sample.map(({ vector }) => vector)
  const options = { k: K, ...(signal ? { signal } : {}) }
  // All at once, so that one pass over the index answers them.
  const exactly = (own?: AbortSignal): Promise<Hit[][]> =>
    Promise.all(
      queries.map(query => index.search(query, { k: K, exact: true, ...(own ? { signal: own } : {}) })),
    )
  const best = signal ? await withOwnSignal(signal, exactly) : await exactly()
  let found = 0
  for (const [i, query] of queries.entries())
    found += countTrueHits(await index.search(query, options), best[i]!)
  const wanted = best.flat().length
  const recall = wanted === 0 ? 1 : found / wanted
  const text = `recall@${K} ${recall.toFixed(3)} for ${sample.length} passages of it`
  if (recall < MIN_RECALL) throw new Error(`${text}, ${MIN_RECALL} is the least`)
  return text
}

async function checkModel(
  config: Config,
  index: SearchIndex,
  sample: readonly Sampled[],
  reporter: Reporter,
  signal?: AbortSignal,
): Promise<string> {
  const encoder = await openEncoderFor(config, index.identity, reporter)
  try {
    assertSameModel(index.name, index.identity, encoder.spec)
    const texts = sample.map(({ passage }) => passage.text)
    const batch = await encoder.encode(texts, { kind: 'document', ...(signal ? { signal } : {}) })
    let worst = 1
    for (const [row, { passage, vector }] of sample.entries()) {
      const cosine = dot(vector, rowOf(batch, row))
      worst = Math.min(worst, cosine)
      if (cosine < MIN_COSINE[encoder.spec.precision])
        throw new Error(`the vector of ${passage.id} is not the model's (cosine ${cosine.toFixed(5)})`)
    }
    return `${sample.length} passages embedded again give their vectors (worst cosine ${worst.toFixed(6)})`
  } finally {
    await encoder.close()
  }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openEncoder, openIndex } from './compose.js'
import type { Config } from './config.js'
import { AnlamError, asAnlamError } from './errors.js'
import { checkIntegrity, type IntegrityCheck } from './index/embedded/integrity.js'
import { assertSameModel } from './index/identity.js'
import { checkIndexName } from './index/names.js'
import type { SearchIndex, StoredPassage } from './index/types.js'
import { countTrue, exactScores } from './search/exact.js'
import { type Reporter, SILENT } from './types.js'
import { dot, rowOf } from './vectors.js'

/** Passages that are searched for and embedded again. */
const SAMPLE = 64
const K = 10
/** Lowest recall@10 of the sample, and lowest cosine of a vector to the one made again. */
const LEAST_RECALL = 0.9
const LEAST_COSINE = { fp32: 0.9999, fp16: 0.999, int8: 0.98 }

export interface VerifyIndexOptions {
  /** Also search and embed a sample again; needs the model. */
  deep?: boolean
  signal?: AbortSignal
  reporter?: Reporter
}

/**
 * Proves an index: all checksums, the graph against the database label by label; deep, also what searches find against
 * comparing everything, and stored vectors against the model.
 *
 * @throws AnlamError `not-found`
 */
export async function verifyIndex(
  config: Config,
  name: string,
  { deep = false, signal, reporter = SILENT }: VerifyIndexOptions = {},
): Promise<IntegrityCheck[]> {
  const directory = join(config.indexes, checkIndexName(name))
  if (!existsSync(directory)) throw new AnlamError('not-found', `there is no index ${name}`)
  const checks = await checkIntegrity(directory, name)
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
    const sample = await takeSample(index, signal)
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

/** Passages at equal distances over the whole index. */
async function takeSample(index: SearchIndex, signal?: AbortSignal): Promise<Sampled[]> {
  const { passages: total } = await index.stats()
  const step = Math.max(1, Math.floor(total / SAMPLE))
  const sample: Sampled[] = []
  let position = 0
  for await (const { passages, vectors } of index.scan(signal ? { signal } : {}))
    passages.forEach((passage, row) => {
      if (position++ % step === 0 && sample.length < SAMPLE)
        sample.push({ passage, vector: rowOf(vectors, row).slice() })
    })
  return sample
}

async function checkRecall(
  index: SearchIndex,
  sample: readonly Sampled[],
  signal?: AbortSignal,
): Promise<string> {
  const queries = sample.map(({ vector }) => vector)
  const best = await exactScores(index.scan(signal ? { signal } : {}), queries, K)
  let found = 0
  for (const [i, query] of queries.entries())
    found += countTrue(await index.search(query, { k: K }), best[i]!)
  const wanted = best.flat().length
  const recall = wanted === 0 ? 1 : found / wanted
  const text = `recall@${K} ${recall.toFixed(3)} for ${sample.length} passages of it`
  if (recall < LEAST_RECALL) throw new Error(`${text}, ${LEAST_RECALL} is the least`)
  return text
}

async function checkModel(
  config: Config,
  index: SearchIndex,
  sample: readonly Sampled[],
  reporter: Reporter,
  signal?: AbortSignal,
): Promise<string> {
  const encoder = await openEncoder(config, config.model ?? index.identity.model, reporter)
  try {
    assertSameModel(index.name, index.identity, encoder.spec)
    const texts = sample.map(({ passage }) => passage.text)
    const batch = await encoder.encode(texts, { kind: 'document', ...(signal ? { signal } : {}) })
    let worst = 1
    for (const [row, { passage, vector }] of sample.entries()) {
      const cosine = dot(vector, rowOf(batch, row))
      worst = Math.min(worst, cosine)
      if (cosine < LEAST_COSINE[encoder.spec.precision])
        throw new Error(`the vector of ${passage.id} is not the model's (cosine ${cosine.toFixed(5)})`)
    }
    return `${sample.length} passages embedded again give their vectors (worst cosine ${worst.toFixed(6)})`
  } finally {
    await encoder.close()
  }
}

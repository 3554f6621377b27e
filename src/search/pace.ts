import { evenlySpaced } from '../basics/evenly-spaced.js'
import { rowOf } from '../basics/vectors.js'
import { throwIfAborted } from '../errors.js'
import type { SearchIndex } from '../index/types.js'
import type { Encoder } from '../model/types.js'
import { countTrueHits } from './true-hits.js'

/** Texts encoded in one call. */
const BATCH = 64
/** Most queries, hits of each, and queries before anything is measured. */
const QUERIES = 50
const K = 10
const WARM_UP = 3

export interface EncodingPace {
  sentences: number
  seconds: number
  sentencesPerSecond: number
  tokensPerSentence: number
}

/**
 * Measures how fast texts are encoded: at least one batch, then until the time is up.
 * @param texts again from the first one if there is time
 * @returns the pace, and the vectors of the texts that were encoded, each once
 */
export async function encodingPace(
  encoder: Encoder,
  texts: readonly string[],
  milliseconds: number,
  signal?: AbortSignal,
): Promise<{ pace: EncodingPace; vectors: Float32Array[] }> {
  const options = { kind: 'document', ...(signal ? { signal } : {}) } as const
  await encoder.encode(texts.slice(0, WARM_UP), options)
  const vectors: Float32Array[] = []
  let [sentences, tokens] = [0, 0]
  const started = performance.now()
  const elapsed = (): number => performance.now() - started
  for (let at = 0; sentences === 0 || elapsed() < milliseconds; at = (at + BATCH) % texts.length) {
    throwIfAborted(signal)
    const batch = await encoder.encode(texts.slice(at, at + BATCH), options)
    for (let row = 0; row < batch.rows; row++) {
      tokens += batch.tokens[row]!
      if (at + row === vectors.length) vectors.push(rowOf(batch, row).slice())
    }
    sentences += batch.rows
  }
  const seconds = elapsed() / 1000
  return {
    pace: {
      sentences,
      seconds,
      sentencesPerSecond: sentences / seconds,
      tokensPerSentence: tokens / sentences,
    },
    vectors,
  }
}

/** Milliseconds: the middle one, and that which one of twenty exceeds. */
export interface Latency {
  median: number
  p95: number
}

export interface SearchPace {
  passages: number
  queries: number
  k: number
  /** Of encoding one query, and of searching for its vector. */
  encoding: Latency
  search: Latency
  /** Share of the ten nearest that searches find, by what an exact search finds. */
  recall: number
}

/** Measures searches of an index one after the other, by passages of it as queries, with their recall. */
export async function searchPace(
  index: SearchIndex,
  encoder: Encoder,
  signal?: AbortSignal,
): Promise<SearchPace> {
  const { passages } = await index.sample(QUERIES)
  const texts = evenlySpaced(passages.length, QUERIES).map(at => passages[at]!.text)
  const options = signal ? { signal } : {}
  const times = { encoding: [] as number[], search: [] as number[] }
  let [found, wanted] = [0, 0]
  for (const [i, text] of [...texts.slice(0, WARM_UP), ...texts].entries()) {
    throwIfAborted(signal)
    const begin = performance.now()
    const vector = rowOf(await encoder.encode([text], { kind: 'query', ...options }), 0)
    const between = performance.now()
    const hits = await index.search(vector, { k: K, ...options })
    const end = performance.now()
    if (i < WARM_UP) continue
    times.encoding.push(between - begin)
    times.search.push(end - between)
    const best = await index.search(vector, { k: K, exact: true, ...options })
    found += countTrueHits(hits, best)
    wanted += best.length
  }
  return {
    passages: (await index.stats()).passages,
    queries: texts.length,
    k: K,
    encoding: latencyOf(times.encoding),
    search: latencyOf(times.search),
    recall: wanted === 0 ? 1 : found / wanted,
  }
}

function latencyOf(times: number[]): Latency {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { median: at(0.5), p95: at(0.95) }
}

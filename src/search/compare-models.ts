import { inOwnPrecision, openEncoder, openIndex } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import { judgedTexts } from '../evaluation/judged-texts.js'
import { evaluatePairs, evaluateSts } from '../evaluation/pairs.js'
import { evaluateRetrieval, type RetrievalTask } from '../evaluation/retrieval.js'
import type { Encoder } from '../model/types.js'
import type { Reporter } from '../types.js'
import { exactSearcher } from './exact-searcher.js'

/** A figure with its 95 % bootstrap interval. */
export interface Measured {
  /** What was measured, with its unit. */
  name: string
  value: number
  interval: [number, number]
  /** Number of queries or pairs. */
  of: number
}

export interface ComparedModel {
  model: string
  dimension: number
  precision: string
  provider: string
  /** Sentences encoded per second, as passages, in batches. */
  sentencesPerSecond: number
  /** Median milliseconds of one query. */
  queryMilliseconds: number
  quality: Measured[]
}

export interface CompareOptions {
  /** Labelled or scored pairs of the user's own, instead of the bundled sets. */
  pairs?: string
  /** Index whose passages are to be found by their first sentence, instead of the bundled sets. */
  index?: string
  reporter: Reporter
  signal?: AbortSignal
}

/** Texts whose encoding is timed, and queries; each after one that is not. */
const TIMED = 256
const TIMED_QUERIES = 20
/** Passages of an index that are looked for. */
const SAMPLE = 300
/** Fewest words of a passage's first sentence, and of the rest of it. */
const LEAST_WORDS = 5
const DEPTH = 10

interface Task {
  name: string
  kind: 'search' | 'paraphrase'
  corpus: readonly { id: string; text: string }[]
  retrieval: RetrievalTask
}

/**
 * Measures models on the same texts, one after the other: quality with intervals, and speed on this machine.
 * @throws AnlamError as `openEncoder`; `invalid-input` for texts on which nothing can be measured
 */
export async function compareModels(
  config: Config,
  models: readonly string[],
  options: CompareOptions,
): Promise<ComparedModel[]> {
  const { reporter, signal, pairs, index } = options
  const tasks = pairs === undefined ? await tasksOf(config, index) : []
  const compared: ComparedModel[] = []
  for (const model of models) {
    reporter.note(`measuring ${model}`)
    const encoder = await openEncoder(await inOwnPrecision(config, model, reporter), model, reporter)
    try {
      const quality: Measured[] = []
      for (const task of tasks) quality.push(await measureTask(encoder, task, signal))
      if (pairs !== undefined) quality.push(await measurePairs(encoder, pairs, signal))
      const { dimension, precision, provider } = encoder.spec
      compared.push({ model, dimension, precision, provider, ...(await measureSpeed(encoder)), quality })
    } finally {
      await encoder.close()
    }
  }
  return compared
}

async function tasksOf(config: Config, index: string | undefined): Promise<Task[]> {
  return index === undefined ? bundledTasks() : [await ownTask(config, index)]
}

/** Judged searches, and sentences of which several say the same. */
function bundledTasks(): Task[] {
  const queries = judgedTexts('queries').map(({ query, relevant }, i) => ({
    id: String(i),
    text: query,
    relevant,
  }))
  const prose = judgedTexts('prose')
  const same = prose.map(sentence => [
    sentence.id,
    new Map(
      prose
        .filter(({ id, group }) => group === sentence.group && id !== sentence.id)
        .map(({ id }) => [id, 1]),
    ),
  ]) as [string, Map<string, number>][]
  return [
    {
      name: 'searches, nDCG@10',
      kind: 'search',
      corpus: judgedTexts('passages'),
      retrieval: {
        queries,
        qrels: new Map(
          queries
            .map(({ id, relevant }) => [id, new Map(Object.entries(relevant))] as const)
            .filter(([, relevant]) => relevant.size > 0),
        ),
      },
    },
    {
      name: 'paraphrases, MRR@10',
      kind: 'paraphrase',
      corpus: prose,
      retrieval: { queries: prose, qrels: new Map(same.filter(([, others]) => others.size > 0)) },
    },
  ]
}

/** Each sampled passage, without its first sentence, is looked for by that sentence: needs no labels. */
async function ownTask(config: Config, name: string): Promise<Task> {
  const index = await openIndex(config, name, 'reader')
  try {
    const sentences = new Intl.Segmenter('tr', { granularity: 'sentence' })
    const words = (text: string): number => text.split(/\s+/).filter(Boolean).length
    const { passages } = await index.sample(SAMPLE)
    const parts = passages.flatMap(({ id, text }) => {
      const [first] = sentences.segment(text)
      const [query, rest] = [first?.segment.trim() ?? '', text.slice(first?.segment.length ?? 0).trim()]
      return Math.min(words(query), words(rest)) < LEAST_WORDS ? [] : [{ id, query, text: rest }]
    })
    if (parts.length < DEPTH)
      throw new AnlamError(
        'invalid-input',
        `only ${parts.length} of ${passages.length} sampled passages of ${name} have a sentence to look for and others to find; give --pairs FILE`,
      )
    return {
      name: 'passages by their first sentence, MRR@10',
      kind: 'search',
      corpus: parts,
      retrieval: {
        queries: parts.map(({ id, query }) => ({ id, text: query })),
        qrels: new Map(parts.map(({ id }) => [id, new Map([[id, 1]])])),
      },
    }
  } finally {
    await index.close()
  }
}

async function measureTask(
  encoder: Encoder,
  { name, kind, corpus, retrieval }: Task,
  signal?: AbortSignal,
): Promise<Measured> {
  const metric = name.includes('nDCG') ? 'ndcg@10' : 'mrr@10'
  const options = signal ? { signal } : {}
  const searcher = await exactSearcher(corpus, kind === 'search' ? encoder : comparing(encoder), options)
  try {
    const own = new Map(corpus.map(({ id, text }) => [text, id]))
    const { queries, metrics, intervals } = await evaluateRetrieval(
      retrieval,
      async (query, k) => {
        const { hits } = await searcher.search({ query, mode: 'semantic', k: k + 1, ...options })
        const found = hits.map(({ documentId }) => documentId)
        return kind === 'search' ? found.slice(0, k) : found.filter(id => id !== own.get(query)).slice(0, k)
      },
      options,
    )
    return { name, value: metrics[metric]!, interval: intervals[metric]!, of: queries }
  } finally {
    await searcher.index.close()
  }
}

/** The encoder as it compares texts with each other: with its symmetric prompt on both sides. */
function comparing(encoder: Encoder): Encoder {
  return {
    spec: encoder.spec,
    encode: (texts, { kind: _, ...options } = {}) => encoder.encode(texts, options),
    close: () => encoder.close(),
  }
}

/** Pairs with a label, or with a score. */
async function measurePairs(encoder: Encoder, path: string, signal?: AbortSignal): Promise<Measured> {
  const options = signal ? { signal } : {}
  try {
    const { pairs, metrics, intervals } = await evaluatePairs(path, encoder, options)
    return { name: 'pairs, AUC', value: metrics.auc!, interval: intervals.auc!, of: pairs }
  } catch (error) {
    if (!(error instanceof AnlamError) || error.code !== 'invalid-input') throw error
    const scored = await evaluateSts(path, encoder, options).catch(() => undefined)
    if (!scored) throw error
    const { pairs, metrics, intervals } = scored
    return { name: 'pairs, Spearman', value: metrics.spearman!, interval: intervals.spearman!, of: pairs }
  }
}

async function measureSpeed(
  encoder: Encoder,
): Promise<Pick<ComparedModel, 'sentencesPerSecond' | 'queryMilliseconds'>> {
  const texts = judgedTexts('passages').map(({ text }) => text)
  await encoder.encode(texts.slice(0, 32), { kind: 'document' })
  let started = performance.now()
  await encoder.encode(texts.slice(0, TIMED), { kind: 'document' })
  const sentencesPerSecond = TIMED / ((performance.now() - started) / 1000)
  const times: number[] = []
  for (const { query } of judgedTexts('queries').slice(0, TIMED_QUERIES)) {
    started = performance.now()
    await encoder.encode([query], { kind: 'query' })
    times.push(performance.now() - started)
  }
  return { sentencesPerSecond, queryMilliseconds: times.sort((a, b) => a - b)[TIMED_QUERIES / 2]! }
}

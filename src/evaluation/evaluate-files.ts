import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { VERSION } from '../basics/version.js'
import { openEncoder, openIndex } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import { assertSameModel } from '../index/identity.js'
import { MemoryIndex } from '../index/memory/index.js'
import { mineCorpus } from '../mining/mine-corpus.js'
import type { Encoder } from '../model/types.js'
import type { Mode } from '../search/modes.js'
import { Searcher } from '../search/searcher.js'
import { openSearcher } from '../search/searcher-pool.js'
import type { Reporter } from '../types.js'
import { calibrate } from './calibration.js'
import { type StoredCalibration, writeCalibration } from './calibrations.js'
import { evaluateMining, type MiningEvaluation, readGold } from './mining.js'
import {
  type EvaluateOptions,
  type Evaluation,
  evaluatePairs,
  evaluateSts,
  type PairEvaluation,
  scoreLabels,
} from './pairs.js'
import {
  evaluateRetrieval,
  type RetrievalEvaluation,
  type Retrieve,
  readDocuments,
  readTask,
} from './retrieval.js'

export interface EvaluationRequest extends EvaluateOptions {
  reporter: Reporter
  /** Evaluate the model that built this index, or what the index finds. */
  index?: string
}

/** What was evaluated. */
export interface Subject {
  model: string
  fingerprint: string
}

/** `evaluateSts` with a model, or that of an index. */
export function evaluateStsFile(
  config: Config,
  file: string,
  request: EvaluationRequest,
): Promise<Evaluation & Subject> {
  return withEncoder(config, request, encoder => evaluateSts(file, encoder, request))
}

/** `evaluatePairs` with a model, or that of an index. */
export function evaluatePairsFile(
  config: Config,
  file: string,
  request: EvaluationRequest,
): Promise<PairEvaluation & Subject> {
  return withEncoder(config, request, encoder => evaluatePairs(file, encoder, request))
}

export interface RetrievalRequest extends EvaluationRequest {
  /** Documents, compared one by one; not needed with an index. */
  corpus?: string
  queries: string
  qrels: string
  mode: Mode
}

/**
 * How well queries find what is relevant to them: in a file of documents, by looking at all of them, or in an index, by
 * its search.
 * @throws AnlamError `invalid-input`, also for ids that are not there
 */
export async function evaluateRetrievalFiles(
  config: Config,
  request: RetrievalRequest,
): Promise<RetrievalEvaluation & Subject & { mode: Mode }> {
  const { index: name, corpus, queries, qrels, mode, onProgress, signal } = request
  if (name !== undefined) return { ...(await retrieveFromIndex(config, name, request)), mode }
  if (corpus === undefined) throw new AnlamError('invalid-input', 'give --corpus FILE or --index NAME')
  const documents = await readDocuments(corpus)
  const known = new Set(documents.map(({ id }) => id))
  const task = await readTask(queries, qrels, id => known.has(id))
  const options = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) }
  const result = await withEncoder(config, request, async encoder => {
    const searcher = await exactSearcher(documents, encoder, options)
    return evaluateRetrieval(task, retriever(searcher, mode, 1, signal), options)
  })
  return { ...result, mode }
}

/** Documents encoded a time. */
const BATCH = 1024

/** Compares a query with every document, so that nothing but the model and the words decides. */
async function exactSearcher(
  documents: readonly { id: string; text: string }[],
  encoder: Encoder,
  { signal, onProgress }: Pick<EvaluateOptions, 'signal' | 'onProgress'>,
): Promise<Searcher> {
  const { model, fingerprint, dimension } = encoder.spec
  const index = new MemoryIndex('evaluated', { model, fingerprint, dimension })
  for (let start = 0; start < documents.length; start += BATCH) {
    const page = documents.slice(start, start + BATCH)
    const texts = page.map(({ text }) => text)
    const vectors = await encoder.encode(texts, { kind: 'document', ...(signal ? { signal } : {}) })
    const passages = page.map(({ id, text }) => ({ id, documentId: id, text, start: 0, end: text.length }))
    await index.write(
      passages.map(passage => ({
        document: { id: passage.id, source: '', metadata: {} },
        hash: '',
        passages: [passage],
      })),
      vectors,
    )
    onProgress?.(start + page.length, documents.length)
  }
  return new Searcher(encoder, index)
}

function retriever(searcher: Searcher, mode: Mode, passages: number, signal?: AbortSignal): Retrieve {
  return async (query, k) => {
    const { hits } = await searcher.search({ query, mode, k: k * passages, ...(signal ? { signal } : {}) })
    return [...new Set(hits.map(({ documentId }) => documentId))].slice(0, k)
  }
}

/** Hits wanted for each document wanted: several of a document's passages may be among the best. */
const PASSAGES = 5

async function retrieveFromIndex(
  config: Config,
  name: string,
  { queries, qrels, mode, signal, reporter, onProgress }: RetrievalRequest,
): Promise<RetrievalEvaluation & Subject> {
  const { searcher, close } = await openSearcher(config, name, reporter)
  try {
    const { index } = searcher
    const task = await readTask(
      queries,
      qrels,
      async id => (await index.hashes([id])).has(id) || (await index.get([id]))[0] !== undefined,
    )
    const result = await evaluateRetrieval(task, retriever(searcher, mode, PASSAGES, signal), {
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    })
    const { model, fingerprint } = index.identity
    return { model, fingerprint, ...result }
  } finally {
    await close()
  }
}

export interface MiningEvaluationRequest extends EvaluationRequest {
  index: string
  /** Least cosine of the pairs that are ranked. */
  threshold: number
  topK: number
  /** Working folder. */
  folder: string
}

/** How many of the pairs that people know mining finds in an index, and in which order. */
export function evaluateMiningFile(
  config: Config,
  file: string,
  request: MiningEvaluationRequest,
): Promise<MiningEvaluation & Subject> {
  const { index: name, threshold, topK, folder, signal, reporter } = request
  const settings = {
    topK,
    mutual: false,
    maxPairs: 1_000_000,
    method: 'auto',
    memory: 2 ** 31,
  } as const
  return mineCorpus(
    config,
    {
      sources: [{ index: name }],
      settings,
      threshold,
      folder,
      read: { textField: 'text', idField: 'id', onError: 'fail' },
      reporter,
      ...(signal ? { signal } : {}),
    },
    async ({ result: { pairs }, indexes: [index] }) => {
      const gold = await readGold(file, async ids => (await index.get(ids)).map(Boolean))
      const { model, fingerprint } = index.identity
      return { model, fingerprint, ...evaluateMining(pairs, gold) }
    },
  )
}

/**
 * Fits the cosines of an index's model to labelled pairs, and keeps the mapping with the index.
 * @throws AnlamError `not-found`, `invalid-input`, `incompatible-index`, `storage-full`
 */
export async function calibrateIndex(
  config: Config,
  name: string,
  labelled: string,
  request: Omit<EvaluationRequest, 'index'>,
): Promise<StoredCalibration> {
  const { model, fingerprint, ...calibration } = await withEncoder(
    config,
    { ...request, index: name },
    async encoder => calibrate(await scoreLabels(labelled, encoder, request)),
  )
  const stored: StoredCalibration = {
    version: 1,
    model,
    fingerprint,
    ...calibration,
    sha256: await fileHash(labelled),
    anlam: VERSION,
  }
  await writeCalibration(config, name, stored)
  return stored
}

/** Works with a model, or with that of an index. */
async function withEncoder<T>(
  config: Config,
  { index: name, reporter }: EvaluationRequest,
  work: (encoder: Encoder) => Promise<T>,
): Promise<T & Subject> {
  const index = name === undefined ? undefined : await openIndex(config, name, 'reader')
  await index?.close()
  const encoder = await openEncoder(config, config.model ?? index?.identity.model, reporter)
  try {
    if (index) assertSameModel(index.name, index.identity, encoder.spec)
    const { model, fingerprint } = encoder.spec
    return { model, fingerprint, ...(await work(encoder)) }
  } finally {
    await encoder.close()
  }
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

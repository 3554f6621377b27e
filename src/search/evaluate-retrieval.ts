import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import {
  evaluateRetrieval,
  type RetrievalEvaluation,
  type Retrieve,
  readDocuments,
  readTask,
} from '../evaluation/retrieval.js'
import { type EvaluationRequest, type Subject, withEncoder } from '../evaluation/subject.js'
import { exactSearcher } from './exact-searcher.js'
import type { Mode } from './modes.js'
import type { Searcher } from './searcher.js'
import { openSearcher } from './searcher-pool.js'

export interface RetrievalRequest extends EvaluationRequest {
  /** File of documents, all compared exactly; not needed with an index. */
  corpus?: string
  queries: string
  qrels: string
  mode: Mode
}

/**
 * Retrieval quality: over a file of documents by exhaustive comparison, or over an index by its search.
 * @throws AnlamError `invalid-input`, also for unknown ids
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

function retriever(searcher: Searcher, mode: Mode, passages: number, signal?: AbortSignal): Retrieve {
  return async (query, k) => {
    const { hits } = await searcher.search({ query, mode, k: k * passages, ...(signal ? { signal } : {}) })
    return [...new Set(hits.map(({ documentId }) => documentId))].slice(0, k)
  }
}

/** Hits requested per document wanted, because several passages of a document may rank high. */
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

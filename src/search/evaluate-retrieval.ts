import { memoryIndex } from '../compose.js'
import type { Config } from '../config.js'
import { AnlamError } from '../errors.js'
import type { EvaluateOptions } from '../evaluation/pairs.js'
import {
  evaluateRetrieval,
  type RetrievalEvaluation,
  type Retrieve,
  readDocuments,
  readTask,
} from '../evaluation/retrieval.js'
import { type EvaluationRequest, type Subject, withEncoder } from '../evaluation/subject.js'
import { assertWritten } from '../index/outcomes.js'
import type { Encoder } from '../model/types.js'
import type { Mode } from './modes.js'
import { Searcher } from './searcher.js'
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

/** Documents per call of the encoder. */
const BATCH = 1024

/** Compares a query with every document, so that only the model and the words decide. */
async function exactSearcher(
  documents: readonly { id: string; text: string }[],
  encoder: Encoder,
  { signal, onProgress }: Pick<EvaluateOptions, 'signal' | 'onProgress'>,
): Promise<Searcher> {
  const { model, fingerprint, dimension } = encoder.spec
  const index = memoryIndex('evaluated', { model, fingerprint, dimension })
  for (let start = 0; start < documents.length; start += BATCH) {
    const page = documents.slice(start, start + BATCH)
    const texts = page.map(({ text }) => text)
    const vectors = await encoder.encode(texts, { kind: 'document', ...(signal ? { signal } : {}) })
    const passages = page.map(({ id, text }) => ({ id, documentId: id, text, start: 0, end: text.length }))
    const outcomes = await index.write(
      passages.map(passage => ({
        document: { id: passage.id, source: '', metadata: {} },
        hash: '',
        passages: [passage],
      })),
      vectors,
    )
    assertWritten(outcomes)
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

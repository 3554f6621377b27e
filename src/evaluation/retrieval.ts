import { z } from 'zod'
import { cleanString, rowId, rowNumber } from '../basics/json-rows.js'
import { readDataRows } from '../corpus/data-rows.js'
import { AnlamError, throwIfAborted } from '../errors.js'
import { bootstrap, type Intervals, type Metrics } from './bootstrap.js'
import { ndcg, recallAt, reciprocalRank } from './metrics.js'

const TextRow = z.object({ id: rowId, text: cleanString })
const QrelRow = z.object({ queryId: rowId, corpusId: rowId, relevance: rowNumber.default(1) })

/** Results considered per query. */
const DEPTH = 10

export interface RetrievalTask {
  queries: { id: string; text: string }[]
  /** Relevance of documents, by query. Only values above 0. */
  qrels: Map<string, Map<string, number>>
}

export interface RetrievalEvaluation {
  /** Queries evaluated: those with a relevant document. */
  queries: number
  /** Queries without a relevant document, left out. */
  withoutRelevant: number
  metrics: Metrics
  /** 95 % bootstrap intervals, over queries. */
  intervals: Intervals
}

/** Returns the ids of the k best documents for a query, best first. */
export type Retrieve = (query: string, k: number) => Promise<string[]>

/**
 * Reads queries `{"id","text"}` and their relevant documents `{"queryId","corpusId","relevance"}`.
 * @param isKnown whether the corpus has a document
 * @throws AnlamError `invalid-input`, naming file and line, or an unknown id
 */
export async function readTask(
  queriesPath: string,
  qrelsPath: string,
  isKnown: (id: string) => boolean | Promise<boolean>,
): Promise<RetrievalTask> {
  const queries = await readDataRows(queriesPath, TextRow)
  const known = new Set(queries.map(query => query.id))
  const qrels: RetrievalTask['qrels'] = new Map()
  for (const { queryId, corpusId, relevance } of await readDataRows(qrelsPath, QrelRow)) {
    if (!known.has(queryId))
      throw new AnlamError(
        'invalid-input',
        `${qrelsPath}: query ${JSON.stringify(queryId)} is not in ${queriesPath}`,
      )
    if (!(await isKnown(corpusId)))
      throw new AnlamError(
        'invalid-input',
        `${qrelsPath}: document ${JSON.stringify(corpusId)} is not in the corpus`,
      )
    if (relevance <= 0) continue
    const relevant = qrels.get(queryId) ?? new Map<string, number>()
    qrels.set(queryId, relevant.set(corpusId, relevance))
  }
  if (qrels.size === 0) throw new AnlamError('invalid-input', `${qrelsPath} marks no document as relevant`)
  return { queries, qrels }
}

/** MRR, recall and nDCG, averaged over queries. */
export async function evaluateRetrieval(
  { queries, qrels }: RetrievalTask,
  retrieve: Retrieve,
  options: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<RetrievalEvaluation> {
  const judged = queries.filter(query => qrels.has(query.id))
  const perQuery: Metrics[] = []
  for (const query of judged) {
    throwIfAborted(options.signal)
    const relevant = qrels.get(query.id)!
    const gains = (await retrieve(query.text, DEPTH)).map(found => relevant.get(found) ?? 0)
    perQuery.push({
      [`mrr@${DEPTH}`]: reciprocalRank(gains, DEPTH),
      'r@1': recallAt(gains, relevant.size, 1),
      'r@5': recallAt(gains, relevant.size, 5),
      [`r@${DEPTH}`]: recallAt(gains, relevant.size, DEPTH),
      [`ndcg@${DEPTH}`]: ndcg(gains, [...relevant.values()], DEPTH),
    })
    options.onProgress?.(perQuery.length, judged.length)
  }
  const measure = (drawn: readonly number[]): Metrics =>
    Object.fromEntries(
      Object.keys(perQuery[0]!).map(name => [
        name,
        drawn.reduce((sum, i) => sum + perQuery[i]![name]!, 0) / drawn.length,
      ]),
    )
  return {
    queries: judged.length,
    withoutRelevant: queries.length - judged.length,
    metrics: measure([...perQuery.keys()]),
    intervals: bootstrap(perQuery.length, measure),
  }
}

/**
 * Reads the documents of an exact evaluation.
 * @throws AnlamError `invalid-input`, naming file and line
 */
export async function readDocuments(path: string): Promise<{ id: string; text: string }[]> {
  const documents = await readDataRows(path, TextRow)
  if (documents.length === 0) throw new AnlamError('invalid-input', `${path} holds no documents`)
  return documents
}

import { workerData } from 'node:worker_threads'
import { serveWorker, Transferable } from '../../workers/rpc.js'
import { type CrossEncoderOptions, OnnxReranker } from './cross-encoder.js'
import type { RerankOptions } from './types.js'

const reranker = OnnxReranker.load(workerData as CrossEncoderOptions)
// A failure to load is reported by the first call, not as an unhandled rejection.
reranker.catch(() => undefined)

serveWorker(
  {
    spec: async () => (await reranker).spec,
    rerank: async ([query, texts, options]: [string, string[], RerankOptions], signal) => {
      const result = await (await reranker).rerank(query, texts, { signal, ...options })
      return new Transferable(result, [result.scores.buffer as ArrayBuffer])
    },
    close: async () => (await reranker).close(),
  },
  reranker,
)

import { workerData } from 'node:worker_threads'
import { serveWorker, Transferable } from '../../workers/rpc.js'
import type { TextPair } from '../tokenizer.js'
import { type CrossEncoderOptions, OnnxReranker } from './cross-encoder.js'
import type { ScoreOptions } from './types.js'

const reranker = OnnxReranker.load(workerData as CrossEncoderOptions)
// A failure to load is reported by the first call, not as an unhandled rejection.
reranker.catch(() => undefined)

serveWorker(
  {
    spec: async () => (await reranker).spec,
    score: async ([pairs, options]: [TextPair[], ScoreOptions], signal) => {
      const result = await (await reranker).score(pairs, { signal, ...options })
      return new Transferable(result, [result.scores.buffer as ArrayBuffer])
    },
    close: async () => (await reranker).close(),
  },
  reranker,
)

import { workerData } from 'node:worker_threads'
import { serveWorker, Transferable } from '../workers/rpc.js'
import { type LoadOptions, loadEncoder } from './load-encoder.js'
import type { EncodeOptions } from './types.js'

const encoder = loadEncoder(workerData as LoadOptions)
// A failure to load is reported by the first call, not as an unhandled rejection.
encoder.catch(() => undefined)

serveWorker(
  {
    spec: async () => (await encoder).spec,
    encode: async ([texts, options]: [string[], EncodeOptions], signal) => {
      // Own keys before the spread: added after it, they would give every object its own hidden class.
      const batch = await (await encoder).encode(texts, { signal, ...options })
      const { values, tokens, truncated } = batch
      return new Transferable(batch, [values.buffer, tokens.buffer, truncated.buffer] as ArrayBuffer[])
    },
    close: async () => (await encoder).close(),
  },
  encoder,
)

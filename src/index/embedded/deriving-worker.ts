import type { VectorBatch } from '../../types.js'
import { serveWorker, Transferable } from '../../workers/rpc.js'
import type { Worded } from '../lexical.js'
import { buffersOf, type Derived, derive } from './store/derived.js'

serveWorker({
  derive: async ([passages, vectors]: [Worded[], VectorBatch]) => {
    const derived = derive(passages, vectors)
    // Small buffers of Node's are parts of larger ones, which cannot be transferred.
    const own: Derived = { ...derived, lines: new Uint8Array(derived.lines) }
    return new Transferable(own, buffersOf(own))
  },
})

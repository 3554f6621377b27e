import type { VectorBatch } from '../../types.js'
import { serveWorker, Transferable } from '../../workers/rpc.js'
import type { IndexedDocument } from '../types.js'
import { buffersOf, type Derived, derive } from './store/derived.js'

serveWorker({
  derive: async ([documents, vectors]: [IndexedDocument[], VectorBatch]) => {
    const derived = derive(documents, vectors)
    // Small buffers of Node's are parts of larger ones, which cannot be transferred.
    const own: Derived = { ...derived, lines: new Uint8Array(derived.lines) }
    return new Transferable(own, buffersOf(own))
  },
})

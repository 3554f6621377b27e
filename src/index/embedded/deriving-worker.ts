import type { VectorBatch } from '../../types.js'
import { serveWorker, Transferable } from '../../workers/rpc.js'
import { buffersOf, type Derived, derive, type WordedDocument } from './store/derived.js'

serveWorker({
  derive: async ([documents, vectors]: [WordedDocument[], VectorBatch]) => {
    const derived = derive(documents, vectors)
    // Without the room that was left.
    const own: Derived = { ...derived, lines: new Uint8Array(derived.lines) }
    return new Transferable(own, buffersOf(own))
  },
})

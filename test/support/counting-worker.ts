import { serveWorker } from '../../src/workers/rpc.js'

let called = 0

/** Keeps the thread busy for some milliseconds, and counts the calls. */
serveWorker({
  work: async ([milliseconds]: [number]) => {
    called++
    for (const end = performance.now() + milliseconds; performance.now() < end; );
  },
  called: async () => called,
})

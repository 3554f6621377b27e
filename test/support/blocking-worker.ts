import { serveWorker } from '../../src/workers/rpc.js'

const forEver = new Int32Array(new SharedArrayBuffer(4))
let called = 0

/** Misbehaves: blocks for ever, throws an uncaught error, or exits. */
serveWorker({
  called: async () => ++called,
  write: async ([what]: [string]) => what,
  block: async () => Atomics.wait(forEver, 0, 0),
  crash: async () => {
    setImmediate(() => {
      throw new Error('out of order')
    })
    return new Promise(() => undefined)
  },
  end: async () => process.exit(3),
  /** Milliseconds of work in steps, between which other calls run. */
  steps: async ([milliseconds]: [number]) => {
    const until = performance.now() + milliseconds
    while (performance.now() < until) await new Promise(resolve => setTimeout(resolve, 10))
    return 'done'
  },
})

import { workerData } from 'node:worker_threads'
import { serveWorker, Transferable } from '../../workers/rpc.js'
import { AllPairs, type AllPairsOptions } from './all-pairs.js'

const pairs = AllPairs.open(workerData as AllPairsOptions)
// A failure to open is reported by the first call, not as an unhandled rejection.
pairs.catch(() => undefined)

serveWorker({
  opened: async () => {
    const { passes, type, progress } = await pairs
    return { passes, type, progress }
  },
  advance: async ([milliseconds]: [number], signal) => (await pairs).advance(milliseconds, signal),
  lists: async ([pass]: [number]) => {
    const lists = await (await pairs).lists(pass)
    const { sizes, partners, scores } = lists
    return new Transferable(lists, [sizes.buffer, partners.buffer, scores.buffer] as ArrayBuffer[])
  },
  close: async () => (await pairs).close(),
})

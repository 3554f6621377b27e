import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { serveWorker } from '../../../workers/rpc.js'
import type { GraphParameters } from '../graph/graph-file.js'
import type { LabelledVector } from '../scan/types.js'
import { STORE_FILE, Store } from '../store/store.js'
import { type BulkReport, buildGraph } from './build-graph.js'
import { type DeviceWish, findDevice } from './find-device.js'
import type { KeepOptions } from './kept-lists.js'

/** Vectors read at a time. */
const PAGE = 1000

export interface BuildData {
  /** Folder of the index. */
  directory: string
  id: string
  parameters: GraphParameters
  /** Path of the graph file. */
  file: string
  threads: number
  keep: KeepOptions
  device: DeviceWish | undefined
}

export interface Built extends BulkReport {
  /** The graph has all passages up to this label. */
  lastLabel: number
}

/** One vector for each node, in the order of their first passages. */
function* distinctVectors(store: Store, lastLabel: number): Generator<LabelledVector[]> {
  const seen = new Set<number>()
  for (let after = 0; ; ) {
    const page = store.vectorsAfter(after, PAGE).filter(({ label }) => label <= lastLabel)
    if (page.length === 0) return
    after = page.at(-1)!.label
    yield page.flatMap(({ node, vector }) => {
      if (seen.has(node)) return []
      seen.add(node)
      return [{ label: node, vector }]
    })
  }
}

const stop = new AbortController()

serveWorker({
  /** Builds the graph of the database, which others may write meanwhile. */
  build: async (): Promise<Built> => {
    const { directory, id, parameters, device: wish, ...options } = workerData as BuildData
    const store = Store.open(join(directory, STORE_FILE), id, parameters.dimension, true)
    try {
      const { lastLabel } = store.counts()
      const vectors = distinctVectors(store, lastLabel)
      const { signal } = stop
      const ways = wish ? { findDevice: () => findDevice(wish, parameters.dimension) } : {}
      return { lastLabel, ...(await buildGraph({ ...options, ...ways, parameters, vectors, signal })) }
    } finally {
      store.close()
    }
  },
  cancel: async () => stop.abort(),
})

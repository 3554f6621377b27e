import { workerData } from 'node:worker_threads'
import { indexEngine } from '../compose.js'
import type { Config } from '../config.js'
import { capabilityOf } from '../index/engine.js'
import { serveWorker } from '../workers/rpc.js'

const config = workerData as Config

serveWorker({
  verify: async ([name]: [string]) => capabilityOf(indexEngine(config), 'verify')(name),
})

import { serveWorker } from '../workers/rpc.js'
import { centroids } from './centroids.js'
import { project } from './project.js'

serveWorker({
  project: async ([vectors]: [Float32Array[]]) => project(vectors),
  centroids: async ([vectors, count]: [Float32Array[], number]) => centroids(vectors, count),
})

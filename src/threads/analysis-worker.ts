import { centroids } from '../analysis/centroids.js'
import { project } from '../analysis/project.js'
import { serveWorker } from './rpc.js'

serveWorker({
  project: async ([vectors]: [Float32Array[]]) => project(vectors),
  centroids: async ([vectors, count]: [Float32Array[], number]) => centroids(vectors, count),
})

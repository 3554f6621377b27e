import type { Unit } from '../types.js'
import { serveWorker } from '../workers/rpc.js'
import { type NewDocument, prepareDocuments } from './prepare.js'

serveWorker({
  prepare: async ([documents, unit]: [NewDocument[], Unit | undefined]) => prepareDocuments(documents, unit),
})

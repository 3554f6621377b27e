import { type NewDocument, prepareDocuments } from '../ingest/prepare.js'
import type { Unit } from '../types.js'
import { serveWorker } from './rpc.js'

serveWorker({
  prepare: async ([documents, unit]: [NewDocument[], Unit | undefined]) => prepareDocuments(documents, unit),
})

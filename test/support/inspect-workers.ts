import { open } from 'node:inspector'
import { isMainThread, threadId } from 'node:worker_threads'

/** `--import` this module, and each worker thread opens an inspector of its own: thread n at port 9230 + n. */
const BASE_PORT = 9230

if (!isMainThread) open(BASE_PORT + threadId)

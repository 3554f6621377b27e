import { unlessAborted, WorkerClient } from '../workers/rpc.js'

/** `project` in a worker thread. It takes seconds and cannot be interrupted, so cancelling terminates the thread. */
export function projectVectors(
  vectors: readonly Float32Array[],
  signal?: AbortSignal,
): Promise<[number, number][]> {
  return compute('project', [vectors], signal)
}

/** `centroids` in a worker thread; see `projectVectors`. */
export function findCentroids(
  vectors: readonly Float32Array[],
  count: number,
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  return compute('centroids', [vectors, count], signal)
}

async function compute<T>(method: string, args: unknown[], signal: AbortSignal | undefined): Promise<T> {
  const worker = new WorkerClient(new URL('./analysis-worker.js', import.meta.url), undefined)
  try {
    return await unlessAborted(worker.call<T>(method, args, signal), signal)
  } finally {
    await worker.close()
  }
}

import { AnlamError } from '../errors.js'
import { WorkerClient } from './rpc.js'

/** Computations that take seconds and cannot be interrupted, in a thread that is ended with them. */
export function projectVectors(
  vectors: readonly Float32Array[],
  signal?: AbortSignal,
): Promise<[number, number][]> {
  return compute('project', [vectors], signal)
}

/** `centroids`, in a thread. */
export function findCentroids(
  vectors: readonly Float32Array[],
  count: number,
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  return compute('centroids', [vectors, count], signal)
}

async function compute<T>(method: string, args: unknown[], signal: AbortSignal | undefined): Promise<T> {
  const worker = new WorkerClient(new URL('./analysis-worker.js', import.meta.url), undefined)
  let cancel = (): void => undefined
  try {
    const cancelled = new Promise<never>((_, reject) => {
      cancel = () => reject(new AnlamError('cancelled', 'cancelled by the caller'))
      signal?.addEventListener('abort', cancel, { once: true })
    })
    return await Promise.race([worker.call<T>(method, args, signal), cancelled])
  } finally {
    signal?.removeEventListener('abort', cancel)
    await worker.close()
  }
}

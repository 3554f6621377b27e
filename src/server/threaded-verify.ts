import type { Config } from '../config.js'
import type { IntegrityCheck } from '../index/engine.js'
import { unlessAborted, WorkerClient } from '../workers/rpc.js'

/**
 * Checks an index for damage in a thread: it reads all of it, and nobody else shall wait for that.
 * @throws AnlamError as `Capabilities.verify`; `invalid-input` if the engine cannot verify; `cancelled`, which ends the thread
 */
export async function verifyInThread(
  config: Config,
  name: string,
  signal: AbortSignal,
): Promise<IntegrityCheck[]> {
  const worker = new WorkerClient(new URL('./verify-worker.js', import.meta.url), config)
  try {
    return await unlessAborted(worker.call<IntegrityCheck[]>('verify', [name], signal), signal)
  } finally {
    await worker.close()
  }
}

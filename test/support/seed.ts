import { isMainThread } from 'node:worker_threads'

/**
 * Loaded by `npm test`, so that properties draw the same values on every machine. Without it, each run draws others. No thread
 * draws any, and each would wait for the library.
 */
if (isMainThread) {
  const { configureGlobal } = await import('fast-check')
  configureGlobal({ seed: Number(process.env.ANLAM_SEED ?? 1) })
}

import type { TestContext } from 'node:test'
import type { Worker } from 'node:worker_threads'

/** Collects the threads started from now on, in order, so that a test can kill them. */
export function threadsFromNow(t: TestContext): Worker[] {
  const threads: Worker[] = []
  const add = (worker: Worker): void => {
    threads.push(worker)
  }
  process.on('worker', add)
  t.after(() => process.off('worker', add))
  return threads
}

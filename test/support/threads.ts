import type { TestContext } from 'node:test'
import type { Worker } from 'node:worker_threads'

/** Threads that are started from now on, in their order, to be ended from outside. */
export function threadsFromNow(t: TestContext): Worker[] {
  const threads: Worker[] = []
  const add = (worker: Worker): void => {
    threads.push(worker)
  }
  process.on('worker', add)
  t.after(() => process.off('worker', add))
  return threads
}

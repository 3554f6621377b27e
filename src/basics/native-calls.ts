import { setTimeout as pause } from 'node:timers/promises'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'

/**
 * Count of a thread's native calls. A thread must not be terminated during one: modules written with node-addon-api
 * abort the whole process when JavaScript is gone (seen in hnswlib-node). The thread shares the count with its parent,
 * which terminates it only at 0, and blocks further calls first.
 */
export type NativeCalls = Int32Array

const KEY = 'native-calls'
const ENDING = -(2 ** 30)
/** Milliseconds between two checks of a thread that is in a call. */
const INTERVAL = 20

const own: NativeCalls = (getEnvironmentData(KEY) as NativeCalls | undefined) ?? shareable()

function shareable(): NativeCalls {
  return new Int32Array(new SharedArrayBuffer(4))
}

/** Called before a native call; `leaveNative` follows it. A thread being terminated blocks here for ever. */
export function enterNative(): void {
  if (Atomics.add(own, 0, 1) < 0) for (;;) Atomics.wait(own, 0, Atomics.load(own, 0))
}

export function leaveNative(): void {
  Atomics.sub(own, 0, 1)
}

/** @param start starts a thread; the returned count is that of its calls */
export function countingCalls<T>(start: () => T): { started: T; calls: NativeCalls } {
  const calls = shareable()
  setEnvironmentData(KEY, calls)
  try {
    return { started: start(), calls }
  } finally {
    setEnvironmentData(KEY, undefined)
  }
}

/** Resolves when the thread is in no native call, and cannot enter another one. */
export async function outsideCalls(calls: NativeCalls): Promise<void> {
  while (Atomics.compareExchange(calls, 0, 0, ENDING) > 0) await pause(INTERVAL)
}

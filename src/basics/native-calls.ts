import { setTimeout as pause } from 'node:timers/promises'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'

/**
 * Native calls of a thread that must not be ended in the middle of one: what is written with node-addon-api ends the
 * whole process when it finds that it cannot reach JavaScript any more (seen in hnswlib-node). A count that a thread
 * shares with the one that started it, which may end it only at 0, and then lets it into no other call.
 */
export type NativeCalls = Int32Array

const KEY = 'native-calls'
const ENDING = -(2 ** 30)
/** Milliseconds between two looks at a thread that is in a call. */
const INTERVAL = 20

const own: NativeCalls = (getEnvironmentData(KEY) as NativeCalls | undefined) ?? shareable()

function shareable(): NativeCalls {
  return new Int32Array(new SharedArrayBuffer(4))
}

/** Before a native call; each has its `leaveNative`. A thread that is to end waits here for its end. */
export function enterNative(): void {
  if (Atomics.add(own, 0, 1) < 0) for (;;) Atomics.wait(own, 0, Atomics.load(own, 0))
}

export function leaveNative(): void {
  Atomics.sub(own, 0, 1)
}

/** @param start starts a thread, whose calls are counted in what is returned */
export function countingCalls<T>(start: () => T): { started: T; calls: NativeCalls } {
  const calls = shareable()
  setEnvironmentData(KEY, calls)
  try {
    return { started: start(), calls }
  } finally {
    setEnvironmentData(KEY, undefined)
  }
}

/** Resolves when the thread that counts its calls so is in none, and will not be again. */
export async function outsideCalls(calls: NativeCalls): Promise<void> {
  while (Atomics.compareExchange(calls, 0, 0, ENDING) > 0) await pause(INTERVAL)
}

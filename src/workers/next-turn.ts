import { MessageChannel } from 'node:worker_threads'

const { port1: bell, port2: door } = new MessageChannel()
let callbacks: (() => void)[] = []

door.on('message', () => {
  const due = callbacks
  callbacks = []
  for (const callback of due) callback()
})
// Who waits keeps the process alive, not this.
bell.unref()
door.unref()

/**
 * Calls back after the events that are being taken in. Like `setImmediate`, but that one waits until libuv finds fewer
 * than 1,024 sockets ready, or has looked 48 times: under a flood for seconds.
 */
export function nextTurn(callback: () => void): void {
  if (callbacks.length === 0) bell.postMessage(null)
  callbacks.push(callback)
}

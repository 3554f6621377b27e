import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PROJECT_ROOT } from '../../support/shared.js'

/** Another program that encodes the same texts in a separate process, one run at a time. It speaks JSON lines. */
export interface Peer {
  name: string
  ask<T>(question: unknown): Promise<T>
  stop(): void
}

/**
 * Starts a peer.
 * @param script its name in this folder, or an absolute path
 * @param start its input
 * @returns undefined if it cannot run; the reason is printed
 */
export async function startPeer(
  command: string,
  script: string,
  start: Record<string, unknown>,
): Promise<Peer | undefined> {
  const path = fileURLToPath(new URL(script, `file://${PROJECT_ROOT}/test/bench/peers/`))
  const child = spawn(command, [path], { stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', chunk => (errors += chunk))
  child.stdin.on('error', () => undefined)
  child.on('error', error => (errors += error.message))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async <T>(question: unknown): Promise<T | undefined> => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value } = await lines.next()
    return value === undefined ? undefined : JSON.parse(value)
  }
  const ready = await answer<{ ready: string }>(start)
  if (!ready) {
    console.log(`\n${script} cannot run: ${errors.trim().split('\n').at(-1)}`)
    return undefined
  }
  return {
    name: ready.ready,
    ask: async question => {
      const found = await answer(question)
      if (found === undefined) throw new Error(`${ready.ready} ended: ${errors.trim().split('\n').at(-1)}`)
      return found as never
    },
    stop: () => child.kill(),
  }
}

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PROJECT_ROOT } from '../../support/shared.js'

/** Another program that encodes the same texts in a separate process, one run at a time. */
export interface Peer {
  name: string
  /** Runs over all texts once. @returns seconds */
  run(): Promise<number>
  /** Ends the process. @returns unit vectors of the last run */
  vectors(): Promise<number[][]>
}

/**
 * Starts a peer. It speaks JSON lines: first its input, then one line per run.
 * @returns undefined if it cannot run; the reason is printed
 */
export async function startPeer(
  command: string,
  script: string,
  start: Record<string, unknown>,
): Promise<Peer | undefined> {
  const path = fileURLToPath(new URL(`test/bench/peers/${script}`, `file://${PROJECT_ROOT}/`))
  const child = spawn(command, [path], { stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', chunk => (errors += chunk))
  child.stdin.on('error', () => undefined)
  child.on('error', error => (errors += error.message))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async <T>(question: unknown): Promise<T | undefined> => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value } = await lines.next()
    return value === undefined ? undefined : JSON.parse(value)
  }
  const ready = await ask<{ ready: string }>(start)
  if (!ready) {
    console.log(`\n${script} cannot run: ${errors.trim().split('\n').at(-1)}`)
    return undefined
  }
  return {
    name: ready.ready,
    run: async () => (await ask<{ seconds: number }>({ run: true }))!.seconds,
    vectors: async () => {
      const answer = await ask<{ vectors: number[][] }>({ vectors: true })
      child.kill()
      return answer!.vectors
    },
  }
}

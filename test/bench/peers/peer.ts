import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PROJECT_ROOT } from '../../support/shared.js'

/** Another program that encodes the same texts, in a process of its own, one run at a time. */
export interface Peer {
  name: string
  /** Seconds that one run over all texts took. */
  run(): Promise<number>
  /** Unit vectors of the last run, and the end of the process. */
  vectors(): Promise<number[][]>
}

/**
 * Starts a peer that speaks JSON lines: what it starts from, then its runs.
 * @returns undefined, with a line that says why, where it cannot run
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

import { main } from '../../src/cli/main.js'
import { STATIC_MODEL } from '../../src/model/models.js'
import type { Run } from './cli.js'

/**
 * Runs a command line in this process, which is much faster than starting one, with the static table as its model. It must not
 * depend on the working directory or on standard input.
 */
export async function runHere(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const written = { stdout: '', stderr: '' }
  const writes = { stdout: process.stdout.write, stderr: process.stderr.write }
  const names = ['stdout', 'stderr'] as const
  const before = { ...process.env }
  Object.assign(process.env, { ANLAM_MODEL: STATIC_MODEL, LC_ALL: 'C.UTF-8', ...env })
  for (const name of names)
    process[name].write = ((chunk: string | Uint8Array, ...rest: []) => {
      // The test runner reports through stdout, in what no text begins with.
      if (typeof chunk !== 'string' && chunk[0] === 0xff)
        return writes[name].call(process[name], chunk, ...rest)
      written[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
      return true
    }) as typeof process.stdout.write
  try {
    return { code: await main(['node', 'anlam', ...args]), ...written }
  } finally {
    for (const name of names) process[name].write = writes[name]
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PROJECT_ROOT } from '../../support/shared.js'

const SOURCE = join(PROJECT_ROOT, 'test', 'system', 'crash', 'fs-shim.c')
const WRITER = fileURLToPath(new URL('./writer.js', import.meta.url))

/** Compiles the shim between a process and the disk. Needs Linux and a C compiler, as the native modules do. */
export function buildShim(): string {
  const library = join(mkdtempSync(join(tmpdir(), 'anlam-shim-')), 'shim.so')
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE, '-ldl'])
  return library
}

/** Repairs a scenario's index in a separate process, until it ends or is killed. */
export async function runRepairer(shim: string, root: string, env: Record<string, string>): Promise<void> {
  const script = fileURLToPath(new URL('./repairer.js', import.meta.url))
  const child = spawn(process.execPath, [script, root], {
    env: { ...process.env, LD_PRELOAD: shim, ...env },
    stdio: 'ignore',
  })
  await once(child, 'close')
}

export interface WriterRun {
  /** Number of acknowledged steps. */
  acknowledged: number
  errors: { step: number; code: string; message: string }[]
  signal: NodeJS.Signals | null
}

/**
 * Runs the writer over a seed's steps until it ends, or is killed.
 * @param env settings of the shim, see fs-shim.c
 * @param killAfter milliseconds after the first acknowledgement to send SIGKILL
 */
export function runWriter(
  shim: string,
  root: string,
  seed: number,
  from: number,
  env: Record<string, string>,
  killAfter?: number,
): Promise<WriterRun> {
  const child = spawn(process.execPath, [WRITER, root, String(seed), String(from)], {
    env: { ...process.env, LD_PRELOAD: shim, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const run: WriterRun = { acknowledged: from, errors: [], signal: null }
  let timer: NodeJS.Timeout | undefined
  createInterface({ input: child.stdout }).on('line', line => {
    const { step, code, message } = JSON.parse(line) as { step: number; code?: string; message?: string }
    if (code === undefined) run.acknowledged = step + 1
    else run.errors.push({ step, code, message: message! })
    // A step that always fails would be retried for ever.
    if (run.errors.length > 200) child.kill('SIGKILL')
    if (killAfter !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfter)
  })
  return new Promise(resolve =>
    child.on('close', (_, signal) => {
      clearTimeout(timer)
      resolve({ ...run, signal })
    }),
  )
}

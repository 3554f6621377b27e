import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { STATIC_MODEL } from '../../src/model/models.js'
import { PROJECT_ROOT } from './shared.js'

export const ANLAM = join(PROJECT_ROOT, 'bin', 'anlam.js')

const DIST = join(PROJECT_ROOT, 'dist')
assertBuilt()

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  /** Working directory. */
  cwd: string
  stdin?: string
  env?: Record<string, string>
}

export function start(args: readonly string[], { cwd, env }: Omit<RunOptions, 'stdin'>): ChildProcess {
  return spawn(process.execPath, [ANLAM, ...args], {
    cwd,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
    stdio: 'pipe',
  })
}

/** Runs the command line as a user would, in a separate process. */
export function anlam(args: readonly string[], options: RunOptions): Promise<Run> {
  const child = start(args, options)
  let stdout = ''
  let stderr = ''
  child.stdout!.on('data', chunk => (stdout += chunk))
  child.stderr!.on('data', chunk => (stderr += chunk))
  child.stdin!.end(options.stdin ?? '')
  return new Promise(resolve => child.on('close', code => resolve({ code, stdout, stderr })))
}

/** The command line with the static table as its model, for tests that are about everything but the model. */
export const withTable = {
  start: (args: readonly string[], options: Omit<RunOptions, 'stdin'>): ChildProcess =>
    start(args, { ...options, env: { ...TABLE, ...options.env } }),
  anlam: (args: readonly string[], options: RunOptions): Promise<Run> =>
    anlam(args, { ...options, env: { ...TABLE, ...options.env } }),
}
const TABLE = { ANLAM_MODEL: STATIC_MODEL }

/** The command line runs from what `npm run build` makes of the modules that `tsc` writes. */
function assertBuilt(): void {
  const built = statSync(join(DIST, 'program', 'main.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const isNewer = (path: string): boolean =>
    path.endsWith('.js') && statSync(join(DIST, 'src', path)).mtimeMs > built
  if ((readdirSync(join(DIST, 'src'), { recursive: true }) as string[]).some(isNewer))
    throw new Error(
      'the command line is older than its modules: `npm run build`, or `npx vite build --mode program`',
    )
}

/** Parses NDJSON. */
export function ndjson<T>(text: string): T[] {
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as T)
}

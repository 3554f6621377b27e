import { execFileSync } from 'node:child_process'

export const PYTHON = 'python3'

/** What a Python script prints; undefined if it fails, such as for want of a package. */
export function askPython(script: string): string | undefined {
  try {
    return execFileSync(PYTHON, ['-c', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}

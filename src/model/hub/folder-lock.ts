import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { AnlamError } from '../../errors.js'

/**
 * Locks a folder against other processes. Takes over the lock of a dead process.
 * @returns a function that releases the lock; may be called repeatedly
 * @throws AnlamError `unavailable`, naming the process that holds the lock
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'pull.lock')
  for (;;) {
    try {
      const descriptor = openSync(file, 'wx')
      try {
        writeSync(descriptor, String(process.pid))
      } finally {
        closeSync(descriptor)
      }
      let held = true
      return () => {
        if (held) rmSync(file, { force: true })
        held = false
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const pid = Number(readFileSync(file, 'utf8'))
      if (pid > 0 && isAlive(pid))
        throw new AnlamError('unavailable', `process ${pid} is pulling this model already`)
      rmSync(file, { force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

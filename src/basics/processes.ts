import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, as others know it that share something with it. */
export interface ProcessMark {
  host: string
  /** Within which its number is one process: containers may have one host name, and each count from 1. */
  space: string
  pid: number
}

export const THIS_PROCESS: ProcessMark = { host: hostname(), space: processSpace(), pid: process.pid }

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    // Only Linux has such spaces.
    return ''
  }
}

/** Whether the number of a process means the same here. */
export function isNear({ host, space }: ProcessMark): boolean {
  return host === THIS_PROCESS.host && space === THIS_PROCESS.space
}

/** Whether a process runs on this machine. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

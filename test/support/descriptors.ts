import assert from 'node:assert/strict'
import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** Milliseconds that threads, streams and writers which have ended may take to close what they had open. */
const GRACE = 10_000

export const unlessLinux = process.platform !== 'linux' && 'descriptors are counted in /proc, which Linux has'

/** What a process of Linux has open, when this is made, and what it has open besides later on. */
export class Descriptors {
  private readonly before = opened()

  /** What is open now and was not, once it has had time to be closed. */
  async left(): Promise<string[]> {
    const extra = (): string[] =>
      [...opened()].flatMap(([number, what]) =>
        this.before.get(number) === what ? [] : [`${number} ${what}`],
      )
    for (let waited = 0; extra().length > 0 && waited < GRACE; waited += 20) await wait(20)
    return extra()
  }

  async assertUnchanged(after: string): Promise<void> {
    assert.deepEqual(await this.left(), [], `left open after ${after}`)
  }
}

/** By number. Connections that are kept for the next request are none of the files' business. */
function opened(): Map<string, string> {
  const found = new Map<string, string>()
  for (const number of readdirSync('/proc/self/fd')) {
    try {
      const what = readlinkSync(`/proc/self/fd/${number}`)
      if (!what.startsWith('socket:')) found.set(number, what)
    } catch {
      // It was that of the listing itself.
    }
  }
  return found
}

import assert from 'node:assert/strict'
import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** Milliseconds for ended threads, streams and writers to close their descriptors. */
const GRACE = 10_000

export const unlessLinux =
  process.platform !== 'linux' && 'descriptors are counted in /proc, which only Linux has'

/** Finds descriptors that this process opens after construction and does not close. Linux only. */
export class Descriptors {
  private readonly before = opened()

  /** Descriptors opened since, that are still open after `GRACE`. */
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

/** Open files by descriptor. Sockets are left out, since connections may be kept alive. */
function opened(): Map<string, string> {
  const found = new Map<string, string>()
  for (const number of readdirSync('/proc/self/fd')) {
    try {
      const what = readlinkSync(`/proc/self/fd/${number}`)
      if (!what.startsWith('socket:')) found.set(number, what)
    } catch {
      // The descriptor of the listing itself, closed by now.
    }
  }
  return found
}

import assert from 'node:assert/strict'
import { readdirSync, readlinkSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'

/** Milliseconds that threads and streams which have ended may take to close what they had open. */
const GRACE = 5000

/** What this process has open, by number. */
function opened(): Map<string, string> {
  const found = new Map<string, string>()
  for (const number of readdirSync('/proc/self/fd')) {
    try {
      found.set(number, readlinkSync(`/proc/self/fd/${number}`))
    } catch {
      // It was that of the listing itself.
    }
  }
  return found
}

/** Remembers which descriptors are open; `unchanged` tells whether there are others now. Linux only: skips elsewhere. */
export function descriptors(t: TestContext): { unchanged(after: string): Promise<void> } {
  if (process.platform !== 'linux') t.skip('descriptors are counted in /proc')
  const before = process.platform === 'linux' ? opened() : new Map<string, string>()
  const extra = (): string[] =>
    [...opened()].flatMap(([number, what]) => (before.get(number) === what ? [] : [`${number} ${what}`]))
  return {
    unchanged: async after => {
      if (process.platform !== 'linux') return
      for (let waited = 0; extra().length > 0 && waited < GRACE; waited += 20) await wait(20)
      assert.deepEqual(extra(), [], `left open after ${after}`)
    },
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** An empty folder, deleted after the test. */
export function scratch(t: TestContext): string {
  const { path, remove } = scratchFolder()
  t.after(remove)
  return path
}

/** An empty folder that whoever makes it removes. */
export function scratchFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'anlam-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

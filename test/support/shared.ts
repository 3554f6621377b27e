import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The project's root: this file is compiled to `dist/test/support/`. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Path of reference checkpoints and real text, kept in `shared/` beside the checkout. */
export function shared(path: string): string {
  return fileURLToPath(new URL(`../../../../shared/${path}`, import.meta.url))
}

/** Reason to skip a test that needs a shared file; false if it is there. */
export function unlessShared(path: string): string | false {
  return existsSync(shared(path)) ? false : `needs ../shared/${path}, which is not here`
}

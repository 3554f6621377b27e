import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The project's root: compiled tests lie two folders below it. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Reference checkpoints and real text that live beside a checkout, not in it. */
export function shared(path: string): string {
  return fileURLToPath(new URL(`../../../../shared/${path}`, import.meta.url))
}

/** For `test(name, { skip }, …)`: a reason to skip where the shared files are absent. */
export function unlessShared(path: string): string | false {
  return existsSync(shared(path)) ? false : `needs ../shared/${path}, which is not here`
}

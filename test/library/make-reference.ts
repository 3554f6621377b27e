import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../support/shared.js'
import { Declarations, REFERENCE } from './declarations.js'

/** Makes docs/api: `npm run api`. */
const cwd = join(PROJECT_ROOT, 'packaging/api')
execFileSync('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit'], { cwd, stdio: 'inherit' })
execFileSync('node_modules/.bin/typedoc', { cwd, stdio: 'inherit' })
const folder = mkdtempSync(join(tmpdir(), 'anlam-api-'))
const declarations = new Declarations(folder)
try {
  appendFileSync(REFERENCE, `\n${declarations.stamp()}\n`)
} finally {
  declarations.close()
  rmSync(folder, { recursive: true })
}

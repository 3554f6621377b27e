import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { scratch } from '../../support/scratch.js'
import { PROJECT_ROOT } from '../../support/shared.js'

const run = promisify(execFile)

test('npm installs the tarball into an empty project without a switch, and what it installs searches', async t => {
  const cwd = scratch(t)
  const { stdout: packed } = await run('npm', ['run', '--silent', 'tarball'], {
    cwd: PROJECT_ROOT,
    maxBuffer: 1 << 26,
  })
  const tarball = join(PROJECT_ROOT, packed.trim().split('\n').at(-1)!)
  t.after(() => rmSync(tarball))
  await run('npm', ['init', '--yes'], { cwd })
  await run('npm', ['install', tarball], { cwd, maxBuffer: 1 << 26 })
  const anlam = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('npx', ['anlam', ...args], { cwd })
    return stdout
  }
  writeFileSync(join(cwd, 'not.txt'), 'Düzenlileştirme aşırı öğrenmeyi azaltır.')
  await anlam('index', 'not.txt')
  assert.match(await anlam('search', 'overfitting nasıl önlenir?'), /Düzenlileştirme/)
  for (const [name, first] of [
    ['a.mjs', "import { Anlam } from 'anlam'"],
    ['a.cjs', "const { Anlam } = require('anlam')"],
  ] as const) {
    const program = `${first}
      const anlam = new Anlam()
      anlam.list().then(([{ passages }]) => console.log(passages)).finally(() => anlam.close())`
    writeFileSync(join(cwd, name), program)
    assert.equal((await run(process.execPath, [name], { cwd })).stdout, '1\n')
  }
})

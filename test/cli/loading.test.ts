import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { anlam } from '../support/cli.js'
import { scratch } from '../support/scratch.js'

/** Packages of which the build makes one file each. */
const JOINED = /\/dist\/program\/(cli-progress|commander|long|protobufjs|zod)-/

/** Packages whose code a command line loads, according to V8's coverage. */
async function packagesOf(args: readonly string[], folder: string): Promise<string[]> {
  await anlam(args, { cwd: folder, env: { NODE_V8_COVERAGE: folder } })
  const packages = new Set<string>()
  for (const file of readdirSync(folder)) {
    const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] }
    for (const { url } of result) {
      const [, name] = JOINED.exec(url) ?? /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
      if (name !== undefined) packages.add(name)
    }
  }
  return [...packages].sort()
}

for (const line of ['--help', '--version', 'search --help', 'key add --help', 'serach', 'search'])
  test(`\`anlam ${line}\` loads only commander: no schema, no server, no native library`, async t => {
    assert.deepEqual(await packagesOf(line.split(' '), scratch(t)), ['commander'])
  })

test('a command loads only what it needs: `stats` loads the database, but no server', async t => {
  const packages = await packagesOf(['stats'], scratch(t))
  assert.ok(packages.includes('zod') && packages.includes('better-sqlite3'), packages.join(', '))
  assert.ok(!packages.includes('express') && !packages.includes('pdfjs-dist'), packages.join(', '))
})

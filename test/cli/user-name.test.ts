import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const NAMELESS = 54_321
const isRoot = process.getuid?.() === 0

test('a user without a name is told by number', { skip: !isRoot && 'only root can be another user' }, () => {
  const source = readFileSync(new URL('../../src/cli/user-name.js', import.meta.url), 'utf8')
  const named = execFileSync(process.execPath, ['--input-type=module'], {
    input: `${source}\nprocess.stdout.write(userName())`,
    uid: NAMELESS,
    cwd: '/',
    encoding: 'utf8',
  })
  assert.equal(named, `uid ${NAMELESS}`)
})

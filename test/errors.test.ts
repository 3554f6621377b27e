import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { asAnlamError } from '../src/errors.js'
import { scratch } from './support/scratch.js'

test('what the system says of a file is said in words, with its path', t => {
  const folder = scratch(t)
  const file = join(folder, 'a')
  writeFileSync(file, '')
  const said = (work: () => unknown): [string, string] => {
    try {
      work()
    } catch (error) {
      const { code, message } = asAnlamError(error)
      return [code, message]
    }
    assert.fail('it worked')
  }
  const missing = join(folder, 'yok')
  assert.deepEqual(
    said(() => readFileSync(missing)),
    ['not-found', `${missing}: there is no such file or folder`],
  )
  const below = join(file, 'b')
  assert.deepEqual(
    said(() => readFileSync(below)),
    ['not-found', `${below}: a part of this path is a file, not a folder`],
  )
  // The system names no path where a folder is read.
  assert.deepEqual(
    said(() => readFileSync(folder)),
    ['invalid-input', 'this is a folder, not a file'],
  )
  assert.deepEqual(
    said(() => execFileSync('anlam-yok')),
    ['not-found', 'there is no program anlam-yok that can be run'],
  )
})

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadConfig } from '../src/config.js'
import { scratch } from './support/scratch.js'

function setEnvironment(t: TestContext, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    process.env[name] = value
    t.after(() => delete process.env[name])
  }
}

test('the former name of a setting means the same, from a flag, the environment and a file', t => {
  const file = join(scratch(t), 'anlam.config.json')
  assert.equal(loadConfig().effort, 100)
  writeFileSync(file, '{"ef":40}')
  assert.equal(loadConfig({ file }).effort, 40)
  setEnvironment(t, { ANLAM_EF: '50' })
  assert.equal(loadConfig({ file }).effort, 50)
  assert.equal(loadConfig({ file, flags: { ef: '60' } }).effort, 60)
  assert.ok(!('ef' in loadConfig({ file })))
})

test('the present name of a setting wins over the former one in the same place, and no further', t => {
  const file = join(scratch(t), 'anlam.config.json')
  writeFileSync(file, '{"ef":40,"effort":45}')
  assert.equal(loadConfig({ file }).effort, 45)
  setEnvironment(t, { ANLAM_EF: '50' })
  assert.equal(loadConfig({ file }).effort, 50)
  setEnvironment(t, { ANLAM_EFFORT: '55' })
  assert.equal(loadConfig({ file }).effort, 55)
  assert.equal(loadConfig({ file, flags: { ef: '60', effort: '65' } }).effort, 65)
})

test('an effort outside 1 to 10,000 is refused', () => {
  for (const effort of ['0', '10001', '1.5', 'çok'])
    assert.throws(() => loadConfig({ flags: { effort } }), /effort/)
})

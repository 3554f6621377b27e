import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isHeldOutGroup } from '../../src/train/held-out-groups.js'
import { PROJECT_ROOT, shared, unlessShared } from '../support/shared.js'

const DEV = join(PROJECT_ROOT, 'test', 'quality', 'groups-dev.jsonl')
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trim().split('\n')

test('every group of the dev set is held out from training', () => {
  const lines = linesOf(DEV)
  assert.equal(lines.length, 464)
  for (const line of lines) assert.ok(isHeldOutGroup(JSON.parse(line)), line)
})

test('one word of a subtopic, its case, endings and order do not bring a group back into training', () => {
  for (const line of linesOf(DEV)) {
    const { subtopic } = JSON.parse(line) as { subtopic: string }
    assert.ok(isHeldOutGroup({ subtopic: subtopic.split(/\s+/).reverse().join(', ') }), subtopic)
    assert.ok(isHeldOutGroup({ subtopic: subtopic.toLocaleUpperCase('tr') }), subtopic)
  }
})

test('the dev set is all that is held out', { skip: unlessShared('data/groups') }, () => {
  const folder = shared('data/groups')
  const heldOut = readdirSync(folder)
    .filter(name => name.endsWith('.jsonl'))
    .sort()
    .flatMap(name => linesOf(join(folder, name)))
    .filter(line => isHeldOutGroup(JSON.parse(line)))
  assert.deepEqual(heldOut, linesOf(DEV))
})

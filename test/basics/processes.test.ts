import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { isAlive, isNear, THIS_PROCESS } from '../../src/basics/processes.js'

test('numbers of processes mean the same in one space of one machine: containers of one name count anew', () => {
  assert.ok(isNear({ ...THIS_PROCESS, pid: 1 }))
  assert.ok(!isNear({ ...THIS_PROCESS, host: 'another' }))
  assert.ok(!isNear({ ...THIS_PROCESS, space: 'pid:[1]' }))
  if (process.platform === 'linux') assert.match(THIS_PROCESS.space, /^pid:\[\d+\]$/)
})

test('a process is alive until it has ended, whoever owns it', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0'])
  assert.deepEqual([process.pid, 1, pid, 0, -1, Number.NaN].map(isAlive), [
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Gate } from '../../src/server/gate.js'

/** Takes on work, one after the other by somebody who takes so many milliseconds for each, and tells how many. */
async function offered(gate: Gate, count: number, milliseconds: number): Promise<number> {
  let queue = Promise.resolve<unknown>(undefined)
  let taken = 0
  for (let i = 0; i < count; i++) {
    if (gate.refusal(1)) continue
    taken++
    gate.enter(1)
    queue = queue.then(() => pause(milliseconds)).then(() => gate.leave(1))
  }
  await queue
  return taken
}

test('nothing is refused before it is known how long work takes; then what would wait too long', async () => {
  const gate = new Gate({ most: 1000, wait: 200 })
  assert.equal(gate.wait, 0)
  assert.equal(await offered(gate, 40, 10), 40)
  const taken = await offered(gate, 400, 10)
  assert.ok(taken >= 4 && taken < 200, `${taken} of 400 taken on`)
  assert.equal(gate.load, 0)
})

test('a few are taken on however slow they were, and no more than there is room for', async () => {
  const gate = new Gate({ most: 6, wait: 1 })
  await offered(gate, 2, 300)
  for (let i = 0; i < 4; i++) {
    assert.equal(gate.refusal(1), undefined)
    gate.enter(1)
  }
  assert.equal(gate.refusal(1), 'wait')
  assert.equal(gate.refusal(3), 'count')
  gate.leave(4)
  assert.equal(gate.refusal(100), undefined, 'what is more than there is room for is taken on alone')
})

test('work that does not end any more is soon known to take long', async () => {
  const gate = new Gate({ most: 1000, wait: 1000 })
  await offered(gate, 30, 10)
  for (let i = 0; i < 40; i++) gate.enter(1)
  assert.equal(gate.refusal(1), undefined)
  await pause(3000)
  assert.equal(gate.refusal(1), 'wait')
})

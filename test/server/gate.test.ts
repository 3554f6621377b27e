import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Gate } from '../../src/server/gate.js'

/** Offers `count` units to a gate, each worked off in turn in `milliseconds`. @returns how many were admitted */
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

test('nothing is refused before the throughput is known; afterwards what would wait too long is', async () => {
  const gate = new Gate({ most: 1000, wait: 200 })
  assert.equal(gate.wait, 0)
  assert.equal(await offered(gate, 40, 10), 40)
  const taken = await offered(gate, 400, 10)
  assert.ok(taken >= 4 && taken < 200, `${taken} of 400 admitted`)
  assert.equal(gate.load, 0)
})

test('a few units are admitted however slow the work was, but never more than the limit', async () => {
  const gate = new Gate({ most: 6, wait: 1 })
  await offered(gate, 2, 300)
  for (let i = 0; i < 4; i++) {
    assert.equal(gate.refusal(1), undefined)
    gate.enter(1)
  }
  assert.equal(gate.refusal(1), 'wait')
  assert.equal(gate.refusal(3), 'count')
  gate.leave(4)
  assert.equal(
    gate.refusal(100),
    undefined,
    'a request larger than the limit is admitted when nothing else is inside',
  )
})

test('the estimated wait grows soon when work stops finishing', async () => {
  const gate = new Gate({ most: 1000, wait: 1000 })
  await offered(gate, 30, 10)
  for (let i = 0; i < 40; i++) gate.enter(1)
  assert.equal(gate.refusal(1), undefined)
  await pause(3000)
  assert.equal(gate.refusal(1), 'wait')
})

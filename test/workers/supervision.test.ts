import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Supervision } from '../../src/workers/respawning.js'
import { WorkerClient } from '../../src/workers/rpc.js'
import { scratch } from '../support/scratch.js'

const WORKER = new URL('../support/blocking-worker.js', import.meta.url)

function supervised(
  t: TestContext,
  options: Partial<Supervision> = {},
): { worker: WorkerClient; lost: string[] } {
  const lost: string[] = []
  const worker = new WorkerClient(WORKER, undefined, {
    once: new Set(['write']),
    patience: 500,
    onLost: error => lost.push(error.code),
    ...options,
  })
  t.after(() => worker.close())
  return { worker, lost }
}

test('threads start in a program that is given as a string, as modules, and with options that only a process takes', async t => {
  const program = `
    import { Anlam } from '${new URL('../../src/index.js', import.meta.url)}'
    const anlam = new Anlam()
    console.log((await anlam.encode(['merhaba'])).rows)
    await anlam.close()`
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program])
  assert.equal(stdout.trim(), '1')
  const options = ['--max-old-space-size=2000', '--expose-gc', '--stack-trace-limit=20', '--title=anlam']
  const path = join(scratch(t), 'a.mjs')
  writeFileSync(path, program)
  const { stdout: again } = await run(process.execPath, [...options, path])
  assert.equal(again.trim(), '1')
})

test('a thread that hangs is replaced; read calls are repeated, write calls are rejected', async t => {
  const { worker, lost } = supervised(t)
  await worker.call('called', [])
  const controller = new AbortController()
  const blocked = assert.rejects(worker.call('block', [], controller.signal), { code: 'cancelled' })
  const reading = worker.call('called', [])
  const writing = assert.rejects(worker.call('write', ['x']), { code: 'unavailable' })
  // Once they have been sent.
  await pause(100)
  controller.abort()
  await Promise.all([blocked, writing])
  assert.equal(await reading, 1, 'by a new thread')
  assert.equal(await worker.call('write', ['y']), 'y')
  assert.deepEqual(lost, ['unavailable'])
  assert.equal(worker.load, 0)
})

test('a call that hangs its thread twice is not repeated again, and queued calls are answered', async t => {
  const { worker, lost } = supervised(t)
  const blocked = assert.rejects(worker.call('block', []), { code: 'unavailable' })
  // More than are sent at once.
  const others = Array.from({ length: 100 }, () => worker.call('steps', [0]))
  const outcomes = await Promise.allSettled(others)
  await blocked
  assert.equal(lost.length, 2)
  const answered = outcomes.filter(({ status }) => status === 'fulfilled').length
  assert.ok(answered >= 69, `${answered} answered; only those sent with it both times may be rejected`)
})

for (const [how, code] of [
  ['crash', 'internal'],
  ['end', 'unavailable'],
] as const) {
  test(`a thread that ends by ${how} is replaced`, async t => {
    const { worker, lost } = supervised(t, { patience: 60_000 })
    await assert.rejects(worker.call(how, []), { code: 'unavailable' })
    assert.equal(await worker.call('called', []), 1)
    assert.deepEqual(lost, [code, code])
  })
}

test('a long call that yields to the event loop does not count as hanging', async t => {
  const { worker, lost } = supervised(t)
  assert.equal(await worker.call('steps', [2000]), 'done')
  assert.deepEqual(lost, [])
})

test('a slow method is given more time', async t => {
  const { worker, lost } = supervised(t, { slow: new Set(['block']), slowPatience: 60_000 })
  const controller = new AbortController()
  const blocked = worker.call('block', [], controller.signal).catch(() => 'told')
  await pause(2000)
  assert.deepEqual(lost, [])
  await worker.close()
  assert.equal(await blocked, 'told')
})

test('without supervision, all calls are rejected if the thread dies', async () => {
  const worker = new WorkerClient(WORKER, undefined)
  await assert.rejects(worker.call('crash', []), { code: 'internal' })
  await assert.rejects(worker.call('called', []), { code: 'internal' })
  await worker.close()
})

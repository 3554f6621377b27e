import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asAnlamError } from '../../src/errors.js'
import { WorkerClient } from '../../src/workers/rpc.js'

const WORKER = new URL('../support/counting-worker.js', import.meta.url)

test('calls cancelled before their turn never reach a busy worker', async () => {
  const worker = new WorkerClient(WORKER, undefined)
  const controller = new AbortController()
  const kept = worker.call('work', [20])
  const givenUp = Array.from({ length: 500 }, () => worker.call('work', [5], controller.signal))
  const codes = Promise.all(
    givenUp.map(call =>
      call.then(
        () => 'done',
        error => asAnlamError(error).code,
      ),
    ),
  )
  controller.abort()
  await kept
  const ended = await codes
  const cancelled = ended.filter(code => code === 'cancelled').length
  const called = await worker.call<number>('called', [])
  assert.equal(called - 1, ended.length - cancelled)
  assert.ok(cancelled >= 450, `${cancelled} of ${ended.length} were cancelled`)
  assert.equal(worker.load, 0)
  await worker.close()
})

test('all calls are answered, including those queued after one that cannot be sent', async () => {
  const worker = new WorkerClient(WORKER, undefined)
  const calls = Array.from({ length: 100 }, () => worker.call('work', [0]))
  await assert.rejects(worker.call('work', [() => 'functions stay in their thread']), { code: 'internal' })
  calls.push(worker.call('work', [0]))
  await Promise.all(calls)
  assert.equal(await worker.call('called', []), 101)
  const late = assert.rejects(worker.call('work', [1000]), { code: 'unavailable' })
  await worker.close()
  await late
})

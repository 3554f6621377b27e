import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Jobs } from '../../src/server/jobs.js'

const INDEX = { id: 'i', name: 'n' }

/** Work that ends only when `end` is called. */
function endless(): { work: () => Promise<string>; end(): void } {
  let end = (): void => undefined
  const ended = new Promise<string>(resolve => {
    end = () => resolve('done')
  })
  return { work: () => ended, end: () => end() }
}

test('a cancelled queued job frees its place in the queue at once', async () => {
  const jobs = new Jobs<string>()
  const { work, end } = endless()
  const running = jobs.start(INDEX, work)
  await turn()
  const queued = Array.from({ length: 16 }, () => jobs.start(INDEX, work).id)
  assert.throws(() => jobs.start(INDEX, work), { code: 'overloaded' })
  for (const id of queued.slice(0, 10)) assert.equal(jobs.cancel(id).state, 'cancelled')
  for (let i = 0; i < 10; i++) jobs.start(INDEX, work)
  assert.throws(() => jobs.start(INDEX, work), { code: 'overloaded' })
  end()
  await turn()
  assert.equal(jobs.status(running.id).state, 'done')
  await jobs.close()
})

test('a running job is cancelled at once, and the next one runs while it winds up', async () => {
  const jobs = new Jobs<string>()
  const works = Array.from({ length: 3 }, endless)
  const [first, second, third] = works.map(({ work }) => jobs.start(INDEX, work).id)
  await turn()
  assert.equal(jobs.cancel(first!).state, 'cancelled')
  assert.equal(jobs.status(second!).state, 'running')
  jobs.cancel(second!)
  assert.equal(jobs.status(third!).state, 'queued', 'at most two jobs wind up')
  works[0]!.end()
  await turn()
  assert.equal(jobs.status(third!).state, 'running')
  assert.equal(jobs.status(first!).state, 'cancelled', 'a cancelled job stays cancelled')
  for (const { end } of works) end()
  await turn()
  assert.equal(jobs.result(third!), 'done')
  await jobs.close()
})

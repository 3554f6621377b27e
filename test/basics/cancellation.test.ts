import assert from 'node:assert/strict'
import { addAbortListener, once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Cancellation } from '../../src/basics/cancellation.js'

test('a signal fires once, with its reason', () => {
  const cancellation = new Cancellation()
  const { signal } = cancellation
  const heard: string[] = []
  const left = (): number => heard.push('left')
  signal.addEventListener('abort', () => heard.push('listener'), { once: true })
  signal.addEventListener('abort', left)
  signal.removeEventListener('abort', left)
  signal.onabort = ({ type }) => heard.push(type)
  signal.throwIfAborted()
  assert.equal(signal.aborted, false)
  cancellation.cancel('late')
  cancellation.cancel('later')
  assert.deepEqual(heard, ['abort', 'listener'])
  assert.deepEqual([signal.aborted, signal.reason], [true, 'late'])
  assert.throws(
    () => signal.throwIfAborted(),
    error => error === 'late',
  )
})

test('Node.js accepts it as an AbortSignal', async () => {
  const cancellation = new Cancellation()
  const waiting = wait(60_000, undefined, { signal: cancellation.signal })
  let heard = false
  addAbortListener(cancellation.signal, () => {
    heard = true
  })
  const told = once(cancellation.signal, 'abort')
  cancellation.cancel()
  await assert.rejects(waiting, { name: 'AbortError' })
  await told
  assert.equal(heard, true)
  assert.equal((cancellation.signal.reason as Error).name, 'AbortError')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SharedRead } from '../../src/index/shared-read.js'

/** A read that ends when it is told to. */
function controlled() {
  const begun: { resolve: (value: number) => void; reject: (error: Error) => void }[] = []
  const shared = new SharedRead(
    () => new Promise<number>((resolve, reject) => void begun.push({ resolve, reject })),
  )
  return { shared, begun }
}

test('those who ask while a read is under way share the next one, which began after they asked', async () => {
  const { shared, begun } = controlled()
  const first = shared.read()
  const [second, third] = [shared.read(), shared.read()]
  assert.equal(begun.length, 1)
  begun[0]!.resolve(1)
  assert.equal(await first, 1)
  await new Promise(setImmediate)
  assert.equal(begun.length, 2)
  const fourth = shared.read()
  begun[1]!.resolve(2)
  assert.deepEqual(await Promise.all([second, third]), [2, 2])
  await new Promise(setImmediate)
  begun[2]!.resolve(3)
  assert.equal(await fourth, 3)
  const fifth = shared.read()
  begun[3]!.resolve(4)
  assert.equal(await fifth, 4)
})

test('a read that fails fails those who share it, and not the next', async () => {
  const { shared, begun } = controlled()
  const first = shared.read()
  const second = shared.read()
  begun[0]!.reject(new Error('lost'))
  await assert.rejects(first, /lost/)
  await new Promise(setImmediate)
  begun[1]!.resolve(2)
  assert.equal(await second, 2)
})

test('a read that is not due yet waits for others to share it, and for nobody who is in a hurry', async () => {
  const { shared, begun } = controlled()
  const [early, late] = [controlled(), controlled()]
  const [soon, later] = [early.shared.read(), late.shared.read()]
  const first = shared.read(later)
  const second = shared.read(soon)
  await new Promise(setImmediate)
  assert.equal(begun.length, 0)
  early.begun[0]!.reject(new Error('whatever it was, it has ended'))
  await new Promise(setImmediate)
  assert.equal(begun.length, 1)
  // Too late for what has begun: it is the next one's.
  const third = shared.read(later)
  begun[0]!.resolve(1)
  assert.deepEqual(await Promise.all([first, second]), [1, 1])
  const fourth = shared.read()
  await new Promise(setImmediate)
  assert.equal(begun.length, 2)
  begun[1]!.resolve(2)
  assert.deepEqual(await Promise.all([third, fourth]), [2, 2])
  late.begun[0]!.resolve(0)
  await new Promise(setImmediate)
  assert.equal(begun.length, 2)
})

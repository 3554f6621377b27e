import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { remembered } from '../../src/basics/remembered.js'

test('answers are remembered, undefined ones too, until there are too many; those to long texts are not', () => {
  const asked: string[] = []
  const answer = remembered(4, word => {
    asked.push(word)
    return word === 'none' ? undefined : word.length
  })
  for (const word of ['none', 'none', 'a', 'a']) answer(word)
  assert.deepEqual(asked.splice(0), ['none', 'a'])
  assert.equal(answer('bb'), 2)
  assert.equal(answer('none'), undefined)
  assert.deepEqual(asked.splice(0), ['bb'])
  for (const word of ['ccc', 'none', 'dddd']) answer(word)
  assert.deepEqual(asked.splice(0), ['ccc', 'dddd'])
  for (const word of ['none', 'a']) answer(word)
  assert.deepEqual(asked.splice(0), ['a'], 'what has not been asked for of late is forgotten')
  const long = 'x'.repeat(101)
  assert.deepEqual([answer(long), answer(long)], [101, 101])
  assert.deepEqual(asked, [long, long])
})

test('a word that is remembered does not keep the text that it is from', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heap = (): number => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const answer = remembered(1000, word => word.slice(0, 20))
  const before = heap()
  for (let i = 0; i < 100; i++) {
    const text = Buffer.alloc(400_000, `sürümlendirilmemişlerden${i} `).toString()
    answer(text.slice(0, 26))
  }
  assert.ok(heap() - before < 10e6, 'a hundred texts are 40 MB')
})

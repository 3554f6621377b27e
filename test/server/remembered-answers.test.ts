import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RememberedAnswers } from '../../src/server/remembered-answers.js'

async function* chunks(...texts: string[]): AsyncGenerator<string> {
  yield* texts
}

/** Answers each chunk with its length, and counts how often it was asked. */
function counting() {
  const counter = { runs: 0, work }
  async function* work(body: AsyncIterable<string>): AsyncGenerator<string> {
    counter.runs++
    for await (const chunk of body) yield `${chunk.length}\n`
  }
  return counter
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = []
  for await (const line of lines) list.push(line)
  return list
}

test('work is done once per key, however the body is cut into chunks', async () => {
  const answers = new RememberedAnswers()
  const counter = counting()
  const { work } = counter
  const first = await all(answers.answer('a', chunks('bir', 'iki!'), work))
  assert.deepEqual(first, ['3\n', '4\n'])
  assert.deepEqual(await all(answers.answer('a', chunks('biriki!'), work)), first)
  assert.deepEqual(await all(answers.answer('b', chunks('biriki!'), work)), ['7\n'])
  await assert.rejects(all(answers.answer('a', chunks('üç'), work)), { code: 'invalid-input' })
  assert.equal(counter.runs, 2)
})

test('a key is locked while its work runs, and free again if the work fails or is abandoned', async () => {
  const answers = new RememberedAnswers()
  const { work } = counting()
  const running = answers.answer('a', chunks('bir', 'iki'), work)
  await running.next()
  await assert.rejects(all(answers.answer('a', chunks('bir', 'iki'), work)), { code: 'unavailable' })
  await running.return(undefined)
  const failing = async function* (): AsyncGenerator<string> {
    yield 'begun\n'
    throw new Error('disk full')
  }
  await assert.rejects(all(answers.answer('a', chunks('bir'), failing)), /disk full/)
  assert.deepEqual(await all(answers.answer('a', chunks('bir'), work)), ['3\n'])
})

test('work of a forgotten prefix is done again, and no other', async () => {
  const answers = new RememberedAnswers()
  let runs = 0
  const work = async function* (): AsyncGenerator<string> {
    yield `${++runs}`
  }
  const ask = async (key: string): Promise<string[]> => all(answers.answer(key, chunks(), work))
  assert.deepEqual([await ask('n 1'), await ask('not 1')], [['1'], ['2']])
  answers.forget('n ')
  assert.deepEqual([await ask('n 1'), await ask('not 1')], [['3'], ['2']])
})

test('an answer too long to remember is given, and the work is done again next time', async () => {
  const answers = new RememberedAnswers()
  let runs = 0
  const long = async function* (body: AsyncIterable<string>): AsyncGenerator<string> {
    runs++
    for await (const chunk of body) yield chunk.repeat(1 << 20)
  }
  for (let i = 0; i < 2; i++)
    assert.equal((await all(answers.answer('a', chunks('on karakter'), long))).length, 1)
  assert.equal(runs, 2)
})
